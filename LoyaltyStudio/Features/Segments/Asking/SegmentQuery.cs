using System.Collections.Immutable;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Segments.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>
/// Who is in a segment on a day: the one answer for the builder, the nightly refresh, campaigns, export and the API. Every condition is one statement that answers ids; conditions are asked side by side,
/// and their sets are joined in memory. Erased members are never in; members who signed off only where the definition compares the status itself.
/// </summary>
public sealed class SegmentQuery(StudioData data, SegmentCatalogue catalogue)
{
    private static readonly int AtOnce = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>The members of a definition, as it holds today.</summary>
    public Task<MemberSet> MembersOfAsync(SegmentDefinition definition, DateOnly today, CancellationToken ct) => MembersOfAsync(definition, new SegmentRound(today), ct);

    /// <summary>The members of a segment: asked anew when it is dynamic, the list without who signed off when it is fixed. A segment that is gone holds nobody.</summary>
    public async Task<MemberSet> MembersOfAsync(long segmentId, DateOnly today, CancellationToken ct)
    {
        bool listed;
        SegmentNode root;
        await using (var db = data.Read())
        {
            (listed, root) = await SegmentAsync(db, segmentId, ct);
        }

        return await MembersOfAsync(new SegmentDefinition(listed ? SegmentNode.In(segmentId) : root), new SegmentRound(today), ct);
    }

    /// <summary>The same with what a round knows already, for many segments of one day.</summary>
    internal async Task<MemberSet> MembersOfAsync(SegmentDefinition definition, SegmentRound round, CancellationToken ct)
    {
        await AskAsync([definition.Root], round, ct);
        var away = await round.OnceAsync("away", () => AwayAsync(ct));
        var side = SideOf(definition.Root, round);
        var erased = await round.OnceAsync("erased", () => ErasedAsync(ct));
        var here = side.Outside ? (await round.OnceAsync("everybody", () => EverybodyAsync(ct))).Without(side.Set) : side.Set;
        return here.Without(ComparesStatus(definition.Root) ? erased : away);
    }

    /// <summary>Every member who takes part: what shares are taken of.</summary>
    internal async Task<MemberSet> ActiveAsync(SegmentRound round, CancellationToken ct) => await MembersOfAsync(SegmentDefinition.Everybody, round, ct);

    /// <summary>Asks every condition below the nodes, of other segments too, that the round does not know yet.</summary>
    private async Task AskAsync(IEnumerable<SegmentNode> roots, SegmentRound round, CancellationToken ct)
    {
        var conditions = new Dictionary<string, SegmentNode>(StringComparer.Ordinal);
        await using (var db = data.Read())
        {
            round.Day ??= await DayAsync(db, round.Today, ct);
            await GatherAsync(db, roots, conditions, round, ct);
        }

        var open = conditions.Where(c => !round.Knows(c.Key)).ToList();
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (condition, token) =>
        {
            await using var db = data.Read();
            round.Keep(condition.Key, await MemberReader.ReadAsync(db, SqlOf(condition.Value, round.Day), token));
        });
    }

    private async Task GatherAsync(StudioDb db, IEnumerable<SegmentNode> nodes, Dictionary<string, SegmentNode> conditions, SegmentRound round, CancellationToken ct)
    {
        foreach (var node in nodes)
        {
            if (node.IsGroup)
            {
                await GatherAsync(db, node.Parts, conditions, round, ct);
            }
            else if (node.Segment is not { } id)
            {
                conditions.TryAdd(SegmentDefinition.KeyOf(node), node);
            }
            else if (!round.Segments.ContainsKey(id))
            {
                var (fixedList, root) = await SegmentAsync(db, id, ct);
                round.Segments[id] = root;
                if (fixedList)
                {
                    round.Keep(ListKey(id), new MemberSide(await ListAsync(db, id, ct), false));
                }
                else
                {
                    await GatherAsync(db, [root], conditions, round, ct);
                }
            }
        }
    }

    private MemberSql SqlOf(SegmentNode node, SegmentDay day) =>
        catalogue.Field(node.Field) is { } field ? SegmentSql.Field(field, node, day)
        : catalogue.Event(node.Event) is { } happening ? SegmentSql.Event(happening, node, day)
        : throw new InvalidOperationException($"No feature knows {node.Field ?? node.Event}.");

    private MemberSide SideOf(SegmentNode node, SegmentRound round, ImmutableHashSet<long>? above = null)
    {
        if (node.Match is { } match)
        {
            var sides = node.Parts.Select(p => SideOf(p, round, above)).ToList();
            return match == SegmentMatch.All ? sides.Aggregate(MemberSide.Everybody, (a, b) => a.And(b))
                : sides.Count == 0 ? MemberSide.Everybody
                : match == SegmentMatch.Any ? sides.Aggregate((a, b) => a.Or(b))
                : sides.Aggregate((a, b) => a.Or(b)).Not();
        }

        if (node.Segment is { } id)
        {
            // Saving refuses circles; should two colleagues close one together, a segment that asks for itself holds nobody.
            above ??= [];
            var side = above.Contains(id) ? new MemberSide(new MemberSet(), false) : round.Known(ListKey(id)) ?? Inside(SideOf(round.Segments[id], round, above.Add(id)), round.Segments[id], round);
            return node.Test == SegmentTest.IsNot ? side.Not() : side;
        }

        return round.Known(SegmentDefinition.KeyOf(node)) ?? throw new InvalidOperationException("A condition was not asked.");
    }

    /// <summary>A segment that means active members means them inside another one too.</summary>
    private static MemberSide Inside(MemberSide side, SegmentNode root, SegmentRound round) =>
        ComparesStatus(root) ? side : side.And(new MemberSide(round.Set("away") ?? new MemberSet(), true));

    internal static bool ComparesStatus(SegmentNode root) => root.Everything().Any(n => n.Field == SegmentCatalogue.Status);

    private static string ListKey(long id) => FormattableString.Invariant($"list {id}");

    /// <summary>A segment that is gone holds nobody.</summary>
    private static async Task<(bool Fixed, SegmentNode Root)> SegmentAsync(StudioDb db, long id, CancellationToken ct)
    {
        var row = await db.Set<Segment>().Where(s => s.Id == id).Select(s => new { s.Type, s.Definition }).FirstOrDefaultAsync(ct);
        return row is null ? (true, SegmentNode.All()) : row.Type == SegmentType.Fixed ? (true, SegmentNode.All()) : (false, SegmentDefinition.Parse(row.Definition).Root);
    }

    internal static async Task<MemberSet> ListAsync(StudioDb db, long id, CancellationToken ct) =>
        (await MemberReader.ReadAsync(db, new MemberSql("SELECT member_id FROM segment_member WHERE segment_id = @p0", [("@p0", id)]), ct)).Set;

    private static async Task<SegmentDay> DayAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        new(today, (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers[0].Code ?? "", db.IsSqlite);

    private Task<MemberSet> AwayAsync(CancellationToken ct) => PlainAsync("SELECT id FROM member WHERE status IN ('Cancelled', 'Erased')", ct);

    private Task<MemberSet> ErasedAsync(CancellationToken ct) => PlainAsync("SELECT id FROM member WHERE status = 'Erased'", ct);

    private async Task<MemberSet> PlainAsync(string sql, CancellationToken ct)
    {
        await using var db = data.Read();
        return (await MemberReader.ReadAsync(db, new MemberSql(sql, []), ct)).Set;
    }

    /// <summary>Every id; where none is missing between the first and the last, three figures tell all of them.</summary>
    private async Task<MemberSet> EverybodyAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var figures = await db.Set<Members.Model.Member>().GroupBy(_ => 1).Select(g => new { Count = g.LongCount(), First = g.Min(m => m.Id), Last = g.Max(m => m.Id) }).FirstOrDefaultAsync(ct);
        if (figures is not null && figures.Last - figures.First + 1 == figures.Count)
        {
            var set = new MemberSet();
            set.AddRange(figures.First, figures.Last);
            return set;
        }

        return (await MemberReader.ReadAsync(db, new MemberSql("SELECT id FROM member", []), ct)).Set;
    }
}
