using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <param name="Show">Empty for all, "with", "without", or the code of one refusal.</param>
/// <param name="Store">0: members without a home store.</param>
public sealed record ListChequeRunLinesRequest(long RunId, PageRequest Page, string Search = "", string Show = "", string Tier = "", long? Store = null);

public sealed record ChequeRunLineRow(long MemberId, string Name, string CardNumber, string Tier, long EligiblePoints, long ValueCents, long PointsUsed, string Refusal);

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
                f.line.ValueCents, f.line.PointsUsed, f.line.Refusal)).ToListAsync(ct);
        return new PageOf<ChequeRunLineRow>(rows, total);
    }
}
