using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cohorts.Model;
using LoyaltyStudio.Features.Cohorts.Refreshing;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cohorts.Reading;

/// <summary>By what first purchases are put together.</summary>
public enum CohortBy { Month, Source, Store, Channel }

/// <param name="From">First month of first purchases, inclusive; null: as far back as there is.</param>
/// <param name="Until">Last month, inclusive.</param>
/// <param name="Channel">Of the first purchase.</param>
public sealed record ShowCohortsRequest(CohortBy By, DateOnly? From = null, DateOnly? Until = null, long? Store = null, string? Source = null, string? Channel = null);

/// <summary>One month of a cohort. Shares and means are over the members who are old enough to have had that month.</summary>
/// <param name="Came">Share with a purchase in the month.</param>
/// <param name="CentsSoFar">Revenue per member from the first purchase up to and with this month.</param>
/// <param name="DaysSoFar">Purchase days per member up to and with this month.</param>
public sealed record CohortMonth(int Number, double Came, double CentsSoFar, double DaysSoFar);

/// <param name="Key">Month as yyyy-MM, source, id of the store or channel.</param>
public sealed record CohortRow(string Key, string Name, int Members, IReadOnlyList<CohortMonth> Months);

/// <param name="Share">Of those who could have.</param>
public sealed record RepeatRate(int Days, int Members, double Share);

/// <summary>Days between purchase number Step − 1 and Step; the last step holds all later ones.</summary>
/// <param name="Steps">Upper end of the step and how many purchases fall in it.</param>
public sealed record GapRow(int Step, int Purchases, double MedianDays, IReadOnlyList<(int UpTo, int Purchases)> Steps);

public sealed record BasketRow(int Number, int Purchases, double Cents, double Lines);

/// <param name="Share">Of those with this first category who came back.</param>
/// <param name="Back">Share of those with this first category who came back at all.</param>
public sealed record PathRow(string From, string To, int Members, double Share, double Back);

/// <param name="Kind">1 store only, 2 never in a store, 3 both.</param>
public sealed record MixRow(int Kind, int Members, int Days, long Cents);

public sealed record CohortsView(DateOnly AsOf, int Members, IReadOnlyList<CohortRow> Rows, CohortRow All, IReadOnlyList<RepeatRate> Repeats, IReadOnlyList<GapRow> Gaps, IReadOnlyList<BasketRow> Baskets, IReadOnlyList<PathRow> Paths,
    IReadOnlyList<MixRow> Mix, IReadOnlyList<(long Id, string Name)> Stores, IReadOnlyList<string> Sources, IReadOnlyList<string> Channels, DateOnly First);

/// <summary>Cohorts and retention from the cells of the last night, for the home stores that the reader may see.</summary>
public sealed class ShowCohorts(StudioData data)
{
    private const int MostPaths = 15;

    public async Task<Outcome<CohortsView>> RunAsync(Actor actor, ShowCohortsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var state = await db.Set<CohortState>().FirstOrDefaultAsync(ct);
        var stores = await db.Set<Store>().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var (run, seen) = (state?.Run ?? 0, actor.Stores?.ToList());
        var mine = db.Set<CohortCell>().Where(c => c.Run == run && (seen == null || seen.Contains(c.StoreId)));
        var choices = await mine.Where(c => c.Fact == CohortFact.Month && c.Number == 0).GroupBy(c => new { c.Month, c.Source, c.Channel }).Select(g => g.Key).ToListAsync(ct);
        var cells = Narrow(mine, request);
        var months = await MonthsAsync(cells, request.By, ct);
        var asOf = state?.AsOf ?? default;
        var last = CohortTally.MonthOf(asOf.DayNumber);
        var names = stores.ToDictionary(s => s.Id.ToString(CultureInfo.InvariantCulture), s => s.Name);
        var rows = months.GroupBy(m => m.Key).Select(g => CohortCurve.Row(g.Key, request.By == CohortBy.Store ? names.GetValueOrDefault(g.Key, "") : g.Key, [.. g.Select(m => m.Cell)], last)).Where(r => r.Members > 0);
        return new CohortsView(asOf, months.Where(m => m.Cell.Number == 0).Sum(m => m.Cell.Members),
            request.By == CohortBy.Month ? [.. rows.OrderBy(r => r.Key, StringComparer.Ordinal)] : [.. rows.OrderByDescending(r => r.Members).ThenBy(r => r.Key, StringComparer.Ordinal)],
            CohortCurve.Row("", "", [.. months.Select(m => m.Cell)], last), await RepeatsAsync(cells, ct), await GapsAsync(cells, ct), await BasketsAsync(cells, ct),
            await PathsAsync(db, run, seen, request, ct), await MixAsync(cells, ct), [.. stores.Where(s => actor.Sees(s.Id)).Select(s => (s.Id, s.Name))],
            [.. choices.Select(c => c.Source).Distinct().Order(StringComparer.Ordinal)], [.. choices.Select(c => c.Channel).Distinct().Order(StringComparer.Ordinal)], choices.Select(c => c.Month).DefaultIfEmpty(asOf).Min());
    }

    private static IQueryable<CohortCell> Narrow(IQueryable<CohortCell> cells, ShowCohortsRequest request) => cells.Where(c =>
        (request.From == null || c.Month >= request.From) && (request.Until == null || c.Month <= request.Until) && (request.Store == null || c.StoreId == request.Store)
        && (request.Source == null || c.Source == request.Source) && (request.Channel == null || c.Channel == request.Channel));

    private static async Task<List<(string Key, CohortCell Cell)>> MonthsAsync(IQueryable<CohortCell> cells, CohortBy by, CancellationToken ct)
    {
        var facts = cells.Where(c => c.Fact == CohortFact.Month);
        var rows = await (by switch
        {
            CohortBy.Source => facts.GroupBy(c => new { c.Month, c.Number, Store = 0L, Text = c.Source }),
            CohortBy.Channel => facts.GroupBy(c => new { c.Month, c.Number, Store = 0L, Text = c.Channel }),
            CohortBy.Store => facts.GroupBy(c => new { c.Month, c.Number, Store = c.StoreId, Text = "" }),
            CohortBy.Month => facts.GroupBy(c => new { c.Month, c.Number, Store = 0L, Text = "" }),
        }).Select(g => new { g.Key, Members = g.Sum(c => c.Members), Base = g.Sum(c => c.Base), Cents = g.Sum(c => c.Cents) }).ToListAsync(ct);
        return rows.ConvertAll(r => (by switch
        {
            CohortBy.Month => r.Key.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            CohortBy.Store => r.Key.Store.ToString(CultureInfo.InvariantCulture),
            _ => r.Key.Text,
        }, new CohortCell { Month = r.Key.Month, Source = "", Channel = "", Number = r.Key.Number, Members = r.Members, Base = r.Base, Cents = r.Cents }));
    }

    private static async Task<IReadOnlyList<RepeatRate>> RepeatsAsync(IQueryable<CohortCell> cells, CancellationToken ct) =>
        (await cells.Where(c => c.Fact == CohortFact.Repeat).GroupBy(c => c.Number).Select(g => new { g.Key, Members = g.Sum(c => c.Members), Base = g.Sum(c => c.Base) }).OrderBy(g => g.Key).ToListAsync(ct))
        .ConvertAll(r => new RepeatRate(r.Key, r.Base, r.Base == 0 ? 0 : (double)r.Members / r.Base));

    private static async Task<IReadOnlyList<GapRow>> GapsAsync(IQueryable<CohortCell> cells, CancellationToken ct)
    {
        var sums = await cells.Where(c => c.Fact == CohortFact.Gap).GroupBy(c => new { c.Step, c.Number }).Select(g => new { g.Key.Step, g.Key.Number, Members = g.Sum(c => c.Members) }).ToListAsync(ct);
        return [.. sums.GroupBy(s => s.Step).OrderBy(g => g.Key).Select(g =>
        {
            List<(int, int)> steps = [.. CohortTally.Gaps.Select(upTo => (upTo, g.Where(s => s.Number == upTo).Sum(s => s.Members)))];
            return new GapRow(g.Key, g.Sum(s => s.Members), CohortCurve.Median(steps), steps);
        })];
    }

    private static async Task<IReadOnlyList<BasketRow>> BasketsAsync(IQueryable<CohortCell> cells, CancellationToken ct) =>
        (await cells.Where(c => c.Fact == CohortFact.Basket).GroupBy(c => c.Number).Select(g => new { g.Key, Members = g.Sum(c => c.Members), Lines = g.Sum(c => c.Base), Cents = g.Sum(c => c.Cents) }).OrderBy(g => g.Key).ToListAsync(ct))
        .ConvertAll(r => new BasketRow(r.Key, r.Members, r.Cents / (double)Math.Max(1, r.Members), r.Lines / (double)Math.Max(1, r.Members)));

    private static async Task<IReadOnlyList<PathRow>> PathsAsync(StudioDb db, int run, List<long>? seen, ShowCohortsRequest request, CancellationToken ct)
    {
        var sums = await db.Set<CohortPath>().Where(p => p.Run == run && (seen == null || seen.Contains(p.StoreId)) && (request.From == null || p.Month >= request.From) && (request.Until == null || p.Month <= request.Until)
                && (request.Store == null || p.StoreId == request.Store) && (request.Source == null || p.Source == request.Source) && (request.Channel == null || p.Channel == request.Channel))
            .GroupBy(p => new { p.From, p.To }).Select(g => new { g.Key.From, g.Key.To, Members = g.Sum(p => p.Members) }).ToListAsync(ct);
        var all = sums.GroupBy(s => s.From).ToDictionary(g => g.Key, g => (All: g.Sum(s => s.Members), Back: g.Where(s => s.To.Length > 0).Sum(s => s.Members)));
        return [.. sums.Where(s => s.To.Length > 0).OrderByDescending(s => s.Members).ThenBy(s => s.From, StringComparer.Ordinal).ThenBy(s => s.To, StringComparer.Ordinal).Take(MostPaths)
            .Select(s => new PathRow(s.From, s.To, s.Members, (double)s.Members / all[s.From].Back, (double)all[s.From].Back / all[s.From].All))];
    }

    private static async Task<IReadOnlyList<MixRow>> MixAsync(IQueryable<CohortCell> cells, CancellationToken ct) =>
        (await cells.Where(c => c.Fact == CohortFact.Mix).GroupBy(c => c.Number).Select(g => new { g.Key, Members = g.Sum(c => c.Members), Days = g.Sum(c => c.Base), Cents = g.Sum(c => c.Cents) }).OrderBy(g => g.Key).ToListAsync(ct))
        .ConvertAll(r => new MixRow(r.Key, r.Members, r.Days, r.Cents));
}
