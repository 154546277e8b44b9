using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Notices;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Giving;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Tiers;

/// <summary>Tiers on real databases: by spend and visits, night after night, by hand, and with warnings ahead.</summary>
public sealed class TierNightsTests
{
    private static readonly DateTime Begin = new(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc);
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Silver by points, or by visits in a quarter; gold by spend and visits together, with grace.</summary>
    private static ProgrammeContent Mixed(TierUpgrade upgrade, TierDrop drop = TierDrop.ToEarnedLevel)
    {
        var tiers = ReferenceProgramme.Content.Tiers;
        TierWay silverByVisits = new([new(TierMetric.Visits, 4, 3, TierWindow.Of(CalendarUnit.Quarter))]);
        TierWay gold = new([new(TierMetric.Spend, 600_00, 500_00, TierWindow.RollingMonths(6)), new(TierMetric.Visits, 5, 4, new TierWindow(WindowKind.MembershipYear, 0, CalendarUnit.Month))]);
        return ReferenceProgramme.Content with
        {
            Tiers = [tiers[0], tiers[1] with { Ways = [.. ReferenceProgramme.Reached(300, 200), silverByVisits] }, tiers[2] with { Ways = [gold] }],
            TierRule = new TierRule(TierValidity.Months, 2, CalendarUnit.Month, upgrade, drop) { GraceDays = 10 },
        };
    }

    private static async Task<Retailer> OpenAsync(string engine, ProgrammeContent programme, int members)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Begin.AddYears(1)), programme);
        for (var i = 1; i <= members; i++)
        {
            await retailer.AddMemberAsync($"M{i}", consent: true);
        }

        await retailer.Data.WriteAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().ExecuteUpdateAsync(s => s.SetProperty(m => m.EnrolledOn, new DateOnly(2024, 2, 29)), Ct), Ct);
        return retailer;
    }

    /// <summary>Purchases and returns of half a year, the same for the same seed.</summary>
    private static async Task<List<PurchaseDraft>> HistoryAsync(Retailer retailer, int seed, int members)
    {
        var random = new Random(seed);
        var all = new List<PurchaseDraft>();
        for (var i = 0; i < 40; i++)
        {
            var (at, member) = (Begin.AddDays(random.Next(180)).AddMinutes(random.Next(300)), $"M{1 + random.Next(members)}");
            if (i > 5 && random.Next(5) == 0)
            {
                all.Add(retailer.ReturnDraft($"R{i}", member, at, $"S{random.Next(4)}", 1 + random.Next(2), 2_000));
            }
            else
            {
                all.Add(await retailer.DraftAsync(new RecordPurchaseRequest("till", $"B{i}", at, [new($"S{random.Next(4)}", 1 + random.Next(3), 2_000 + random.Next(25_000), "Lamp")], member)));
            }
        }

        return [.. all.OrderBy(d => d.OccurredAt).ThenBy(d => d.ExternalId, StringComparer.Ordinal)];
    }

    private static Task<List<string>> StateAsync(Retailer retailer) => retailer.ReadAsync(async db =>
    {
        var rows = await db.Set<MemberTier>().OrderBy(t => t.MemberId).ToListAsync();
        var changes = await db.Set<TierChange>().OrderBy(c => c.MemberId).ThenBy(c => c.Id).ToListAsync();
        return rows.ConvertAll(t => $"{t.MemberId} {t.Tier} {t.Since} {t.ValidUntil} {t.Coming} {t.ComingOn} {t.ComingSince}")
            .Concat(changes.Select(c => $"{c.MemberId} {c.On} {c.FromTier}>{c.ToTier} {c.Cause} {c.Coming} {c.Measured}")).ToList();
    });

    [Theory]
    [InlineData(TierUpgrade.AtOnce)]
    [InlineData(TierUpgrade.NextPeriod)]
    public async Task Spend_and_visits_with_returns_come_out_the_same_in_batches_of_any_size(TierUpgrade upgrade)
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            List<string> outcomes = [];
            foreach (var size in new[] { 1, 7, 200 })
            {
                await using var retailer = await OpenAsync(Engines.Sqlite, Mixed(upgrade), 2);
                foreach (var part in (await HistoryAsync(retailer, seed, 2)).Chunk(size))
                {
                    await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, part, Ct), Ct);
                }

                await retailer.CheckAsync();
                outcomes.Add(string.Join('\n', await StateAsync(retailer)));
            }

            Assert.True(outcomes.Distinct().Count() == 1, $"seed {seed}\n{string.Join("\n---\n", outcomes)}");
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite, TierUpgrade.AtOnce)]
    [InlineData(Engines.Sqlite, TierUpgrade.NextPeriod)]
    [InlineData(Engines.PostgreSql, TierUpgrade.AtOnce)]
    [InlineData(Engines.PostgreSql, TierUpgrade.NextPeriod)]
    public async Task A_night_that_looks_at_what_changed_comes_to_the_same_as_one_that_looks_at_everybody(string engine, TierUpgrade upgrade)
    {
        for (var seed = 11; seed <= 12; seed++)
        {
            List<string> outcomes = [];
            foreach (var full in new[] { false, true })
            {
                await using var retailer = await OpenAsync(engine, Mixed(upgrade), 3);
                var history = new Queue<PurchaseDraft>(await HistoryAsync(retailer, seed, 3));
                for (var day = new DateOnly(2026, 1, 5); day < new DateOnly(2026, 11, 1); day = day.AddDays(1))
                {
                    // Some purchases come in days after they were made.
                    var batch = new List<PurchaseDraft>();
                    while (history.TryPeek(out var next) && next.BusinessDate.AddDays(next.ExternalId.Length == 3 && next.ExternalId[2] == '5' ? 9 : 0) < day)
                    {
                        batch.Add(history.Dequeue());
                    }

                    if (batch.Count > 0)
                    {
                        await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, batch, Ct), Ct);
                    }

                    (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, day, null, Ct, full)).Must();
                }

                outcomes.Add(string.Join('\n', await StateAsync(retailer)));
                var again = (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, new DateOnly(2026, 10, 31), null, Ct, full: true)).Must();
                Assert.Equal((0, 0, 0), (again.Up, again.Down, again.Kept));
                await retailer.CheckAsync();
            }

            Assert.Equal(outcomes[1], outcomes[0]);
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_new_version_is_applied_to_everybody_and_those_who_have_a_tier_keep_its_last_day(string engine)
    {
        await using var retailer = await OpenAsync(engine, ReferenceProgramme.Content, 2);
        (await retailer.BuyAsync(new("till", "1", Begin, [new("A", 1, 550_00, "A")], "M1"))).Must();
        (await retailer.BuyAsync(new("till", "2", Begin, [new("A", 1, 350_00, "A")], "M2"))).Must();
        (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, new DateOnly(2026, 2, 1), null, Ct)).Must();
        var tiers = ReferenceProgramme.Content.Tiers;
        var easier = ReferenceProgramme.Content with { Tiers = [tiers[0], tiers[1] with { Ways = ReferenceProgramme.Reached(300, 200) }, tiers[2]] };
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new ProgrammeVersion { Number = 2, State = ProgrammeState.Published, EffectiveFrom = new DateOnly(2026, 2, 10), Content = easier.ToJson(), Author = "test", CreatedAt = Begin, PublishedAt = Begin });
            await db.SaveChangesAsync(Ct);
        }, Ct);
        Assert.Equal(0, (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, new DateOnly(2026, 2, 9), null, Ct)).Must().Up);
        Assert.Equal(1, (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, new DateOnly(2026, 2, 14), null, Ct)).Must().Up);
        var rows = await retailer.ReadAsync(db => db.Set<MemberTier>().OrderBy(t => t.MemberId).ToListAsync(Ct));
        Assert.Equal([new DateOnly(2027, 1, 31), new DateOnly(2027, 2, 28)], rows.Select(r => r.ValidUntil!.Value));
        Assert.Equal(new DateOnly(2026, 2, 10), rows[1].Since);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_tier_that_is_given_stands_to_its_last_day_and_can_be_ended_early(string engine)
    {
        await using var retailer = await OpenAsync(engine, ReferenceProgramme.Content, 1);
        var id = await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().Select(m => m.Id).FirstAsync(Ct));
        var today = DateOnly.FromDateTime(retailer.Clock.Now);
        var give = retailer.Get<SetManualTier>();
        Assert.Equal(OutcomeKind.Invalid, (await give.RunAsync(retailer.Anna, new(id, "goud", " ", today.AddDays(30)), Ct)).Kind);
        Assert.Equal(OutcomeKind.Invalid, (await give.RunAsync(retailer.Anna, new(id, "goud", "Jubileum", today.AddDays(-1)), Ct)).Kind);
        (await give.RunAsync(retailer.Anna, new(id, "goud", "Jubileum", today.AddDays(30)), Ct)).Must();
        (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, today.AddDays(30), null, Ct, full: true)).Must();
        var shown = (await retailer.Get<ShowMemberTier>().RunAsync(retailer.Anna, id, Ct)).Must();
        Assert.Equal(("goud", today.AddDays(30)), (shown.State!.Tier.Code, shown.State.ManualUntil!.Value));
        Assert.Equal(("manual", "Jubileum"), (shown.Changes[0].Cause, shown.Changes[0].Said));
        Assert.Equal("zilver", (await retailer.Get<EndManualTier>().RunAsync(retailer.Anna, id, Ct)).Must());
        Assert.Equal(["drop", "manual-end", "manual"], (await retailer.Get<ShowMemberTier>().RunAsync(retailer.Anna, id, Ct)).Must().Changes.Select(c => c.Cause));
        Assert.Equal("tier_not_given", (await retailer.Get<EndManualTier>().RunAsync(retailer.Anna, id, Ct)).Code);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Members_are_warned_once_per_step_of_a_tier_that_ends_and_of_points_that_expire(string engine)
    {
        await using var retailer = await OpenAsync(engine, ReferenceProgramme.Content, 2);
        (await retailer.BuyAsync(new("till", "1", Begin, [new("A", 1, 550_00, "A")], "M1"))).Must();
        var notices = retailer.Get<WriteMemberNotices>();
        async Task<(int, int)> NightAsync(DateOnly on) => (await notices.RunAsync(retailer.Anna, on, null, Ct)).Must() is var n ? (n.Tiers, n.Points) : default;

        // Silver until 31 January 2027; the window that ends then holds nothing.
        Assert.Equal((0, 0), await NightAsync(new DateOnly(2026, 12, 1)));
        Assert.Equal((1, 0), await NightAsync(new DateOnly(2026, 12, 2)));
        Assert.Equal((0, 0), await NightAsync(new DateOnly(2026, 12, 3)));
        Assert.Equal((1, 0), await NightAsync(new DateOnly(2027, 1, 26)));
        Assert.Equal((0, 0), await NightAsync(new DateOnly(2027, 1, 27)));

        // 550 points until 31 January 2028.
        Assert.Equal((0, 1), await NightAsync(new DateOnly(2028, 1, 5)));
        Assert.Equal((0, 1), await NightAsync(new DateOnly(2028, 1, 31)));
        Assert.Equal((0, 0), await NightAsync(new DateOnly(2028, 1, 31)));
        var mails = await retailer.ReadAsync(db => db.Set<OutboxMessage>().OrderBy(m => m.Id).ToListAsync(Ct));
        Assert.Contains("Je bent Zilver tot en met 31 januari 2027", mails[0].Subject, StringComparison.Ordinal);
        Assert.Contains("400 punten", mails[0].Text, StringComparison.Ordinal);
        Assert.Contains("550 punten vervallen na 31 januari 2028", mails[2].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sale_opens_earlier_for_tiers_with_early_access()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite, ReferenceProgramme.Content, 1);
        var starts = retailer.Clock.Now.AddDays(5);
        Assert.Equal(OutcomeKind.Invalid, (await retailer.Get<SaveSale>().RunAsync(retailer.Anna, new(0, "Winter", starts, starts, 0), Ct)).Kind);
        (await retailer.Get<SaveSale>().RunAsync(retailer.Anna, new(0, "Winter", starts, starts.AddDays(9), 0), Ct)).Must();
        var sale = Assert.Single((await retailer.Get<ListSales>().RunAsync(retailer.Anna, Ct)).Must());
        Assert.Equal([("goud", starts.AddHours(-48)), ("zilver", starts.AddHours(-24))], sale.Early.Select(e => (e.Tier.Code, e.EntersAt)));
        (await retailer.Get<RemoveSale>().RunAsync(retailer.Anna, sale.Id, Ct)).Must();
    }
}
