using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Holdouts;

/// <summary>A global holdout with what it shows.</summary>
/// <param name="Result">As of <paramref name="CountedTo"/>; the verdict waits for <see cref="LeastDays"/> days.</param>
/// <param name="Margin">Of all promotions together; null before there is a verdict.</param>
public sealed record HoldoutRow(long Id, int Percent, DateOnly StartOn, DateOnly? EndedOn, string Author, CampaignResult? Result, DateOnly? CountedTo, CampaignMargin? Margin)
{
    /// <summary>Sooner than this nothing is said: promotions need time to work.</summary>
    public const int LeastDays = 90;
}

/// <param name="Members">Who takes part today.</param>
public sealed record HoldoutsView(int Members, HoldoutRow? Running, IReadOnlyList<HoldoutRow> Past);

/// <summary>The global holdouts, the running one and those before.</summary>
public sealed class ShowHoldouts(StudioData data)
{
    public async Task<Outcome<HoldoutsView>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var share = await ShowCampaignResult.MarginShareAsync(db, ct);
        var measured = await db.Set<MeasuredHoldout>().ToDictionaryAsync(r => r.HoldoutId, ct);
        var rows = (await db.Set<GlobalHoldout>().OrderByDescending(h => h.Id).ToListAsync(ct)).ConvertAll(h => Row(h, measured.GetValueOrDefault(h.Id), share));
        return new HoldoutsView(await db.Set<Member>().CountAsync(m => m.Status == MemberStatus.Active, ct), rows.Find(r => r.EndedOn is null), rows.FindAll(r => r.EndedOn is not null));
    }

    private static HoldoutRow Row(GlobalHoldout h, MeasuredHoldout? m, double share)
    {
        if (m is null)
        {
            return new HoldoutRow(h.Id, h.Percent, h.StartOn, h.EndedOn, h.Author, null, null, null);
        }

        // The window is the whole running time, so that a verdict of one that runs is one so far, and of one that ended it is final.
        var seen = m.AsOf.DayNumber - h.StartOn.DayNumber;
        var result = CampaignResult.Of(new Side(m.Treated, m.TreatedBuyers), new Side(m.Holdout, m.HoldoutBuyers), h.Percent, h.StartOn, HoldoutRow.LeastDays - 1, h.StartOn.AddDays(seen), 0);
        var margin = result.Verdict is Verdict.More or Verdict.Fewer or Verdict.NoDifference
            ? new CampaignMargin(share * m.TreatedKeptCents / m.Treated, share * m.HoldoutKeptCents / m.Holdout, m.KeptLow * share, m.KeptHigh * share, m.Treated, m.CostCents) : null;
        return new HoldoutRow(h.Id, h.Percent, h.StartOn, h.EndedOn, h.Author, result, m.AsOf, margin);
    }
}

/// <summary>Begins to leave a share of all members out of every promotion. The next run draws who.</summary>
public sealed class StartHoldout(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public const int Most = 20;

    public async Task<Outcome<long>> RunAsync(Actor actor, int percent, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        if (percent is < 1 or > Most)
        {
            return Refuse.Invalid("Percent", "Choose 1 to {0} percent.", Most);
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if (await db.Set<GlobalHoldout>().AnyAsync(h => h.EndedOn == null, ct))
            {
                return Refuse.Conflict("holdout_runs", "There is a global control group already. End it first.");
            }

            var row = new GlobalHoldout { Percent = percent, Salt = Guid.NewGuid().ToString("N"), StartOn = today, Author = actor.Name };
            db.Add(row);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "holdout.started", $"global_holdout {row.Id}", FormattableString.Invariant($"{percent} % of all members"));
            return row.Id;
        }, ct);
    }
}

/// <summary>Ends the running global holdout: from now on everybody may get promotions again. Who was in it is kept.</summary>
public sealed class EndHoldout(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<GlobalHoldout>().FirstOrDefaultAsync(h => h.Id == id && h.EndedOn == null, ct) is not { } row)
            {
                return Refuse.NotFound("holdout_unknown", "This control group has ended already.");
            }

            row.EndedOn = today;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "holdout.ended", $"global_holdout {id}", FormattableString.Invariant($"ran from {row.StartOn:yyyy-MM-dd}"));
            return default(Nothing);
        }, ct);
    }
}
