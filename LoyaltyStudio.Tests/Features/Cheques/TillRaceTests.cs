using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>Tills, web shops and the night at the same moment on the same cheque: its value goes out once and comes back once.</summary>
public sealed class TillRaceTests
{
    private const int Tills = 64;

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Of_tills_that_reserve_and_tills_that_use_the_same_cheque_exactly_one_gets_it(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(500))[0];
        var (reserve, redeem) = (retailer.Get<ReserveCode>(), retailer.Get<RedeemCode>());

        var got = await AtOnceAsync(async i => i % 2 == 0 ? (await reserve.RunAsync(Till(i), new(code, $"r{i}", null, null), default)).IsDone : (await redeem.RunAsync(Till(i), new(code, $"r{i}", null, null), default)).IsDone);

        Assert.Single(got, g => g);
        var (reserved, used) = await retailer.ReadAsync(async db => (await db.Set<ChequeReservation>().CountAsync(), await db.Set<Redemption>().CountAsync()));
        Assert.Equal(1, reserved + used);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_reservation_that_is_used_and_released_at_once_is_one_of_the_two(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(500))[0];
        var held = (await retailer.Get<ReserveCode>().RunAsync(Till(0), new(code, "r", null, null), default)).Must().ReservationId;
        var (release, redeem) = (retailer.Get<ReleaseReservation>(), retailer.Get<RedeemCode>());

        var got = await AtOnceAsync(async i => i % 2 == 0 ? (await release.RunAsync(Till(i), held, default)).IsDone ? "released" : "" : (await redeem.RunAsync(Till(i), new(null, "r", null, null, held), default)).IsDone ? "used" : "");

        Assert.Single(got.Where(g => g.Length > 0).Distinct());
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_use_that_is_undone_many_times_at_once_comes_back_once_with_one_answer(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(500))[0];
        var used = (await retailer.Get<RedeemCode>().RunAsync(Till(0), new(code, "r", null, null), default)).Must().RedemptionId;
        retailer.Clock.Advance(TimeSpan.FromDays(300));
        var reverse = retailer.Get<ReverseRedemption>();

        var answers = await AtOnceAsync(i => reverse.RunAsync(Till(i), new(used, "terug"), default));

        Assert.Single(answers.Select(a => a.Must()).Distinct());
        var cheque = await retailer.ChequeAsync();
        Assert.Equal((0L, 1, 2), (cheque.RedeemedCents, cheque.Reversals, cheque.CodeNumber));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "redemption.reversed")));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_cheque_that_is_used_while_it_expires_is_used_or_expired_and_never_both(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var codes = await retailer.IssueAsync(500, 500, 500, 500);
        var last = (await retailer.ChequeAsync()).ValidUntil;
        var (expire, redeem) = (retailer.Get<ExpireCheques>(), retailer.Get<RedeemCode>());

        await AtOnceAsync(async i => i % 8 == 0 ? (await expire.RunAsync(Actor.Job("expire-cheques"), last.AddDays(1), default)).IsDone
            : (await redeem.RunAsync(Till(i), new(codes[i % 4], $"r{i}", 100, null), default)).IsDone);

        foreach (var cheque in await retailer.ReadAsync(db => db.Set<Cheque>().ToListAsync()))
        {
            Assert.Equal((0L, cheque.FaceCents), (cheque.OpenCents, cheque.RedeemedCents + cheque.EndedCents));
        }

        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_same_race_against_an_undo_that_looks_first_and_then_writes_gives_the_value_back_twice(string engine)
    {
        // The broken twin: were the value to come back once here as well, the race above would prove nothing.
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = (await retailer.IssueAsync(1000))[0];
        (await retailer.Get<RedeemCode>().RunAsync(Till(0), new(code, "a", 200, null), default)).Must();
        var used = (await retailer.Get<RedeemCode>().RunAsync(Till(0), new(code, "b", 200, null), default)).Must().RedemptionId;
        using var looked = new Barrier(2);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var open = await retailer.ReadAsync(db => db.Set<Redemption>().AnyAsync(r => r.Id == used && r.ReversedAt == null));
            looked.SignalAndWait();
            return open ? await retailer.Data.WriteAsync(db => db.Set<Cheque>().ExecuteUpdateAsync(s => s.SetProperty(c => c.RedeemedCents, c => c.RedeemedCents - 200)), default) : 0;
        })));

        Assert.Equal(0, (await retailer.ChequeAsync()).RedeemedCents);
    }

    private static Actor Till(int i) => Retailer.Person(100 + i, $"till {i}");

    private static async Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> act)
    {
        var start = new TaskCompletionSource();
        var tries = Enumerable.Range(0, Tills).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await act(i);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(tries);
    }
}
