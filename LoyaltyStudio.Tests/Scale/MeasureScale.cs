using System.Diagnostics;
using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Measures a campaign that everybody is in, with a subject test, on a copy of the big retailer; beside one statement for the sides and one for the arms that sum per member. The product's time holds the two latest months of discounts, as on every night; the first night counts all months.</summary>
internal static class MeasureScale
{
    private const int Window = 60;
    private static readonly DateOnly Assigned = BigRetailerSales.Today.AddDays(-Window - 1);

    internal static async Task<int> RunAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        await using var database = await kept.CopyAsync();
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await retailer.Data.MigrateAsync(ct);
        var campaign = await AssignAsync(retailer, ct);
        var started = Stopwatch.GetTimestamp();
        var bare = await BareAsync(retailer.Data, campaign, ct);
        var bareSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        (await retailer.Get<CountDiscounts>().RunAsync(Actor.Job("scale"), BigRetailerSales.Today, ct)).Must();
        var months = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64 / 1_000_000.0;
        started = Stopwatch.GetTimestamp();
        (await retailer.Get<MeasureCampaigns>().RunAsync(Actor.Job("scale"), BigRetailerSales.Today, null, ct)).Must();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var rows = await retailer.ReadAsync(db => db.Set<MeasuredArm>().OrderBy(a => a.Step).ThenBy(a => a.Arm).ToListAsync(ct));
        started = Stopwatch.GetTimestamp();
        (await retailer.Get<ShowCampaignResult>().RunAsync(retailer.Anna, campaign, ct)).Must();
        ScaleProgram.Tell("measure_campaign", seconds, "s", bareSeconds, engine, members);
        ScaleProgram.Tell("measure_discount_months_first_night", months, "s", null, engine, members);
        ScaleProgram.Tell("measure_campaign_as_bare", rows.Count(r => bare.GetValueOrDefault((r.Step, r.Arm)) == (r.Members, r.Buyers, r.KeptCents)), "of 4 arms", null, engine, members);
        ScaleProgram.Tell("measure_campaign_page", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms", null, engine, members);
        ScaleProgram.Tell("measure_campaign_memory", Math.Max(0, (process.WorkingSet64 / 1_000_000.0) - before), "MB more", null, engine, members);
        return 0;
    }

    /// <summary>Everybody in the campaign, one in ten left out, the others with a mail under subject A or B.</summary>
    private static async Task<long> AssignAsync(Retailer retailer, CancellationToken ct)
    {
        var words = new MessageText("A", "x", "B");
        var flow = new FlowDefinition(FlowTrigger.Daily, [new MessageStep { Key = "s1", Nl = words, En = words }]);
        var at = Assigned.ToDateTime(default, DateTimeKind.Utc);
        var campaign = await retailer.Data.WriteAsync(async db =>
        {
            var row = new Campaign { Name = "Scale", Flow = flow.ToJson(), Salt = "scale", Author = "scale", HoldoutPercent = 10, MeasureDays = Window, State = CampaignState.Active, StartedAt = at };
            db.Add(row);
            await db.SaveChangesAsync(ct);
            return row.Id;
        }, ct);
        var ids = await retailer.ReadAsync(db => db.Set<Member>().OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(ct));
        foreach (var block in ids.Chunk(50_000))
        {
            await retailer.Data.WriteAsync(async db =>
            {
                await db.BulkInsertAsync(block.Select(m => new CampaignMember { CampaignId = campaign, MemberId = m, Group = m % 10 == 0 ? CampaignGroup.Holdout : CampaignGroup.Treatment, AssignedOn = Assigned, AssignedAt = at }).ToList());
                var treated = block.Where(m => m % 10 != 0).ToList();
                var contacts = await db.NextIdsAsync<CampaignContact>(treated.Count);
                await db.BulkInsertAsync(treated.Select((m, i) => new CampaignContact
                {
                    Id = contacts[i], CampaignId = campaign, MemberId = m, EnteredOn = Assigned, Step = "s1", Kind = "message", Channel = MessageChannel.Email, Edition = 1, Variant = m % 2 == 0 ? "A" : "B", On = Assigned, At = at,
                }).ToList());
            }, ct, Lane.Job);
        }

        return campaign;
    }

    private static async Task<Dictionary<(string, string), (int Members, int Buyers, long Cents)>> BareAsync(StudioData data, long campaign, CancellationToken ct)
    {
        await using var db = data.Read();
        string Until(string column) => db.IsSqlite ? $"date({column}, '+{Window} days')" : $"({column} + {Window})";
        var today = BigRetailerSales.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Sql(string step, string arm, string from, string began) => $"""
            SELECT {step}, arm, count(*), sum(CASE WHEN n > 0 THEN 1 ELSE 0 END), CAST(sum(kept) AS bigint) FROM (
                SELECT {arm} AS arm, m.member_id, count(p.kept_cents) AS n, coalesce(sum(p.kept_cents), 0) AS kept FROM {from} m
                LEFT JOIN purchase p ON p.member_id = m.member_id AND p.kind = 'Purchase' AND p.business_date >= {began} AND p.business_date <= {Until(began)} AND p.business_date < '{today}'
                WHERE m.campaign_id = {campaign} GROUP BY 1, 2) x GROUP BY arm
            """;
        var found = new Dictionary<(string, string), (int, int, long)>();
        foreach (var sql in new[] { Sql("''", "CASE WHEN m.\"group\" = 'Holdout' THEN 'holdout' ELSE 'treatment' END", "campaign_member", "m.assigned_on"), Sql("'s1'", "m.variant", "campaign_contact", "m.\"on\"") })
        {
            await using var command = db.Command(sql);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found[(reader.GetString(0), reader.GetString(1))] = (Convert.ToInt32(reader.GetValue(2), CultureInfo.InvariantCulture), Convert.ToInt32(reader.GetValue(3), CultureInfo.InvariantCulture), Convert.ToInt64(reader.GetValue(4), CultureInfo.InvariantCulture));
            }
        }

        return found;
    }
}
