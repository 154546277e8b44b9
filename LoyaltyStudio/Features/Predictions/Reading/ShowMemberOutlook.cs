using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Reading;

/// <summary>What the member did, in figures that the explanation uses. Cents; days.</summary>
/// <param name="UsualGap">Median days between purchase days; null with fewer than two gaps.</param>
/// <param name="Quiet">Days since the last.</param>
/// <param name="MeanCents">Mean of the repeat purchase days; of the only one where there was no repeat.</param>
public sealed record MemberPast(int Days, DateOnly FirstOn, DateOnly LastOn, int Quiet, int? UsualGap, long MeanCents);

/// <summary>What is expected, each with its range: eight in ten end inside.</summary>
/// <param name="StillBuys">Chance that the member still buys at all.</param>
/// <param name="Chances">Chance of at least one purchase within so many days, for a chart.</param>
/// <param name="NextOn">As likely before as after; null where a purchase is less likely than not.</param>
/// <param name="LateOn">Nine in ten come before; null where so many never come.</param>
public sealed record MemberNext(double StillBuys, double Active90, IReadOnlyList<(int Days, double Share)> Chances, DateOnly? EarlyOn, DateOnly? NextOn, DateOnly? LateOn,
    double Purchases365, int LowPurchases, int HighPurchases, long AmountCents, long ValueCents, long? LowValueCents, long? HighValueCents);

/// <param name="FallBack">Why the simple average speaks instead of the model.</param>
/// <param name="Fit">Null before the first fit; then only what the member did is known.</param>
public sealed record MemberOutlook(long MemberId, string CardNumber, DateOnly Today, MemberPast? Past, MemberNext? Next, FallBack FallBack, DateOnly? FittedOn, long MeanCents, decimal MarginPercent, IReadOnlyList<DueRow> Products);

/// <summary>What is expected of one member and why, counted anew from the purchases up to today and the latest fit.</summary>
public sealed class ShowMemberOutlook(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private static readonly int[] Ahead = [7, 14, 21, 28, 42, 56, 70, 90, 120, 150, 180, 270, 365];

    public async Task<Outcome<MemberOutlook>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return await MemberSearch.SeesAsync(db, actor, memberId, ct) ? await ReadAsync(db, memberId, ct) : MemberSearch.Unknown;
    }

    /// <summary>By card number, customer number or e-mail address, for the interface.</summary>
    public async Task<Outcome<MemberOutlook>> RunAsync(Actor actor, string reference, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return await MemberRef.FindAsync(db, reference, ct) is { } member && await MemberSearch.SeesAsync(db, actor, member.Id, ct) ? await ReadAsync(db, member.Id, ct)
            : Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
    }

    private async Task<MemberOutlook> ReadAsync(StudioDb db, long id, CancellationToken ct)
    {
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var member = await db.Set<Member>().FirstAsync(m => m.Id == id, ct);
        var bought = await db.Set<Purchase>().Where(p => p.MemberId == id && p.KeptCents > 0 && p.BusinessDate <= today).GroupBy(p => p.BusinessDate)
            .Select(g => new { On = g.Key, Cents = g.Sum(p => p.KeptCents) }).OrderBy(d => d.On).ToListAsync(ct);
        var fit = await FitRow.LatestAsync(db, ct);
        var setting = await db.Set<PredictionSetting>().FirstOrDefaultAsync(ct) ?? new PredictionSetting();
        var products = await db.Set<Replenishment>().Where(r => r.MemberId == id).Join(db.Set<Product>(), r => r.ProductId, p => p.Id, (r, p) => new { r, p }).ToListAsync(ct);
        var past = bought.Count == 0 ? null : PastOf([.. bought.Select(b => (b.On, b.Cents))], today);
        return new MemberOutlook(id, member.CardNumber, today, past, past is null || fit is null || member.Status != MemberStatus.Active ? null : NextOf(past, Forecast.Of(fit, setting), today),
            fit?.FallBack ?? FallBack.None, fit?.AsOf, fit?.MeanCents ?? 0, setting.MarginPermille / 10m, [.. products.OrderByDescending(x => x.r.DueShare).Select(x => ListDue.Row(x.r, member, x.p))]);
    }

    internal static MemberPast PastOf(IReadOnlyList<(DateOnly On, long Cents)> days, DateOnly today)
    {
        var gaps = days.Skip(1).Zip(days, (b, a) => b.On.DayNumber - a.On.DayNumber).Order().ToList();
        var usual = gaps.Count < 2 ? (int?)null : (gaps[(gaps.Count - 1) / 2] + gaps[gaps.Count / 2]) / 2;
        return new MemberPast(days.Count, days[0].On, days[^1].On, today.DayNumber - days[^1].On.DayNumber, usual, days.Count == 1 ? days[0].Cents : days.Skip(1).Sum(d => d.Cents) / (days.Count - 1));
    }

    internal static MemberNext NextOf(MemberPast past, Forecast forecast, DateOnly today)
    {
        var (x, t, mean) = (past.Days - 1, today.DayNumber - past.FirstOn.DayNumber, past.Days > 1 ? past.MeanCents / 100.0 : 0);
        var alive = forecast.Alive(x, past.LastOn.DayNumber - past.FirstOn.DayNumber, t);
        DateOnly? On(double share) => forecast.NextVisit(alive, x, t, share) is { } d && d < 3_650 ? today.AddDays((int)Math.Ceiling(d)) : null;
        var (low, high) = forecast.CountInterval(alive, x, t, 365.25);
        var amount = forecast.Amount(x, mean);
        var range = forecast.ValueInterval(alive, x, t, mean);
        static long Cents(double euros) => (long)Math.Round(100 * euros);
        return new MemberNext(alive, alive * forecast.Acts(x, t, 90), [.. Ahead.Select(d => (d, alive * forecast.Acts(x, t, d)))], On(0.1), On(0.5), On(0.9), alive * forecast.Expected(x, t, 365.25), low, high,
            Cents(amount), Cents(forecast.Value(alive, forecast.Discounted(x, t), amount)), range is { } r ? Cents(r.Low) : null, range is { } h ? Cents(h.High) : null);
    }
}
