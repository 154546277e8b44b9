using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <param name="Show">Empty for all with points, "with", "without", or the code of one refusal.</param>
/// <param name="Store">0: members without a home store.</param>
public sealed record ListChequeRunLinesRequest(long RunId, PageRequest Page, string Search = "", string Show = "", string Tier = "", long? Store = null);

/// <summary>The line of a member with what it was worked out from, see <see cref="ChequeRunLine"/>.</summary>
public sealed record ChequeRunLineRow(long MemberId, string Name, string CardNumber, string Tier, long EligiblePoints, long ValueCents, long PointsUsed, string Refusal,
    long PendingPoints = 0, long TurnoverCents = 0, int TierPercent = 100, int BandPercent = 100);

/// <summary>What each member gets in a run, the highest first, within the actor's stores.</summary>
public sealed class ListChequeRunLines(StudioData data)
{
    public async Task<Outcome<PageOf<ChequeRunLineRow>>> RunAsync(Actor actor, ListChequeRunLinesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (request.Show == Refusals.NoPoints)
        {
            return await WithoutPointsAsync(db, actor, request, ct);
        }

        var lines = ChequeScope.Lines(db, actor).Where(l => l.RunId == request.RunId);
        lines = request.Show switch
        {
            "" => lines,
            "with" => lines.Where(l => l.ValueCents > 0),
            "without" => lines.Where(l => l.ValueCents == 0),
            var reason => lines.Where(l => l.Refusal == reason),
        };
        lines = request.Tier.Length == 0 ? lines : lines.Where(l => l.Tier == request.Tier);
        lines = request.Store switch
        {
            null => lines,
            0 => lines.Where(l => l.StoreId == null),
            var store => lines.Where(l => l.StoreId == store),
        };
        var found = from line in lines
                    join member in ChequeScope.Members(db, actor, request.Search) on line.MemberId equals member.Id
                    select new { line, member };
        var total = await found.CountAsync(ct);
        var rows = await found.OrderByDescending(f => f.line.ValueCents).ThenByDescending(f => f.line.EligiblePoints).ThenBy(f => f.line.MemberId)
            .Skip(request.Page.Offset).Take(request.Page.Limit)
            .Select(f => new ChequeRunLineRow(f.member.Id, (f.member.FirstName + " " + f.member.LastName).Trim(), f.member.CardNumber, f.line.Tier, f.line.EligiblePoints,
                f.line.ValueCents, f.line.PointsUsed, f.line.Refusal, f.line.PendingPoints, f.line.TurnoverCents, f.line.TierPercent, f.line.BandPercent)).ToListAsync(ct);
        return new PageOf<ChequeRunLineRow>(rows, total);
    }

    /// <summary>Those of whom there is no line: the tier is that of now.</summary>
    private static async Task<Outcome<PageOf<ChequeRunLineRow>>> WithoutPointsAsync(StudioDb db, Actor actor, ListChequeRunLinesRequest request, CancellationToken ct)
    {
        if (await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == request.RunId, ct) is not { State: not (ChequeRunState.Draft or ChequeRunState.Cancelled) } run)
        {
            return new PageOf<ChequeRunLineRow>([], 0);
        }

        var members = NoPoints.Of(db, actor, run, request.Search);
        members = request.Store switch
        {
            null => members,
            0 => members.Where(m => m.HomeStoreId == null),
            var store => members.Where(m => m.HomeStoreId == store),
        };
        var found = from member in members
                    join t in db.Set<MemberTier>() on member.Id equals t.MemberId into tiers
                    from tier in tiers.DefaultIfEmpty()
                    where request.Tier == "" || tier.Tier == request.Tier
                    select new { member.Id, Name = (member.FirstName + " " + member.LastName).Trim(), member.CardNumber, Tier = tier == null ? "" : tier.Tier };
        var rows = await found.OrderBy(f => f.Id).Skip(request.Page.Offset).Take(request.Page.Limit).ToListAsync(ct);
        return new PageOf<ChequeRunLineRow>(rows.ConvertAll(f => new ChequeRunLineRow(f.Id, f.Name, f.CardNumber, f.Tier, 0, 0, 0, Refusals.NoPoints)), await found.CountAsync(ct));
    }
}
