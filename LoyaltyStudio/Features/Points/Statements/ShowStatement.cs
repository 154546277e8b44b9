using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Statements;

/// <param name="Balance">Behind this entry.</param>
public sealed record StatementLine(DateOnly On, EntryKind Kind, string Reason, long Points, long Balance);

/// <summary>What happened to a member's points in a period. Opening + Σ lines = closing.</summary>
/// <param name="Expiries">What ends when, as things stand on <paramref name="PrintedOn"/>.</param>
public sealed record MemberStatement(string Organisation, string Member, string CardNumber, string Language, DateOnly From, DateOnly Until, DateOnly PrintedOn, long Opening, IReadOnlyList<StatementLine> Lines,
    long Closing, IReadOnlyList<ExpiringPoints> Expiries);

/// <summary>The statement of one member over a period, oldest first.</summary>
public sealed class ShowStatement(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <summary>More lines than a person will read; a period with more is refused.</summary>
    private const int Most = 5_000;

    public async Task<Outcome<MemberStatement>> RunAsync(Actor actor, long memberId, DateOnly from, DateOnly until, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (from > until)
        {
            return Refuse.Invalid("until", "The last day lies before the first.");
        }

        await using var db = data.Read();
        var member = await MemberSearch.Scoped(db.Set<Member>(), actor).FirstOrDefaultAsync(m => m.Id == memberId, ct);
        if (member is null)
        {
            return MemberSearch.Unknown;
        }

        var info = await organisation.CurrentAsync(ct);
        var today = info.Today(clock);
        var opening = await db.Set<LedgerEntry>().Where(e => e.MemberId == memberId && e.BusinessDate < from).SumAsync(e => e.Points, ct);
        var entries = await db.Set<LedgerEntry>().Where(e => e.MemberId == memberId && e.BusinessDate >= from && e.BusinessDate <= until).OrderBy(e => e.BusinessDate).ThenBy(e => e.Id)
            .Select(e => new { e.BusinessDate, e.Kind, e.Reason, e.Points }).Take(Most + 1).ToListAsync(ct);
        if (entries.Count > Most)
        {
            return Refuse.Invalid("from", "Choose a shorter period: there are more than {0} bookings.", Most);
        }

        var balance = opening;
        var lines = entries.ConvertAll(e => new StatementLine(e.BusinessDate, e.Kind, e.Reason, e.Points, balance += e.Points));
        return new MemberStatement(info.Name, member.FullName, member.CardNumber, member.Language, from, until, today, opening, lines, balance, await PointsOf.ExpiriesAsync(db, memberId, today, ct));
    }
}
