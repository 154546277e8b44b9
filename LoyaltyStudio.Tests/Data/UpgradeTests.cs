using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Cheques.Reissuing;
using LoyaltyStudio.Features.Messaging.ChequeMail;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace LoyaltyStudio.Tests.Data;

/// <summary>A database of the first release, with books in it, becomes one of today and goes on where it was.</summary>
public sealed class UpgradeTests
{
    private const string FirstRelease = "20261121000002_Guards";

    private const string Content = """
        {"Earning":{"CentsPerPoint":100,"TierStacking":"Stack","Categories":[{"Category":"Tuin","Percent":200}],"PendingDays":15,"ValidMonths":24,"ValidUntilEndOf":"Month","EventPoints":[{"Event":"review","Points":25}]},"Tiers":[{"Code":"brons","NameNl":"Brons","NameEn":"Bronze","Threshold":0,"Retention":0,"PointsPercent":100,"Colour":"#9a5b2c","Benefits":[]},{"Code":"zilver","NameNl":"Zilver","NameEn":"Silver","Threshold":500,"Retention":400,"PointsPercent":125,"Colour":"#6b7684","Benefits":[]}],"TierRule":{"WindowMonths":12,"ValidMonths":12,"ValidUntilEndOf":"Month","Drop":"OneStep"},"Cheques":{"Period":"Quarter","PointsPerStep":200,"StepCents":500,"MinimumCents":500,"MaximumCents":10000,"ValidMonths":6,"TierPercents":[]}}
        """;

    /// <summary>€ 10 of the garden twice over and three times € 10, less € 4, by a silver member: 56 points, of which 11 went back with one unit.</summary>
    private static readonly string[] Books =
    [
        "INSERT INTO organisation (id, name, language, currency, time_zone, public_url, mail_from, second_approver, set_up_at, version) VALUES (1, 'Zoet', 'nl', 'EUR', 'Europe/Amsterdam', 'https://x.example', 'x@x.example', {yes}, '{t:2026-01-01 09:00:00}', 0)",
        $"INSERT INTO programme_version (id, number, state, effective_from, content, note, author, created_at, published_at, published_by, version) VALUES (1001, 1, 'Published', '2000-01-01', '{Content.Trim()}', '', 'x', '{{t:2026-01-01 09:00:00}}', '{{t:2026-01-01 09:00:00}}', 'x', 0)",
        "INSERT INTO member (id, card_number, external_id, first_name, last_name, language, country, enrolled_on, status, email_consent, search_text, created_at, changed_at, version) VALUES (1001, '2900000000017', 'M1', 'Zoë', 'B', 'nl', '', '2025-01-01', 'Active', {no}, 'zoe b', '{t:2026-01-01 09:00:00}', '{t:2026-01-01 09:00:00}', 0)",
        "INSERT INTO product (id, sku, name, category, brand, version) VALUES (1001, 'A', 'Gieter', 'Tuin', '', 0), (1002, 'B', 'Mok', 'Servies', '', 0)",
        "INSERT INTO purchase (id, source, external_id, kind, member_id, channel, occurred_at, business_date, total_cents, paid_by_cheque_cents, content_hash, recorded_at) VALUES (1001, 'till', '1', 'Purchase', 1001, 'Store', '{t:2026-03-10 12:00:00}', '2026-03-10', 4100, 0, 'x', '{t:2026-03-10 12:00:00}'), (1002, 'till', 'R1', 'Return', 1001, 'Store', '{t:2026-03-12 12:00:00}', '2026-03-12', -1000, 0, 'y', '{t:2026-03-12 12:00:00}')",
        "INSERT INTO purchase_line (id, purchase_id, line_no, product_id, kind, quantity, amount_cents, returned_quantity) VALUES (1001, 1001, 1, 1001, 'Goods', 1, 1000, 0), (1002, 1001, 2, 1002, 'Goods', 3, 3000, 1), (1003, 1001, 3, NULL, 'Delivery', 1, 500, 0), (1004, 1001, 4, NULL, 'Discount', 1, -400, 0), (1005, 1002, 1, 1002, 'Goods', 1, 1000, 0)",
        "INSERT INTO return_match (id, return_line_id, purchase_line_id, quantity) VALUES (1001, 1005, 1002, 1)",
        "INSERT INTO member_stat (member_id, first_purchase_on, last_purchase_on, purchase_count, return_count, net_cents) VALUES (1001, '2026-03-10', '2026-03-10', 1, 1, 3100)",
        """INSERT INTO ledger_entry (id, member_id, kind, points, occurred_at, business_date, recorded_at, actor, reason, version_id, source_type, source_id, line, reverses_id, qualifies_on, basis, content_hash) VALUES (1001, 1001, 'Earn', 56, '{t:2026-03-10 12:00:00}', '2026-03-10', '{t:2026-03-10 12:00:00}', 'x', 'Purchase 1', 1001, 'purchase', '1001', 0, NULL, '2026-03-10', '{"EligibleCents":3600,"CentsPerPoint":100,"Tier":"zilver","TierPercent":125,"CategoryCents":[{"Category":"Tuin","Percent":200,"Cents":1000}]}', 'x'), (1002, 1001, 'Return', -11, '{t:2026-03-12 12:00:00}', '2026-03-12', '{t:2026-03-12 12:00:00}', 'x', 'Return R1', 1001, 'return', '1002', 1, 1001, '2026-03-10', NULL, 'y')""",
        "INSERT INTO point_lot (id, member_id, entry_id, earned, remaining, activates_on, expires_on) VALUES (1001, 1001, 1001, 56, 45, '2026-03-25', '2028-03-31')",
        "INSERT INTO lot_movement (id, entry_id, lot_id, points) VALUES (1001, 1002, 1001, -11)",
        "INSERT INTO point_balance (member_id, total, debt) VALUES (1001, 45, 0)",
        "INSERT INTO member_tier (member_id, tier, since, valid_until) VALUES (1001, 'zilver', '2025-06-01', '2026-06-30')",
        "INSERT INTO tier_change (id, member_id, from_tier, to_tier, \"on\", valid_until, metric, version_id, cause, reason, recorded_at) VALUES (0, 1001, 'brons', 'zilver', '2025-06-01', '2026-06-30', 512, 1001, 'upgrade', 'Earned 512 points.', '{t:2025-06-01 12:00:00}')",
    ];

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_books_of_the_first_release_are_read_and_kept_as_they_were_meant(string engine)
    {
        await using var database = await TestDatabase.OnAsync(engine);
        await using var retailer = Retailer.Over(database, new FakeClock(new DateTime(2026, 4, 1, 9, 0, 0, DateTimeKind.Utc)));
        await retailer.Data.AloneAsync(async db =>
        {
            await db.GetService<IMigrator>().MigrateAsync(FirstRelease);
            foreach (var sql in Books)
            {
                await using var command = db.Command(Written(sql, db.IsSqlite));
                await command.ExecuteNonQueryAsync();
            }
        }, CancellationToken.None);

        await retailer.Data.MigrateAsync(CancellationToken.None);

        await retailer.CheckAsync("after the upgrade");
        var kept = await retailer.ReadAsync(db => db.Set<Purchase>().OrderBy(p => p.Id).Select(p => new { p.EligibleCents, p.KeptCents }).ToListAsync());
        Assert.Equal([(3600L, 2700L), (0L, 0L)], kept.Select(p => (p.EligibleCents, p.KeptCents)));
        Assert.Equal(500, await retailer.ReadAsync(db => db.Set<Organisation>().Select(o => o.AdjustmentLimit).SingleAsync()));
        var live = await retailer.ReadAsync(async db => (await ProgrammeBook.TimelineAsync(db)).On(new DateOnly(2026, 4, 1)));
        Assert.Equal(["category-Tuin", "event-review"], live!.Content.Rules.Select(r => r.Id));
        Assert.Equal(TierCauses.Upgrade, (await retailer.Get<ShowMemberTier>().RunAsync(retailer.Anna, 1001, default)).Must().Changes.Single().Cause);

        // The rest comes back under the rules of its day and takes back exactly the rest.
        (await retailer.ReturnAsync(new("till", "1", "R2", new DateTime(2026, 4, 1, 8, 0, 0, DateTimeKind.Utc), [new(1, 1)]))).Must();
        Assert.Equal(22, await retailer.BalanceAsync("M1"));
        (await retailer.ReturnAsync(new("till", "1", "R3", new DateTime(2026, 4, 1, 8, 30, 0, DateTimeKind.Utc), [new(2, 2)]))).Must();
        Assert.Equal(0, await retailer.BalanceAsync("M1"));

        // And new purchases and events go on.
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", "2", new DateTime(2026, 4, 1, 8, 45, 0, DateTimeKind.Utc), [new("A", 1, 2000)], "M1"))).Must();
        (await retailer.Data.WriteAsync(db => retailer.Get<RecordEvent>().RunInAsync(db, retailer.Anna, new RecordEventRequest("web", "e1", "review", "M1", new DateTime(2026, 4, 1, 8, 50, 0, DateTimeKind.Utc)), default), default)).Must();
        Assert.Equal(50 + 25, await retailer.BalanceAsync("M1"));
        (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, new DateOnly(2026, 7, 1), null, default)).Must();
        Assert.Equal("brons", await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Tiers.Model.MemberTier>().Select(t => t.Tier).SingleAsync()));
        Assert.Equal(6, await retailer.ReadAsync(db => db.Set<LedgerEntry>().CountAsync()));
        await retailer.CheckAsync("after going on");
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Nobody_is_mailed_or_printed_a_cheque_of_before_the_upgrade_unless_asked_for(string engine)
    {
        await using var database = await TestDatabase.OnAsync(engine);
        await using var retailer = Retailer.Over(database, new FakeClock(new DateTime(2026, 4, 20, 9, 0, 0, DateTimeKind.Utc)));
        var (mailed, paper) = (retailer.Get<CodeVault>().New().Stored, retailer.Get<CodeVault>().New().Stored);
        await retailer.Data.AloneAsync(async db =>
        {
            await db.GetService<IMigrator>().MigrateAsync(FirstRelease);
            foreach (var sql in Books.Take(3).Concat(OldCheques))
            {
                await using var command = db.Command(Written(sql, db.IsSqlite));
                if (sql.Contains("@mailed", StringComparison.Ordinal))
                {
                    command.With("mailed", mailed.Hash).With("mailed_sealed", mailed.Sealed).With("paper", paper.Hash).With("paper_sealed", paper.Sealed);
                }

                await command.ExecuteNonQueryAsync();
            }
        }, CancellationToken.None);

        await retailer.Data.MigrateAsync(CancellationToken.None);

        // The last day is near, so a reminder would be due too.
        var (today, job) = (new DateOnly(2026, 4, 20), LoyaltyStudio.Platform.Actor.Job("deliver-cheques"));
        async Task<ChequeMailWritten> MailAsync() => (await retailer.Get<WriteChequeMail>().RunAsync(job, today, null, default)).Must();
        async Task<int> WaitingAsync() => (await retailer.Get<ListPrintWork>().RunAsync(retailer.Anna, new LoyaltyStudio.Platform.PageRequest(0), default)).Must() is var work ? work.Waiting + work.MissingTotal + work.UndeliveredTotal : 0;
        Assert.Equal(new ChequeMailWritten(0, 0), await MailAsync());
        Assert.Equal(0, await WaitingAsync());
        Assert.True((await retailer.Get<ShowChequePaper>().RunAsync(retailer.Anna, 2001, 2001, default)).Must().Length > 1_000);

        // Who asks for a new code is told, by mail or on paper.
        foreach (var id in new[] { 2001L, 2002L })
        {
            (await retailer.Get<ReissueCheque>().RunAsync(retailer.Anna, new(id, id, "lost", 1), default)).Must();
        }

        Assert.Equal(1, (await MailAsync()).Ready);
        Assert.Equal(1, await WaitingAsync());
    }

    /// <summary>Two cheques of a run of January that can be spent until the end of April: of somebody who may be mailed, and of somebody who may not.</summary>
    private static readonly string[] OldCheques =
    [
        "INSERT INTO member (id, card_number, external_id, first_name, last_name, language, country, enrolled_on, status, email, email_consent, search_text, created_at, changed_at, version) VALUES (2001, '2900000002001', 'M2', 'Ada', 'B', 'nl', '', '2025-01-01', 'Active', 'ada@example.nl', {yes}, 'ada b', '{t:2026-01-01 09:00:00}', '{t:2026-01-01 09:00:00}', 0), (2002, '2900000002002', 'M3', 'Bo', 'C', 'nl', '', '2025-01-01', 'Active', NULL, {no}, 'bo c', '{t:2026-01-01 09:00:00}', '{t:2026-01-01 09:00:00}', 0)",
        "INSERT INTO cheque_run (id, scheme, period, active_key, state, cut_off, recorded_until, version_id, cheques_valid_until, prepared_by, prepared_at, calculated_at, approved_by, approved_at, issued_at, member_count, cheque_count, value_cents, points_used, points_carried, issued_through_member, issued_count, issued_cents, version) VALUES (1001, 'main', '2025-Q4', 'main|2025-Q4', 'Reconciled', '2025-12-31', '{t:2026-01-02 09:00:00}', 1001, '2026-04-30', 'x', '{t:2026-01-02 09:00:00}', '{t:2026-01-02 09:00:00}', 'y', '{t:2026-01-02 09:00:00}', '{t:2026-01-02 09:00:00}', 2, 2, 1000, 400, 0, 2002, 2, 1000, 5)",
        "INSERT INTO cheque_run_line (run_id, member_id, tier, store_id, eligible_points, value_cents, points_used, refusal) VALUES (1001, 2001, 'brons', NULL, 200, 500, 200, ''), (1001, 2002, 'brons', NULL, 200, 500, 200, '')",
        "INSERT INTO cheque (id, run_id, member_id, entry_id, code_hash, code_sealed, last_four, face_cents, redeemed_cents, points_used, state, issued_on, valid_until) VALUES (2001, 1001, 2001, 5001, @mailed, @mailed_sealed, 'AAAA', 500, 0, 200, 'Issued', '2026-01-02', '2026-04-30'), (2002, 1001, 2002, 5002, @paper, @paper_sealed, 'BBBB', 500, 0, 200, 'Issued', '2026-01-02', '2026-04-30')",
    ];

    private static string Written(string sql, bool sqlite) => System.Text.RegularExpressions.Regex.Replace(sql, @"\{t:([^}]*)\}", sqlite ? "$1" : "$1+00")
        .Replace("{yes}", sqlite ? "1" : "true", StringComparison.Ordinal).Replace("{no}", sqlite ? "0" : "false", StringComparison.Ordinal);
}
