using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Rfm;

/// <param name="Members">Members with these scores of recency and frequency.</param>
/// <param name="NetCents">What they bought in all, less returns.</param>
public sealed record RfmCell(int Recency, int Frequency, int Members, long NetCents, double Monetary)
{
    public long AverageCents => Members == 0 ? 0 : NetCents / Members;
}

/// <param name="Cells">Cells with members in them.</param>
/// <param name="Never">Members who take part and never bought: they have no score.</param>
public sealed record RfmView(IReadOnlyList<RfmCell> Cells, int Scored, int Never)
{
    public RfmCell At(int recency, int frequency) => Cells.FirstOrDefault(c => (c.Recency, c.Frequency) == (recency, frequency)) ?? new RfmCell(recency, frequency, 0, 0, 0);
}

/// <summary>The scores of everybody whom the actor sees as a map: recency by frequency, with numbers and what those members are worth. Scores are against all customers, also those of other stores.</summary>
public sealed class ShowRfm(StudioData data)
{
    public async Task<Outcome<RfmView>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var members = MemberSearch.Scoped(db.Set<Member>(), actor);
        var rows = actor.Stores is null ? db.Set<MemberRfm>() : db.Set<MemberRfm>().Where(r => members.Any(m => m.Id == r.MemberId));
        var cells = await (
            from r in rows
            join s in db.Set<MemberStat>() on r.MemberId equals s.MemberId
            group new { r.Monetary, s.NetCents } by new { r.Recency, r.Frequency } into g
            select new RfmCell(g.Key.Recency, g.Key.Frequency, g.Count(), g.Sum(x => x.NetCents), g.Average(x => x.Monetary))).ToListAsync(ct);
        var scored = cells.Sum(c => c.Members);
        return new RfmView(cells, scored, Math.Max(0, await members.CountAsync(m => m.Status == MemberStatus.Active, ct) - scored));
    }
}
