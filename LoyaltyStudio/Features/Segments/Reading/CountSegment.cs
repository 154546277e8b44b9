using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Reading;

/// <summary>A member as an example of a segment.</summary>
public sealed record SampleMember(long Id, string Name, string CardNumber, string? Store, DateOnly? LastPurchaseOn, long NetCents);

/// <param name="Of">All members who take part.</param>
/// <param name="Took">How long the count took.</param>
public sealed record SegmentCount(int Count, int Of, IReadOnlyList<SampleMember> Sample, TimeSpan Took)
{
    public double Share => Of == 0 ? 0 : (double)Count / Of;
}

/// <summary>Counts a definition while somebody builds it, with twenty members of it within the actor's stores. Conditions that were asked a moment ago are not asked again.</summary>
public sealed class CountSegment(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue, SegmentQuery query, RecentRounds recent)
{
    private const int Examples = 20;

    public async Task<Outcome<SegmentCount>> RunAsync(Actor actor, SegmentDefinition definition, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        if (SegmentRules.Check(definition, catalogue) is { Count: > 0 } errors)
        {
            return Refuse.Invalid(errors);
        }

        var started = Stopwatch.GetTimestamp();
        var round = recent.Of((await organisation.CurrentAsync(ct)).Today(clock));
        await using var db = data.Read();
        var scope = await SegmentScope.OfAsync(db, actor, ct);
        var all = await query.ActiveAsync(round, ct);
        var set = scope.Of(await query.MembersOfAsync(definition, round, ct));
        var took = Stopwatch.GetElapsedTime(started);
        var sample = actor.May(Permission.ViewMembers) ? await SampleAsync(db, set, ct) : [];
        return new SegmentCount(set.Count, scope.Of(all).Count, sample, took);
    }

    private static async Task<IReadOnlyList<SampleMember>> SampleAsync(StudioDb db, MemberSet set, CancellationToken ct)
    {
        // Spread over the whole set, and the same ones as long as the set is the same.
        var step = Math.Max(1, set.Count / Examples);
        var ids = set.Where((_, i) => i % step == 0).Take(Examples).ToArray();
        return await (
            from m in db.Set<Member>()
            where ids.Contains(m.Id)
            join s in db.Set<Store>() on m.HomeStoreId equals s.Id into stores
            from s in stores.DefaultIfEmpty()
            join t in db.Set<Purchases.Model.MemberStat>() on m.Id equals t.MemberId into stats
            from t in stats.DefaultIfEmpty()
            orderby m.Id
            select new SampleMember(m.Id, (m.FirstName + " " + m.LastName).Trim(), m.CardNumber, s == null ? null : s.Name, t == null ? null : t.LastPurchaseOn, t == null ? 0 : t.NetCents)).ToListAsync(ct);
    }
}

/// <summary>What the actor may see of a set: everything, or the members of some home stores.</summary>
internal sealed record SegmentScope(MemberSet? Own)
{
    internal static async Task<SegmentScope> OfAsync(StudioDb db, Actor actor, CancellationToken ct) => actor.Stores is null ? new SegmentScope((MemberSet?)null)
        : new SegmentScope(MemberSet.Of(await Members.Searching.MemberSearch.Scoped(db.Set<Member>(), actor).Select(m => m.Id).ToListAsync(ct)));

    internal MemberSet Of(MemberSet set) => Own is null ? set : set.And(Own);
}

/// <summary>The sets of the last moments, so that a change of one condition asks that one only. Kept for half a minute, so that a count is never older than that.</summary>
public sealed class RecentRounds(TimeProvider clock)
{
    private const int MostConditions = 200;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private SegmentRound? round;
    private long since;

    internal SegmentRound Of(DateOnly today)
    {
        lock (gate)
        {
            if (round is null || round.Today != today || round.Conditions > MostConditions || clock.GetElapsedTime(since) > Fresh)
            {
                round = new SegmentRound(today);
                since = clock.GetTimestamp();
            }

            return round;
        }
    }

    /// <summary>Forgets what was asked: something changed.</summary>
    internal void Forget()
    {
        lock (gate)
        {
            round = null;
        }
    }
}
