using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Rewards.Catalogue;

/// <summary>Whether a reward can be had on a day, and if not, why.</summary>
public enum RewardState { Open, Off, NotYet, Over, SoldOut }

/// <param name="Taken">How often it was taken and not undone.</param>
public sealed record RewardRow(long Id, string Code, RewardKind Kind, string NameNl, string NameEn, string DescriptionNl, string DescriptionEn, long Points, long? Stock, DateOnly? FromOn,
    DateOnly? UntilOn, IReadOnlyList<string> Tiers, bool Active, int Version, RewardState State, int Taken)
{
    public string Name(string language) => language == "en" && NameEn.Length > 0 ? NameEn : NameNl;

    public string Description(string language) => language == "en" && DescriptionEn.Length > 0 ? DescriptionEn : DescriptionNl;
}

/// <summary>The catalogue of rewards, the cheapest first.</summary>
public sealed class ListRewards(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <param name="onlyOpen">True for those that can be had today.</param>
    public async Task<Outcome<IReadOnlyList<RewardRow>>> RunAsync(Actor actor, bool onlyOpen, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme) && !actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var rewards = await db.Set<Reward>().AsNoTracking().OrderBy(r => r.Points).ThenBy(r => r.Id).ToListAsync(ct);
        var taken = await db.Set<RewardOrder>().Where(o => o.UndoneAt == null).GroupBy(o => o.RewardId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return rewards.ConvertAll(r => new RewardRow(r.Id, r.Code, r.Kind, r.NameNl, r.NameEn, r.DescriptionNl, r.DescriptionEn, r.Points, r.Stock, r.FromOn, r.UntilOn, r.TierCodes, r.Active, r.Version,
            StateOf(r, today), taken.GetValueOrDefault(r.Id))).FindAll(r => !onlyOpen || r.State == RewardState.Open);
    }

    internal static RewardState StateOf(Reward reward, DateOnly today) => reward switch
    {
        { Active: false } => RewardState.Off,
        { FromOn: { } from } when from > today => RewardState.NotYet,
        { UntilOn: { } until } when until < today => RewardState.Over,
        { Stock: <= 0 } => RewardState.SoldOut,
        _ => RewardState.Open,
    };
}
