using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Rewards.Catalogue;

/// <param name="Id">0 for a new reward.</param>
/// <param name="StockWas">The stock that the form showed; what was sold meanwhile stays sold, because only the difference is applied.</param>
/// <param name="Version">The version that the form was filled from; 0 for a new reward.</param>
public sealed record SaveRewardRequest(long Id, string Code, RewardKind Kind, string NameNl, string NameEn, string DescriptionNl, string DescriptionEn, long Points, long? Stock, long? StockWas,
    DateOnly? FromOn, DateOnly? UntilOn, IReadOnlyList<string> Tiers, bool Active, int Version);

/// <summary>Adds or changes a reward.</summary>
public sealed partial class SaveReward(StudioData data)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, SaveRewardRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync(db => WriteAsync(db, actor, request, ct), ct);
    }

    private static async Task<Outcome<long>> WriteAsync(StudioDb db, Actor actor, SaveRewardRequest request, CancellationToken ct)
    {
        var code = request.Code.Trim().ToLowerInvariant();
        if (await db.Set<Reward>().AnyAsync(r => r.Code == code && r.Id != request.Id, ct))
        {
            return Refuse.Invalid("code", "Another reward has this code.");
        }

        var reward = request.Id == 0 ? new Reward { Code = code } : await db.Set<Reward>().FirstOrDefaultAsync(r => r.Id == request.Id, ct);
        if (reward is null)
        {
            return Refuse.NotFound("reward_unknown", "This reward does not exist.");
        }

        if (request.Id == 0)
        {
            reward.Stock = request.Stock;
            db.Add(reward);
        }
        else if (reward.Version != request.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        Apply(reward, request, code);
        await db.SaveChangesAsync(ct);
        if (request.Id != 0 && request.Stock != request.StockWas && !await RewardStock.SetAsync(db, reward.Id, request.StockWas, request.Stock))
        {
            return Refuse.Invalid("stock", "So many were taken meanwhile that the stock would fall below zero. Load it again.");
        }

        db.Audit(actor, request.Id == 0 ? "reward.added" : "reward.changed", $"reward {reward.Id}", $"{code}, {reward.Points} points{(reward.Active ? "" : ", switched off")}");
        return reward.Id;
    }

    private static void Apply(Reward reward, SaveRewardRequest request, string code)
    {
        reward.Code = code;
        reward.Kind = request.Kind;
        reward.NameNl = request.NameNl.Trim();
        reward.NameEn = request.NameEn.Trim();
        reward.DescriptionNl = request.DescriptionNl.Trim();
        reward.DescriptionEn = request.DescriptionEn.Trim();
        reward.Points = request.Points;
        reward.FromOn = request.FromOn;
        reward.UntilOn = request.UntilOn;
        reward.Tiers = string.Join(' ', request.Tiers);
        reward.Active = request.Active;
    }

    private static IEnumerable<FieldError> Check(SaveRewardRequest request)
    {
        if (!CodeForm().IsMatch(request.Code.Trim()))
        {
            yield return new FieldError("code", "A code has at most 40 letters, digits and dashes.");
        }

        if (string.IsNullOrWhiteSpace(request.NameNl) || string.IsNullOrWhiteSpace(request.NameEn) || request.NameNl.Length > 100 || request.NameEn.Length > 100)
        {
            yield return new FieldError("name", "Give the reward a name in Dutch and in English, at most 100 characters.");
        }

        if (request.DescriptionNl.Length > 500 || request.DescriptionEn.Length > 500)
        {
            yield return new FieldError("description", "A description has at most 500 characters.");
        }

        if (request.Points is < 1 or > 10_000_000)
        {
            yield return new FieldError("points", "A reward costs between 1 and 10,000,000 points.");
        }

        if (request.Stock is < 0 or > 10_000_000)
        {
            yield return new FieldError("stock", "The stock is between 0 and 10,000,000, or empty.");
        }

        if (request.FromOn > request.UntilOn)
        {
            yield return new FieldError("until", "The last day lies before the first.");
        }

        if (request.Tiers.Any(t => t.Contains(' ', StringComparison.Ordinal)) || request.Tiers.Count > 20)
        {
            yield return new FieldError("tiers", "These tiers cannot be read.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,40}$")]
    private static partial Regex CodeForm();
}
