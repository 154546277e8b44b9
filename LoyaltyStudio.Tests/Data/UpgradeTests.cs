using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Cheques.Reissuing;
using LoyaltyStudio.Features.Messaging.ChequeMail;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
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

    /// <summary>A win-back campaign with quotes and braces in its words: one member got it and used the coupon, one got it, one was left out; one message still waits.</summary>
    private static readonly string[] Campaign =
    [
        "INSERT INTO member (id, card_number, external_id, first_name, last_name, language, country, enrolled_on, status, email, email_consent, search_text, created_at, changed_at, version) VALUES (3001, '2900000003001', 'M4', 'Ada', 'B', 'nl', '', '2025-01-01', 'Active', 'Ada@Example.nl', {yes}, 'ada b', '{t:2026-01-01 09:00:00}', '{t:2026-01-01 09:00:00}', 0), (3002, '2900000003002', 'M5', 'Bo', 'C', 'en', '', '2025-01-01', 'Active', 'bo@example.nl', {yes}, 'bo c', '{t:2026-01-01 09:00:00}', '{t:2026-01-01 09:00:00}', 0), (3003, '2900000003003', 'M6', 'Cas', 'D', 'nl', '', '2025-01-01', 'Active', 'cas@example.nl', {yes}, 'cas d', '{t:2026-01-01 09:00:00}', '{t:2026-01-01 09:00:00}', 0)",
        """INSERT INTO campaign (id, name, state, days_without_purchase, holdout_percent, cool_down_days, measure_days, coupon_kind, coupon_value, coupon_valid_days, subject_nl, body_nl, subject_en, body_en, salt, start_on, end_on, author, created_at, started_at, version) VALUES (1001, 'We missen je', 'Active', 120, 10, 14, 10, 'Percent', 15, 30, '{{voornaam}}, "mis" je ons?', 'Beste {{voornaam}},\n\nL''été \ {{kortingscode}}\n\nTot ziens', 'We miss you', 'Dear {{first_name}},\n\n{{coupon_code}}', 'salt', NULL, NULL, 'x', '{t:2026-03-01 09:00:00}', '{t:2026-03-01 09:00:00}', 3)""",
        "INSERT INTO campaign_member (campaign_id, member_id, \"group\", assigned_on, assigned_at) VALUES (1001, 3001, 'Treatment', '2026-03-02', '{t:2026-03-02 05:00:00}'), (1001, 3002, 'Treatment', '2026-03-03', '{t:2026-03-03 05:00:00}'), (1001, 3003, 'Holdout', '2026-03-02', '{t:2026-03-02 05:00:00}')",
        "INSERT INTO campaign_run (id, campaign_id, \"on\", members, never_bought, bought_recently, not_active, no_email, no_consent, recent_campaign, already_in, holdout, messaged) VALUES (1001, 1001, '2026-03-02', 4, 1, 0, 0, 1, 0, 0, 0, 1, 1)",
        "INSERT INTO campaign_exclusion (campaign_id, member_id, reason, first_on, last_on) VALUES (1001, 1001, 'no_email', '2026-03-02', '2026-03-03')",
        "INSERT INTO coupon (id, campaign_id, member_id, code_hash, code_sealed, last_four, kind, value, state, issued_on, valid_until) VALUES (4001, 1001, 3001, @one, @one_sealed, 'AAAA', 'Percent', 15, 'Redeemed', '2026-03-02', '2026-04-30'), (4002, 1001, 3002, @two, @two_sealed, 'BBBB', 'Percent', 15, 'Open', '2026-03-03', '2026-04-30')",
        "INSERT INTO redemption (id, code_kind, code_id, member_id, receipt_id, amount_cents, left_cents, store_id, actor, at, business_date) VALUES (4001, 'coupon', 4001, 3001, 'bon-1', 450, 0, NULL, 'till', '{t:2026-03-05 12:00:00}', '2026-03-05')",
        "INSERT INTO outbox_message (id, member_id, campaign_id, kind, to_address, to_name, language, subject, html, text, unsubscribe_token, state, attempts, created_at, created_on, next_attempt_at, sent_at, error) VALUES (7001, 3001, 1001, 'Marketing', 'Ada@Example.nl', 'Ada B', 'nl', 'Ada', '<p>%%unsubscribe%%</p>', '%%unsubscribe%%', 't1', 'Sent', 1, '{t:2026-03-02 05:00:00}', '2026-03-02', '{t:2026-03-02 05:00:00}', '{t:2026-03-02 05:01:00}', ''), (7002, 3002, 1001, 'Marketing', 'bo@example.nl', 'Bo C', 'en', 'Bo', '<p>%%unsubscribe%%</p>', '%%unsubscribe%%', 't2', 'Queued', 0, '{t:2026-03-03 05:00:00}', '2026-03-03', '{t:2026-03-03 05:00:00}', NULL, '')",
        "INSERT INTO purchase (id, source, external_id, kind, member_id, channel, occurred_at, business_date, total_cents, paid_by_cheque_cents, content_hash, recorded_at) VALUES (5001, 'till', 'c1', 'Purchase', 3001, 'Store', '{t:2026-03-05 12:00:00}', '2026-03-05', 3000, 0, 'c', '{t:2026-03-05 12:00:00}'), (5002, 'till', 'c2', 'Purchase', 3003, 'Store', '{t:2026-03-30 12:00:00}', '2026-03-30', 3000, 0, 'd', '{t:2026-03-30 12:00:00}')",
    ];

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_campaign_of_the_first_release_goes_on_with_its_words_members_and_result(string engine)
    {
        await using var database = await TestDatabase.OnAsync(engine);
        await using var retailer = Retailer.Over(database, new FakeClock(new DateTime(2026, 4, 1, 9, 0, 0, DateTimeKind.Utc)));
        var vault = retailer.Get<CodeVault>();
        var (one, two) = (vault.New(), vault.New());
        await retailer.Data.AloneAsync(async db =>
        {
            await db.GetService<IMigrator>().MigrateAsync(FirstRelease);
            foreach (var sql in Books.Concat(Campaign))
            {
                await using var command = db.Command(Written(sql, db.IsSqlite).Replace("\\n", "\n", StringComparison.Ordinal));
                if (sql.Contains("@one", StringComparison.Ordinal))
                {
                    command.With("one", one.Stored.Hash).With("one_sealed", one.Stored.Sealed).With("two", two.Stored.Hash).With("two_sealed", two.Stored.Sealed);
                }

                await command.ExecuteNonQueryAsync();
            }
        }, CancellationToken.None);

        await retailer.Data.MigrateAsync(CancellationToken.None);

        // The words are a flow of an offer and a mail, to the letter.
        var campaign = await retailer.ReadAsync(db => db.Set<Campaign>().SingleAsync());
        var flow = FlowDefinition.Parse(campaign.Flow);
        var (offer, mail) = (Assert.IsType<OfferStep>(flow.Steps[0]), Assert.IsType<MessageStep>(flow.Steps[1]));
        Assert.Equal((CouponKind.Percent, 15, 30, CouponCombines.Cheques), (offer.Terms.Kind, offer.Terms.Value, offer.Terms.ValidDays, offer.Terms.Combines));
        Assert.Equal(("{{voornaam}}, \"mis\" je ons?", "Beste {{voornaam}},\n\nL'été \\ {{kortingscode}}\n\nTot ziens"), (mail.Nl.Subject, mail.Nl.Body));
        Assert.Equal((120, 50, CampaignPurpose.Promotion, "salt"), (campaign.DaysWithoutPurchase, campaign.Priority, campaign.Purpose, campaign.Salt));
        Assert.Empty(CampaignDraft.Of(campaign).Validate());

        // Who got it is on the way no more; each message is a contact with its coupon, and the result is what it was.
        Assert.Equal([(3001L, 4001L), (3002L, 4002L)], (await retailer.ReadAsync(db => db.Set<CampaignContact>().OrderBy(c => c.MemberId).ToListAsync())).Select(c => (c.MemberId, c.CouponId!.Value)));
        Assert.Equal([JourneyState.Done, JourneyState.Done], await retailer.ReadAsync(db => db.Set<Journey>().Select(j => j.State).ToListAsync()));
        Assert.Equal(["ada@example.nl", "bo@example.nl"], await retailer.ReadAsync(db => db.Set<OutboxMessage>().OrderBy(m => m.Id).Select(m => m.AddressKey).ToListAsync()));
        var result = (await retailer.Get<CampaignResults>().RunAsync(retailer.Anna, [1001], default)).Must()[1001];
        Assert.Equal((new Side(2, 1), new Side(1, 0), 1), (result.Treated, result.Holdout, result.CouponsRedeemed));

        // The message that waits goes out once; the coupon is worth what it was; a used one can be undone.
        (await retailer.Get<DeliverOutbox>().RunAsync(Actor.Job("test"), new(), default)).Must();
        Assert.Equal(MessageState.Sent, await retailer.ReadAsync(db => db.Set<OutboxMessage>().Where(m => m.Id == 7002).Select(m => m.State).SingleAsync()));
        var used = (await retailer.Get<RedeemCode>().RunAsync(retailer.Anna, new RedeemRequest(two.Code, "bon-2", 100, null), default)).Must();
        Assert.Equal((3002L, 15), (used.MemberId, used.Percent));
        Assert.Equal(15, (await retailer.Get<ReverseRedemption>().RunAsync(retailer.Anna, new ReverseRequest(4001, "Retour"), default)).Must().Percent);

        // And the campaign runs on: nobody of before gets in again, and new contacts have numbers of their own.
        await retailer.Data.WriteAsync(async db =>
        {
            var late = Fixtures.Member(retailer.Clock, 3004);
            late.Index();
            db.Add(late);
            db.Add(new LoyaltyStudio.Features.Purchases.Model.MemberStat { MemberId = 3004, FirstPurchaseOn = new DateOnly(2025, 6, 1), LastPurchaseOn = new DateOnly(2025, 6, 1), PurchaseCount = 1, NetCents = 100 });
            await db.SaveChangesAsync();
        }, default);
        (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("test"), new DateOnly(2026, 4, 1), null, default)).Must();
        Assert.Equal(4, await retailer.ReadAsync(db => db.Set<CampaignMember>().CountAsync()));
        await using var read = retailer.Data.Read();
        foreach (var check in retailer.All<IInvariantCheck>().Where(c => c.GetType().Namespace!.Contains(".Campaigns", StringComparison.Ordinal)))
        {
            Assert.True(await check.FindBreachesAsync(read, default) is { Count: 0 }, check.Title);
        }
    }

    private static string Written(string sql, bool sqlite) => System.Text.RegularExpressions.Regex.Replace(sql, @"\{t:([^}]*)\}", sqlite ? "$1" : "$1+00")
        .Replace("{yes}", sqlite ? "1" : "true", StringComparison.Ordinal).Replace("{no}", sqlite ? "0" : "false", StringComparison.Ordinal);
}
