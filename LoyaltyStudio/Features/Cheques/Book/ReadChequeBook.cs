using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Book;

public enum BookSplit { Day, Month, Store, Run, Till }

/// <param name="From">First day.</param>
/// <param name="Until">Last day; may lie in the past.</param>
public sealed record ReadChequeBookRequest(DateOnly From, DateOnly Until, BookSplit Split = BookSplit.Day);

/// <summary>What the value of cheques did in some days, in cents; used, expired and withdrawn are above nothing too.</summary>
public sealed record BookFigures(long Before, long Issued, long Redeemed, long Reversed, long Expired, long Revoked)
{
    public static readonly BookFigures Nothing = new(0, 0, 0, 0, 0, 0);

    /// <summary>What is open at the end: law of the book.</summary>
    public long After => Before + Issued - Redeemed + Reversed - Expired - Revoked;

    internal BookFigures With(ChequeEntryKind kind, long cents) => kind switch
    {
        ChequeEntryKind.Issued => this with { Issued = Issued + cents },
        ChequeEntryKind.Redeemed => this with { Redeemed = Redeemed - cents },
        ChequeEntryKind.Reversed => this with { Reversed = Reversed + cents },
        ChequeEntryKind.Expired => this with { Expired = Expired - cents },
        ChequeEntryKind.Revoked => this with { Revoked = Revoked - cents },
    };
}

/// <param name="Key">A date, a month as 2026-11, the id of a store (0: none) or of a run.</param>
/// <param name="Name">Of the store, or of the run's scheme in Dutch; empty for days and months.</param>
public sealed record BookRow(string Key, string Name, BookFigures Figures)
{
    /// <summary>Of a run: the name of its scheme in English, and its period.</summary>
    public string NameEn { get; init; } = "";
    public string Period { get; init; } = "";
}

/// <param name="Whole">False: the cheques of the actor's own stores only.</param>
/// <param name="ReservedCents">Held at tills at the end of the last day (now, when that is today); part of what is open.</param>
/// <param name="Reconciliation">Empty for somebody with stores of their own.</param>
public sealed record ChequeBookView(DateOnly From, DateOnly Until, BookFigures Total, IReadOnlyList<BookRow> Rows, IReadOnlyList<(DateOnly Day, long OpenCents)> Open, long ReservedCents, bool Whole,
    IReadOnlyList<ReconciliationLine> Reconciliation);

/// <summary>The value of cheques over some days: what was open, issued, used, given back, ended, and what is open then; by day, month, store, run, or till where they were used.</summary>
public sealed class ReadChequeBook(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<ChequeBookView>> RunAsync(Actor actor, ReadChequeBookRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        if (request.Until < request.From || request.From.Year < 1990 || request.Until.DayNumber - request.From.DayNumber > 3660)
        {
            return Refuse.Invalid("until", "The last day lies on or after the first, at most ten years later.");
        }

        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        await using var db = data.Read();
        var own = actor.Stores is { } stores ? db.Set<ChequeEntry>().Where(e => e.StoreId != null && stores.Contains(e.StoreId.Value)) : db.Set<ChequeEntry>();
        var before = await own.Where(e => e.BusinessDate < request.From).SumAsync(e => e.Cents, ct);
        var within = own.Where(e => e.BusinessDate >= request.From && e.BusinessDate <= request.Until);
        var days = await within.GroupBy(e => new { e.BusinessDate, e.Kind }).Select(g => new Sum(g.Key.BusinessDate, g.Key.Kind, g.Sum(e => e.Cents))).ToListAsync(ct);
        var total = days.Aggregate(BookFigures.Nothing with { Before = before }, (f, d) => f.With(d.Kind, d.Cents));
        return new ChequeBookView(request.From, request.Until, total, await RowsAsync(db, own, within, request, before, days, ct), Open(request, before, days),
            await ReservedAsync(db, actor, calendar, request.Until, ct), actor.Stores is null, actor.Stores is null ? await Reconciliation.ReadAsync(db, calendar, request.Until, calendar.Today(clock), ct) : []);
    }

    private sealed record Sum(DateOnly Day, ChequeEntryKind Kind, long Cents);

    private static async Task<IReadOnlyList<BookRow>> RowsAsync(StudioDb db, IQueryable<ChequeEntry> own, IQueryable<ChequeEntry> within, ReadChequeBookRequest request, long before, List<Sum> days, CancellationToken ct)
    {
        switch (request.Split)
        {
            case BookSplit.Day:
                return InTime(days, before, d => d.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            case BookSplit.Month:
                return InTime(days, before, d => d.Day.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            case BookSplit.Till:
                var tills = await within.Where(e => e.Kind == ChequeEntryKind.Redeemed || e.Kind == ChequeEntryKind.Reversed).GroupBy(e => new { Key = e.AtStoreId, e.Kind }).Select(g => new Part(g.Key.Key ?? 0, g.Key.Kind, g.Sum(e => e.Cents))).ToListAsync(ct);
                return ByPart(tills, [], await StoresAsync(db, ct));
            case BookSplit.Store:
                var stores = await within.GroupBy(e => new { Key = e.StoreId, e.Kind }).Select(g => new Part(g.Key.Key ?? 0, g.Key.Kind, g.Sum(e => e.Cents))).ToListAsync(ct);
                var earlier = await own.Where(e => e.BusinessDate < request.From).GroupBy(e => e.StoreId).Select(g => new { Key = g.Key ?? 0, Cents = g.Sum(e => e.Cents) }).ToDictionaryAsync(g => g.Key, g => g.Cents, ct);
                return ByPart(stores, earlier, await StoresAsync(db, ct));
            default:
                var runs = await within.GroupBy(e => new { Key = e.RunId, e.Kind }).Select(g => new Part(g.Key.Key, g.Key.Kind, g.Sum(e => e.Cents))).ToListAsync(ct);
                var open = await own.Where(e => e.BusinessDate < request.From).GroupBy(e => e.RunId).Select(g => new { g.Key, Cents = g.Sum(e => e.Cents) }).ToDictionaryAsync(g => g.Key, g => g.Cents, ct);
                return await WithSchemesAsync(db, ByPart(runs, open, []), ct);
        }
    }

    private static async Task<IReadOnlyList<BookRow>> WithSchemesAsync(StudioDb db, List<BookRow> rows, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var runs = await db.Set<ChequeRun>().AsNoTracking().Select(r => new { r.Id, r.Scheme, r.Period, r.VersionId }).ToDictionaryAsync(r => r.Id.ToString(CultureInfo.InvariantCulture), ct);
        return rows.ConvertAll(row => runs[row.Key] is var run && timeline.ById(run.VersionId)?.Content.SchemeOf(run.Scheme) is var scheme
            ? row with { Name = scheme?.NameNl ?? "", NameEn = scheme?.NameEn ?? "", Period = run.Period } : row);
    }

    private static Task<Dictionary<long, string>> StoresAsync(StudioDb db, CancellationToken ct) => db.Set<Store>().ToDictionaryAsync(s => s.Id, s => s.Name, ct);

    private sealed record Part(long Key, ChequeEntryKind Kind, long Cents);

    private static List<BookRow> ByPart(List<Part> parts, Dictionary<long, long> before, Dictionary<long, string> names) => [.. parts.Select(p => p.Key).Union(before.Where(b => b.Value != 0).Select(b => b.Key)).Order()
        .Select(key => new BookRow(key.ToString(CultureInfo.InvariantCulture), names.GetValueOrDefault(key, ""),
            parts.Where(p => p.Key == key).Aggregate(BookFigures.Nothing with { Before = before.GetValueOrDefault(key) }, (f, p) => f.With(p.Kind, p.Cents))))];

    /// <summary>Days or months on which something happened, each beginning with what the one before left open.</summary>
    private static List<BookRow> InTime(List<Sum> days, long before, Func<Sum, string> key)
    {
        List<BookRow> rows = [];
        foreach (var group in days.GroupBy(key).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            rows.Add(new BookRow(group.Key, "", group.Aggregate(BookFigures.Nothing with { Before = before }, (f, d) => f.With(d.Kind, d.Cents))));
            before = rows[^1].Figures.After;
        }

        return rows;
    }

    /// <summary>What was open at the end of each day, for a chart; every so many days where there are many, and always the last.</summary>
    private static List<(DateOnly, long)> Open(ReadChequeBookRequest request, long before, List<Sum> days)
    {
        var byDay = days.GroupBy(d => d.Day).ToDictionary(g => g.Key, g => g.Sum(d => d.Cents));
        var length = request.Until.DayNumber - request.From.DayNumber + 1;
        var step = (length + 59) / 60;
        List<(DateOnly, long)> open = [];
        for (var i = 0; i < length; i++)
        {
            before += byDay.GetValueOrDefault(request.From.AddDays(i));
            if ((length - 1 - i) % step == 0)
            {
                open.Add((request.From.AddDays(i), before));
            }
        }

        return open;
    }

    private async Task<long> ReservedAsync(StudioDb db, Actor actor, BusinessCalendar calendar, DateOnly until, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var end = calendar.EndOf(until) is var last && last < now ? last : now;
        return await (from reservation in db.Set<ChequeReservation>()
                      join cheque in db.Set<Cheque>() on reservation.ChequeId equals cheque.Id
                      where reservation.At <= end && (reservation.EndedAt ?? reservation.Until) > end && reservation.Until > end
                          && (actor.Stores == null || (cheque.StoreId != null && actor.Stores.Contains(cheque.StoreId.Value)))
                      select reservation.AmountCents).SumAsync(ct);
    }
}
