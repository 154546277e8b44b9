using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Liability;

/// <summary>Open points of one age and tier, what they are worth when all are used, and what is expected.</summary>
/// <param name="Age">Whole months since earning.</param>
/// <param name="Tier">Place of the tier among <see cref="LiabilityView.Tiers"/>.</param>
public sealed record LiabilityCell(int Age, int Tier, long Points, long FullCents, double Probability, Evidence Evidence, long ExpectedCents);

/// <summary>What became of the points of one quarter.</summary>
public sealed record BreakageCohort(DateOnly Quarter, long Earned, long Used, long Expired, long TakenBack, long Open)
{
    /// <summary>Expired points as a share of those that were not taken back.</summary>
    public double Breakage => Earned - TakenBack <= 0 ? 0 : (double)Expired / (Earned - TakenBack);
}

/// <summary>Cheques that members still hold.</summary>
/// <param name="Rate">Share of the value that was used, of cheques that are over; 1 while there are too few of them.</param>
/// <param name="RateKnown">False while there are too few.</param>
public sealed record OpenCheques(int Count, long Cents, double Rate, bool RateKnown, long ExpectedCents);

/// <summary>What the retailer still owes in points and cheques: an indication, no bookkeeping (semantics 10).</summary>
public sealed record LiabilityView(DateOnly Today, IReadOnlyList<Tier> Tiers, IReadOnlyList<LiabilityCell> Cells, IReadOnlyList<BreakageCohort> Breakage, OpenCheques Cheques)
{
    public long OpenPoints => Cells.Sum(c => c.Points);
    public long FullCents => Cells.Sum(c => c.FullCents);
    public long ExpectedCents => Cells.Sum(c => c.ExpectedCents);

    /// <summary>The share of open points that is expected to be used.</summary>
    public double Used => FullCents == 0 ? 0 : (double)ExpectedCents / FullCents;
}

/// <summary>
/// Liability = Σ open points · value per point · P(used | age, tier) + open cheques · share of cheques that is used. The probability comes from
/// <see cref="LifeTable"/>; a tier is that of today. Two grouped queries over lots and their movements, no rows of members.
/// </summary>
public sealed class ReadLiability(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int FewestCheques = 20;
    private const int Quarters = 12;

    public async Task<Outcome<LiabilityView>> RunAsync(Actor actor, CancellationToken ct)
    {
        // Figures of the whole retailer: not for those who may see some stores only.
        if (!actor.May(Permission.ViewProgramme) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content is not { } content)
        {
            return Refuse.Conflict("no_programme", "No programme is live yet. Publish one first.");
        }

        var cohorts = (await CohortsAsync(db, ct)).ConvertAll(c => c with { Tier = content.TierOf(c.Tier).Code });
        var exits = (await ExitsAsync(db, ct)).ConvertAll(e => e with { Tier = content.TierOf(e.Tier).Code });
        var now = MonthOf(today);
        var oldest = cohorts.Where(c => c.Open > 0).Select(c => now - c.Month).DefaultIfEmpty(0).Max();
        var table = new LifeTable(cohorts, exits, now, Math.Max(oldest + 1, content.Earning.ValidMonths + 2));
        var cells = cohorts.Where(c => c.Open > 0).GroupBy(c => (Age: now - c.Month, c.Tier)).Select(g =>
        {
            var points = g.Sum(c => c.Open);
            var full = (long)((Int128)points * content.Cheques.StepCents / content.Cheques.PointsPerStep);
            var (probability, evidence) = table.Of(g.Key.Age, g.Key.Tier);
            return new LiabilityCell(g.Key.Age, content.RankOf(g.Key.Tier), points, full, probability, evidence, (long)Math.Round(full * probability));
        }).OrderBy(c => c.Age).ThenBy(c => c.Tier).ToList();
        return new LiabilityView(today, content.Tiers, cells, Breakage(cohorts, exits, today), await ChequesAsync(db, today, ct));
    }

    private static int MonthOf(DateOnly date) => (date.Year * 12) + date.Month;

    private static string Month(StudioDb db, string column) => db.IsSqlite
        ? $"(CAST(substr({column}, 1, 4) AS INTEGER) * 12 + CAST(substr({column}, 6, 2) AS INTEGER))"
        : $"(extract(year FROM {column})::int * 12 + extract(month FROM {column})::int)";

    private static async Task<List<EarnedCohort>> CohortsAsync(StudioDb db, CancellationToken ct)
    {
        List<EarnedCohort> cohorts = [];
        await using var command = db.Command($"""
            SELECT {Month(db, "e.business_date")} AS month, coalesce(t.tier, '') AS tier, CAST(sum(l.earned) AS BIGINT), CAST(sum(l.remaining) AS BIGINT)
            FROM point_lot l JOIN ledger_entry e ON e.id = l.entry_id LEFT JOIN member_tier t ON t.member_id = l.member_id GROUP BY 1, 2
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            cohorts.Add(new EarnedCohort(reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return cohorts;
    }

    private static async Task<List<CohortExit>> ExitsAsync(StudioDb db, CancellationToken ct)
    {
        List<CohortExit> exits = [];
        await using var command = db.Command($"""
            SELECT {Month(db, "earned.business_date")} AS month, {Month(db, "e.business_date")} AS gone, coalesce(t.tier, '') AS tier, e.kind, CAST(-sum(m.points) AS BIGINT)
            FROM lot_movement m JOIN ledger_entry e ON e.id = m.entry_id JOIN point_lot l ON l.id = m.lot_id JOIN ledger_entry earned ON earned.id = l.entry_id
            LEFT JOIN member_tier t ON t.member_id = l.member_id GROUP BY 1, 2, 3, 4
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            exits.Add(new CohortExit(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), KindOf(reader.GetString(3)), reader.GetInt64(4)));
        }

        return exits;
    }

    /// <summary>What is spent and put back again is less spent; everything else that is neither spent nor expired says nothing about use.</summary>
    private static ExitKind KindOf(string kind) => kind switch
    {
        "Cheque" or "Spend" or "SpendUndo" => ExitKind.Used,
        "Expiry" => ExitKind.Expired,
        _ => ExitKind.TakenBack,
    };

    private static List<BreakageCohort> Breakage(List<EarnedCohort> cohorts, List<CohortExit> exits, DateOnly today)
    {
        static DateOnly QuarterOf(int month) => BusinessCalendar.Floor(new DateOnly((month - 1) / 12, ((month - 1) % 12) + 1, 1), CalendarUnit.Quarter);
        var gone = exits.ToLookup(e => QuarterOf(e.Month));
        return [.. cohorts.GroupBy(c => QuarterOf(c.Month)).Where(g => g.Key > today.AddMonths(-3 * Quarters)).OrderBy(g => g.Key).Select(g => new BreakageCohort(g.Key, g.Sum(c => c.Earned),
            gone[g.Key].Where(e => e.Kind == ExitKind.Used).Sum(e => e.Points), gone[g.Key].Where(e => e.Kind == ExitKind.Expired).Sum(e => e.Points),
            gone[g.Key].Where(e => e.Kind == ExitKind.TakenBack).Sum(e => e.Points), g.Sum(c => c.Open)))];
    }

    private static async Task<OpenCheques> ChequesAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        ChequeState[] holding = [ChequeState.Issued, ChequeState.Reserved, ChequeState.PartlyRedeemed];
        var cheques = db.Set<Cheque>();
        var open = cheques.Where(c => holding.Contains(c.State) && c.ValidUntil >= today);
        var over = cheques.Where(c => c.State == ChequeState.Redeemed || c.State == ChequeState.Expired || (c.ValidUntil < today && c.State != ChequeState.Revoked));
        var (count, cents) = (await open.CountAsync(ct), await open.SumAsync(c => c.FaceCents - c.RedeemedCents - c.EndedCents, ct));
        var (ended, face, used) = (await over.CountAsync(ct), await over.SumAsync(c => c.FaceCents, ct), await over.SumAsync(c => c.RedeemedCents, ct));
        var known = ended >= FewestCheques && face > 0;
        var rate = known ? (double)used / face : 1;
        return new OpenCheques(count, cents, rate, known, (long)Math.Round(cents * rate));
    }
}
