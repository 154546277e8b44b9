using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>Promise 4: a cheque is used at most once, however many tills try at the same moment.</summary>
public sealed class RedemptionRaceTests
{
    private const int Tills = 64;

    [Theory]
    [InlineData(Engines.Sqlite, "cheque")]
    [InlineData(Engines.PostgreSql, "cheque")]
    [InlineData(Engines.Sqlite, "coupon")]
    [InlineData(Engines.PostgreSql, "coupon")]
    public async Task Of_many_tills_with_one_code_exactly_one_wins_and_the_others_are_told_why(string engine, string kind)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = await CodeAsync(retailer, kind);
        var redeem = retailer.Get<RedeemCode>();

        var answers = await AtOnceAsync(i => redeem.RunAsync(Till(i), new RedeemRequest(code, $"receipt-{i}", null, null), CancellationToken.None));

        Assert.Single(answers, a => a.IsDone);
        Assert.All(answers.Where(a => !a.IsDone), a => Assert.Equal("already_redeemed", a.Code));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<Redemption>().CountAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_till_that_sends_one_receipt_many_times_gets_one_redemption_and_one_answer(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = await CodeAsync(retailer, "cheque");
        var redeem = retailer.Get<RedeemCode>();

        var answers = await AtOnceAsync(_ => redeem.RunAsync(Till(1), new RedeemRequest(code, "receipt", null, null), CancellationToken.None));

        Assert.Single(answers.Select(a => a.Must()).Distinct());
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<Redemption>().CountAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_cheque_used_in_parts_at_once_never_gives_more_than_its_value(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = await CodeAsync(retailer, "cheque");
        var redeem = retailer.Get<RedeemCode>();

        var answers = await AtOnceAsync(i => redeem.RunAsync(Till(i), new RedeemRequest(code, $"receipt-{i}", 150, null), CancellationToken.None));

        Assert.Equal(3, answers.Count(a => a.IsDone));
        Assert.Equal(450, await retailer.ReadAsync(db => db.Set<Redemption>().SumAsync(r => r.AmountCents)));
        Assert.Equal(450, await retailer.ReadAsync(db => db.Set<Cheque>().Select(c => c.RedeemedCents).SingleAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_same_race_against_a_till_that_looks_first_and_then_writes_has_many_winners(string engine)
    {
        // The broken twin: were this test to find one winner, the race above would prove nothing.
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var code = await CodeAsync(retailer, "cheque");
        var hash = retailer.Get<CodeVault>().Hash(CodeText.Normalise(code)!);
        using var looked = new Barrier(8);

        var winners = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var cheque = await retailer.ReadAsync(db => db.Set<Cheque>().SingleAsync(c => c.CodeHash == hash));
            looked.SignalAndWait();
            if (cheque.State != ChequeState.Issued)
            {
                return 0;
            }

            return await retailer.Data.WriteAsync(db => db.Set<Cheque>().Where(c => c.Id == cheque.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ChequeState.Redeemed)), CancellationToken.None);
        })));

        Assert.True(winners.Sum() > 1);
    }

    private static Actor Till(int i) => Retailer.Person(100 + i, $"till {i}");

    private static async Task<Outcome<RedeemedCode>[]> AtOnceAsync(Func<int, Task<Outcome<RedeemedCode>>> redeem)
    {
        var start = new TaskCompletionSource();
        var tries = Enumerable.Range(0, Tills).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await redeem(i);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(tries);
    }

    private static Task<string> CodeAsync(Retailer retailer, string kind)
    {
        var (code, stored) = retailer.Get<CodeVault>().New();
        var today = DateOnly.FromDateTime(retailer.Clock.Now);
        return retailer.Data.WriteAsync(async db =>
        {
            db.Add(Fixtures.Member(retailer.Clock, 1));
            if (kind == "coupon")
            {
                db.Add(new Coupon
                {
                    CampaignId = 1, MemberId = 1, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = stored.LastFour, Kind = CouponKind.Percent, Value = 10, IssuedOn = today,
                    ValidUntil = today,
                });
            }
            else
            {
                var run = new ChequeRun { Scheme = "quarter", Period = "2025-Q4", PreparedBy = "test", PreparedAt = retailer.Clock.Now, RecordedUntil = retailer.Clock.Now };
                db.Add(run);
                await db.SaveChangesAsync();
                db.Add(new Cheque
                {
                    RunId = run.Id, MemberId = 1, EntryId = 1, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = stored.LastFour, FaceCents = 500, PointsUsed = 200, IssuedOn = today,
                    ValidUntil = today,
                });
            }

            await db.SaveChangesAsync();
            return CodeText.Print(code);
        }, CancellationToken.None);
    }
}
