using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// One day of a campaign with a coupon and a message for everybody of the big retailer: selecting, excluding, drawing and queueing; beside plain statements that write the same rows of the same tables in one transaction.
/// </summary>
internal static class CampaignScale
{
    internal static async Task<int> RunAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        double product, memory;
        CampaignsRun done;
        (long Places, long Contacts, long Mails) rows;
        await using (var database = await kept.CopyAsync())
        await using (var retailer = Retailer.Over(database, BigRetailer.Clock()))
        {
            await StartAsync(retailer, ct);
            var before = PeakMemory();
            var started = Stopwatch.GetTimestamp();
            done = (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("scale"), BigRetailerSales.Today, null, ct)).Must();
            await SettleAsync(retailer, ct);
            product = Stopwatch.GetElapsedTime(started).TotalSeconds;
            memory = PeakMemory();
            ScaleProgram.Tell("campaign_memory_before", before, "MB", null, engine, members);
            rows = await CountAsync(retailer);
        }

        await using var copy = await kept.CopyAsync();
        await using var plain = Retailer.Over(copy, BigRetailer.Clock());
        await StartAsync(plain, ct);
        var from = Stopwatch.GetTimestamp();
        await BareAsync(plain, ct);
        await SettleAsync(plain, ct);
        var bare = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var bareRows = await CountAsync(plain);
        ScaleProgram.Tell("campaign_run", product, "s", bare, engine, members);
        ScaleProgram.Tell("campaign_queued", done.Entered, "messages", null, engine, members);
        ScaleProgram.Tell("campaign_held_out", done.Holdout, "members", null, engine, members);
        ScaleProgram.Tell("campaign_excluded", done.Excluded, "members", null, engine, members);
        ScaleProgram.Tell("campaign_rows", rows.Places + rows.Contacts + rows.Mails, "rows", bareRows.Places + bareRows.Contacts + bareRows.Mails, engine, members);
        ScaleProgram.Tell("campaign_peak_memory", memory, "MB", null, engine, members);
        return 0;
    }

    private static async Task StartAsync(Retailer retailer, CancellationToken ct)
    {
        await retailer.Data.MigrateAsync(ct);
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack with { DaysWithoutPurchase = null, Salt = "scale" }, ct)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, ct)).Must();
    }

    /// <summary>On SQLite everything is moved from the log into the database on both sides: the product does so on the way, one large transaction only afterwards.</summary>
    private static async Task SettleAsync(Retailer retailer, CancellationToken ct)
    {
        await using var db = retailer.Data.Read();
        if (db.IsSqlite)
        {
            await using var command = db.Command("PRAGMA wal_checkpoint(PASSIVE)");
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1_000_000.0;
    }

    private static Task<(long Places, long Contacts, long Mails)> CountAsync(Retailer retailer) => retailer.ReadAsync(async db =>
        (await db.Set<CampaignMember>().LongCountAsync(), await db.Set<CampaignContact>().LongCountAsync(), await db.Set<OutboxMessage>().LongCountAsync()));

    /// <summary>Everybody with consent, one in ten held out by a number, and one row each for the rest: place, way, coupon, the contacts of offer and message, and the message.</summary>
    private static Task BareAsync(Retailer retailer, CancellationToken ct) => retailer.Data.WriteAsync(async db =>
    {
        var day = BigRetailerSales.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (on, at, bytes, text) = db.IsSqlite ? ($"'{day}'", $"'{day} 12:00:00'", "randomblob(32)", "hex(randomblob(30))")
            : ($"DATE '{day}'", $"TIMESTAMP '{day} 12:00:00+00'", "decode(md5(random()::text) || md5(random()::text), 'hex')", "md5(random()::text) || md5(random()::text)");
        string[] statements =
        [
            "CREATE TEMP TABLE b_fit AS SELECT id, email, first_name || ' ' || last_name AS name, language, abs(id * 2654435761) % 100 AS u FROM member WHERE status = 'Active' AND email_key IS NOT NULL AND email_consent",
            $"INSERT INTO campaign_member (campaign_id, member_id, \"group\", assigned_on, assigned_at) SELECT 1, id, CASE WHEN u < 10 THEN 'Holdout' ELSE 'Treatment' END, {on}, {at} FROM b_fit",
            $"INSERT INTO coupon (id, campaign_id, offer_id, member_id, code_hash, code_sealed, last_four, kind, value, state, issued_on, valid_until) SELECT id, 1, 1, id, {bytes}, {text}, '1234', 'Percent', 10, 'Open', {on}, {on} FROM b_fit WHERE u >= 10",
            Contact("2 * id", "s1", "offer", "NULL"), Contact("2 * id + 1", "s2", "message", "'Email'"),
            $"""
            INSERT INTO outbox_message (id, member_id, campaign_id, contact_id, kind, to_address, to_name, language, subject, html, text, unsubscribe_token, state, attempts, created_at, created_on, next_attempt_at, attachment_kind, attachment_id, error)
            SELECT id, id, 1, 2 * id + 1, 'Marketing', email, name, language, '', '', '', substr({text}, 1, 22), 'Queued', 0, {at}, {on}, {at}, 'campaign', 2 * id + 1, '' FROM b_fit WHERE u >= 10
            """,
            $"INSERT INTO journey (campaign_id, member_id, entered_on, state, step, due_at, since_at, coupon_id, reason) SELECT 1, id, {on}, 'Done', '', {at}, {at}, id, '' FROM b_fit WHERE u >= 10",
            $"INSERT INTO campaign_exclusion (campaign_id, member_id, reason, first_on, last_on) SELECT 1, id, 'no_consent', {on}, {on} FROM member WHERE NOT email_consent",
        ];
        foreach (var sql in statements)
        {
            await using var command = db.Command(sql);
            await command.ExecuteNonQueryAsync(ct);
        }

        string Contact(string id, string step, string kind, string channel) => $"""
            INSERT INTO campaign_contact (id, campaign_id, member_id, entered_on, step, kind, channel, edition, variant, coupon_id, outcome, reason, amount, "on", at)
            SELECT {id}, 1, id, {on}, '{step}', '{kind}', {channel}, 1, '', id, 'Queued', '', 0, {on}, {at} FROM b_fit WHERE u >= 10
            """;
    }, ct, Lane.Job);
}
