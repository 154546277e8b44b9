using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>What a till can do with a cheque: reserve, release, use, undo; and how wrong codes are slowed down.</summary>
public sealed class TillTests
{
    private static readonly Actor Till = Retailer.Person(50, "till");

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_reservation_holds_the_cheque_for_its_receipt_and_is_over_by_itself(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(1000))[0];
        var held = (await ReserveAsync(retailer, code, "web-1", 700)).Must();
        Assert.Equal((700L, retailer.Clock.Now.AddMinutes(15)), (held.AmountCents, held.Until));
        retailer.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(held, (await ReserveAsync(retailer, code, "web-1", 700)).Must());
        Assert.Equal("receipt_differs", (await ReserveAsync(retailer, code, "web-1", 600)).Code);
        Assert.Equal("reserved", (await ReserveAsync(retailer, code, "web-2", null)).Code);
        Assert.Equal("reserved", (await RedeemAsync(retailer, code, "shop-1", 100)).Code);
        Assert.Equal("reserved", (await LookAsync(retailer, code)).Must().State);

        retailer.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("issued", (await LookAsync(retailer, code)).Must().State);
        Assert.Equal("reservation_lapsed", (await UseReservationAsync(retailer, held.ReservationId, "web-1")).Code);
        Assert.Equal(400, (await RedeemAsync(retailer, code, "shop-1", 600)).Must().LeftCents);
        Assert.Equal(ReservationState.Lapsed, await StateAsync(retailer, held.ReservationId));
        Assert.Equal("lapsed", (await retailer.Get<ReleaseReservation>().RunAsync(Till, held.ReservationId, default)).Must().State);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task What_is_reserved_is_used_by_the_reservation_or_the_code_and_again_gets_the_same_answer(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var codes = await retailer.IssueAsync(1000, 500);
        var first = (await ReserveAsync(retailer, codes[0], "r1", 700)).Must();
        Assert.Equal("receipt_differs", (await UseReservationAsync(retailer, first.ReservationId, "r2")).Code);
        Assert.Equal("too_much", (await UseReservationAsync(retailer, first.ReservationId, "r1", 701)).Code);
        var used = (await UseReservationAsync(retailer, first.ReservationId, "r1")).Must();
        Assert.Equal((700L, 300L), (used.AmountCents, used.LeftCents));
        Assert.Equal(used, (await UseReservationAsync(retailer, first.ReservationId, "r1")).Must());
        Assert.Equal(used, (await RedeemAsync(retailer, codes[0], "r1", null)).Must());
        Assert.Equal("already_redeemed", (await retailer.Get<ReleaseReservation>().RunAsync(Till, first.ReservationId, default)).Code);
        Assert.Equal("already_redeemed", (await ReserveAsync(retailer, codes[0], "r1", null)).Code);

        var second = (await ReserveAsync(retailer, codes[1], "r3", null)).Must();
        Assert.Equal(500, (await RedeemAsync(retailer, codes[1], "r3", null)).Must().AmountCents);
        Assert.Equal(ReservationState.Used, await StateAsync(retailer, second.ReservationId));
        Assert.Equal("reservation_unknown", (await UseReservationAsync(retailer, 999, "r3")).Code);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_cheque_held_over_its_last_day_can_still_be_used_and_a_released_one_cannot(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var codes = await retailer.IssueAsync(500, 500);
        var last = (await retailer.ChequeAsync()).ValidUntil;
        retailer.Clock.Advance(last.ToDateTime(new TimeOnly(21, 30)) - retailer.Clock.Now);
        var kept = (await ReserveAsync(retailer, codes[0], "r1", null, 240)).Must();
        var freed = (await ReserveAsync(retailer, codes[1], "r2", null, 240)).Must();
        retailer.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, (await retailer.Get<ExpireCheques>().RunAsync(Actor.Job("expire-cheques"), last.AddDays(1), default)).Must());

        (await UseReservationAsync(retailer, kept.ReservationId, "r1")).Must();
        Assert.Equal("released", (await retailer.Get<ReleaseReservation>().RunAsync(Till, freed.ReservationId, default)).Must().State);
        Assert.Equal("expired", (await RedeemAsync(retailer, codes[1], "r2", null)).Code);
        Assert.Equal(1, (await retailer.Get<ExpireCheques>().RunAsync(Actor.Job("expire-cheques"), last.AddDays(1), default)).Must());
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_use_is_undone_once_with_its_amount_at_most_three_times_per_cheque(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(1000))[0];
        for (var i = 1; i <= 3; i++)
        {
            var used = (await RedeemAsync(retailer, code, $"r{i}", 400)).Must();
            var undone = (await ReverseAsync(retailer, used.RedemptionId)).Must();
            Assert.Equal((400L, 1000L, null), (undone.AmountCents, undone.LeftCents, undone.NewCodeEndsIn));
            Assert.Equal(undone, (await ReverseAsync(retailer, used.RedemptionId)).Must());
            Assert.Equal("reversed", (await RedeemAsync(retailer, code, $"r{i}", 400)).Code);
        }

        var fourth = (await RedeemAsync(retailer, code, "r4", 400)).Must();
        Assert.Equal("too_many_reversals", (await ReverseAsync(retailer, fourth.RedemptionId)).Code);
        Assert.Equal("redemption_unknown", (await ReverseAsync(retailer, 999)).Code);
        Assert.Equal("redemption_unknown", (await retailer.Get<ReverseRedemption>().RunAsync(Retailer.Person(9, "Sanne", [77]), new ReverseRequest(fourth.RedemptionId, "x"), default)).Code);
        Assert.Equal("receipt_differs", (await retailer.Get<ReverseRedemption>().RunAsync(Till, new ReverseRequest(fourth.RedemptionId, "x", "r9"), default)).Code);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task What_comes_back_after_the_last_day_is_good_for_some_days_more_under_a_new_code(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var old = (await retailer.IssueAsync(1000))[0];
        var used = (await RedeemAsync(retailer, old, "r1", 400)).Must();
        retailer.Clock.Advance(TimeSpan.FromDays(400));
        var today = DateOnly.FromDateTime(retailer.Clock.Now);
        (await retailer.Get<ExpireCheques>().RunAsync(Actor.Job("expire-cheques"), today, default)).Must();

        var undone = (await ReverseAsync(retailer, used.RedemptionId)).Must();

        var cheque = await retailer.ChequeAsync();
        Assert.Equal((400L, today.AddDays(30), cheque.LastFour), (undone.LeftCents, undone.ValidUntil, undone.NewCodeEndsIn));
        Assert.Equal((600L, 0L, 2, ChequeState.Issued), (cheque.EndedCents, cheque.RedeemedCents, cheque.CodeNumber, cheque.State));
        // What ended before stays ended, wherever the value is shown.
        var open = await retailer.ReadAsync(db => db.Set<Cheque>().Where(c => c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed).SumAsync(c => c.FaceCents - c.RedeemedCents - c.EndedCents));
        Assert.Equal(400, open);
        Assert.Equal(open, (await retailer.Get<LoyaltyStudio.Features.Dashboards.MemberSummary.ReadMemberSummary>().RunAsync(Till, "C0", default)).Must().Cheques.Sum(c => c.LeftCents));
        var list = (await retailer.Get<LoyaltyStudio.Features.Cheques.Runs.ListCheques>().RunAsync(Till, new(new PageRequest(0)), default)).Must();
        Assert.Equal((open, open), (list.OpenCents, list.Page.Rows.Sum(c => c.LeftCents)));
        Assert.Equal("replaced", (await LookAsync(retailer, old)).Code);
        Assert.Equal("replaced", (await RedeemAsync(retailer, old, "r2", null)).Code);
        Assert.Equal("reversed", (await RedeemAsync(retailer, old, "r1", 400)).Code);
        Assert.Equal((400L, 0L), (await RedeemAsync(retailer, await retailer.CodeOfAsync(cheque.Id), "r2", null)).Must() is var again ? (again.AmountCents, again.LeftCents) : default);
        Assert.Equal((undone.LeftCents, undone.NewCodeEndsIn), (await ReverseAsync(retailer, used.RedemptionId)).Must() is var same ? (same.LeftCents, same.NewCodeEndsIn) : default);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Wrong_codes_stop_a_till_for_ten_minutes_and_a_key_for_the_day_also_after_a_restart(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(500))[0];
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("unknown_code", (await LookAsync(retailer, CodeText.New())).Code);
        }

        // A typo that the check character catches gets the same answer and counts as well.
        Assert.Equal("unknown_code", (await LookAsync(retailer, "XXXX-XXXXX-XXXXX")).Code);
        var stopped = await LookAsync(retailer, code);
        Assert.Equal((OutcomeKind.Throttled, "too_many_wrong_codes", 600), (stopped.Kind, stopped.Code, stopped.RetrySeconds));
        Assert.Equal("too_many_wrong_codes", (await RedeemAsync(retailer, code, "r", null)).Code);
        Assert.Equal("issued", (await LookAsync(retailer, code, "till-2")).Must().State);
        Assert.Equal("issued", (await retailer.Get<LookUpCode>().RunAsync(Retailer.Person(51, "other"), new LookUpRequest(code, null), default)).Must().State);

        // The count stands in the database, not in the program.
        Assert.Equal(5, await retailer.ReadAsync(db => db.Set<WrongCode>().CountAsync()));
        retailer.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("issued", (await LookAsync(retailer, code)).Must().State);
        for (var i = 5; i < 50; i++)
        {
            Assert.Equal("unknown_code", (await LookAsync(retailer, CodeText.New(), $"till-{i}")).Code);
        }

        var day = await LookAsync(retailer, code, "till-99");
        Assert.Equal(("too_many_wrong_codes", true), (day.Code, day.RetrySeconds > 3600));
        retailer.Clock.Advance(TimeSpan.FromHours(15));
        Assert.Equal("issued", (await LookAsync(retailer, code)).Must().State);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Many_wrong_codes_in_an_hour_raise_the_alarm_once_a_day_and_old_ones_are_thrown_away(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var lapse = retailer.Get<LapseReservations>();
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new WrongCode { Caller = "key 1", At = retailer.Clock.Now.AddDays(-91) });
            db.AddRange(Enumerable.Range(0, 20).Select(i => new WrongCode { Caller = "key 1", Terminal = $"{i}", At = retailer.Clock.Now.AddMinutes(-i) }));
            await db.SaveChangesAsync();
        }, default);

        Assert.Equal(20, (await retailer.ReadAsync(db => WrongCodeAlarm.ReadAsync(db, retailer.Clock.Now, default)))!.Wrong);
        (await lapse.RunAsync(Actor.Job("lapse-reservations"), default)).Must();
        (await lapse.RunAsync(Actor.Job("lapse-reservations"), default)).Must();

        Assert.Equal(20, await retailer.ReadAsync(db => db.Set<WrongCode>().CountAsync()));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Data.AuditEntry>().CountAsync(e => e.Action == "code.guessing")));
        retailer.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(await retailer.ReadAsync(db => WrongCodeAlarm.ReadAsync(db, retailer.Clock.Now, default)));
    }

    [Fact]
    public async Task A_code_scanned_into_the_field_of_the_receipt_is_refused_and_kept_nowhere()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var code = (await retailer.IssueAsync(500))[0];

        Assert.Equal("receipt_id", Assert.Single((await RedeemAsync(retailer, code, code, null)).Errors).Field);
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<Redemption>().CountAsync()));
    }

    private static Task<Outcome<FoundCode>> LookAsync(Retailer retailer, string code, string terminal = "") => retailer.Get<LookUpCode>().RunAsync(Till, new LookUpRequest(code, null, terminal), default);

    private static Task<Outcome<ReservedCode>> ReserveAsync(Retailer retailer, string code, string receipt, long? cents, int minutes = 15) =>
        retailer.Get<ReserveCode>().RunAsync(Till, new ReserveRequest(code, receipt, cents, null, minutes), default);

    private static Task<Outcome<RedeemedCode>> RedeemAsync(Retailer retailer, string code, string receipt, long? cents) =>
        retailer.Get<RedeemCode>().RunAsync(Till, new RedeemRequest(code, receipt, cents, null), default);

    private static Task<Outcome<RedeemedCode>> UseReservationAsync(Retailer retailer, long reservation, string receipt, long? cents = null) =>
        retailer.Get<RedeemCode>().RunAsync(Till, new RedeemRequest(null, receipt, cents, null, reservation), default);

    private static Task<Outcome<ReversedRedemption>> ReverseAsync(Retailer retailer, long redemption) => retailer.Get<ReverseRedemption>().RunAsync(Till, new ReverseRequest(redemption, "Teruggebracht"), default);

    private static Task<ReservationState> StateAsync(Retailer retailer, long reservation) => retailer.ReadAsync(db => db.Set<ChequeReservation>().Where(r => r.Id == reservation).Select(r => r.State).SingleAsync());
}
