using System.Net.Http.Headers;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Features.Personalisation.Visiting;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// A busy web shop: content of members at 200 a second over Kestrel on the loopback, for its server by card number with a key and for browsers by token, then of strangers; beside the same rows read in bare statements at
/// the same rate. A tenth of the members have a coupon, a cheque, a tier and a message.
/// </summary>
internal static class PersonalisationHttp
{
    private const int PerSecond = 200, WarmUp = 10 * PerSecond;

    private static readonly string[] Bare =
    [
        "SELECT id, first_name, language FROM member WHERE card_number = @a",
        "SELECT (SELECT tier FROM member_tier WHERE member_id = @a), (SELECT state FROM member_state WHERE member_id = @a), (SELECT sum(face_cents - redeemed_cents - ended_cents) FROM cheque WHERE member_id = @a AND state IN ('Issued', 'PartlyRedeemed'))",
        "SELECT id, kind, value, last_four, valid_until FROM coupon WHERE member_id = @a AND state = 'Open'",
        "SELECT id, campaign_id, step, edition FROM placement WHERE member_id = @a AND channel = 'Site' AND state = 'Open'",
    ];

    internal static async Task<int> RunAsync(string engine, int members, int seconds, CancellationToken ct)
    {
        await using var database = await TestDatabase.OnAsync(engine);
        await using var host = new QuietHost(database);
        var address = host.Serve();
        (await host.Services.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, ct)).Must();
        var key = (await host.Services.GetRequiredService<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Shop", [Permission.ViewMembers], null, null), ct)).Must().Secret;
        await FillAsync(host, members, ct);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 100, PooledConnectionLifetime = TimeSpan.FromHours(1) }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var count = WarmUp + (seconds * PerSecond);
        var tokens = host.Services.GetRequiredService<VisitorTokens>();
        long MemberAt(int i) => 1 + (i * 7_919L % members);

        var byCard = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => GetAsync(client, $"/api/v1/members/card:{Card(MemberAt(i))}/personalisation?source=herfst"));
        var byToken = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => GetAsync(client, $"/site/personalisation?t={tokens.Make(MemberAt(i)).Token}"));
        var strangers = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => GetAsync(client, "/site/personalisation?source=herfst"));
        var plain = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => BareAsync(engine, database, MemberAt(i)));
        foreach (var (name, times, bare) in new[] { ("member", byCard, plain), ("token", byToken, plain), ("stranger", strangers, null) })
        {
            foreach (var (mark, share) in new[] { ("p50", 0.5), ("p99", 0.99), ("max", 1.0) })
            {
                ScaleProgram.Tell($"personalisation_http_{name}_{mark}", OpenLoop.At(times, share), "ms", bare is null ? null : OpenLoop.At(bare, share), engine, members);
            }
        }

        return 0;
    }

    private static string Card(long id) => $"29{id:00000000000}";

    private static async Task GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
        }
    }

    private static async Task BareAsync(string engine, TestDatabase database, long member)
    {
        var text = database.Settings["LoyaltyStudio:Database:ConnectionString"]!;
        await using System.Data.Common.DbConnection connection = engine == Engines.Sqlite ? new SqliteConnection(text) : new NpgsqlConnection(text);
        await connection.OpenAsync();
        for (var i = 0; i < Bare.Length; i++)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Bare[i];
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("a", i == 0 ? Card(member) : member);
            command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                _ = reader.GetValue(0);
            }
        }
    }

    private static async Task FillAsync(QuietHost host, int members, CancellationToken ct)
    {
        var data = host.Services.GetRequiredService<StudioData>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        await data.WriteAsync(async db =>
        {
            db.Add(new ProgrammeVersion { Number = 9, State = ProgrammeState.Published, EffectiveFrom = new DateOnly(2000, 1, 1), Content = ReferenceProgramme.Content.ToJson(), Author = "scale", CreatedAt = now, PublishedAt = now, PublishedBy = "scale" });
            db.Add(new Sale { Name = "Winteruitverkoop", StartsAt = now.AddDays(5), EndsAt = now.AddDays(20) });
            var step = new MessageStep { Key = "s1", Channel = MessageChannel.Site, Nl = new MessageText("Dag {{first_name}}", "Voor jou."), En = new MessageText("Hello", "For you.") };
            var flow = new FlowDefinition(FlowTrigger.Daily, [step]).ToJson();
            db.Add(new Campaign { Id = 99, Name = "Site", Flow = flow, Salt = "x", Author = "scale", CreatedAt = now });
            db.Add(new CampaignEdition { CampaignId = 99, Edition = 1, Flow = flow, SavedBy = "scale", SavedAt = now });
            var run = new ChequeRun { Scheme = "main", Period = "2026-Q3", PreparedBy = "scale", PreparedAt = now, RecordedUntil = now };
            db.Add(run);
            await db.SaveChangesAsync(ct);
            await MemberBook.AddAsync(db, [.. Enumerable.Range(1, members).Select(i => new Member { CardNumber = Card(i), ExternalId = $"K{i}", FirstName = "Sanne", Language = "nl", CreatedAt = now, ChangedAt = now })]);
            var ids = Enumerable.Range(1, members).ToList();
            await db.BulkInsertAsync(ids.ConvertAll(i => new MemberState { MemberId = i, State = i % 10 == 0 ? LifecycleState.Lost : LifecycleState.Active, Since = today, Cause = "long_ago" }));
            var tenth = ids.FindAll(i => i % 10 == 0);
            await db.BulkInsertAsync(tenth.ConvertAll(i => new MemberTier { MemberId = i, Tier = "goud", Since = today }));
            await db.BulkInsertAsync(tenth.ConvertAll(i => new Coupon { Id = i, CampaignId = 99, MemberId = i, CodeHash = BitConverter.GetBytes(i), CodeSealed = "", LastFour = "81HC", Kind = CouponKind.Percent, Value = 10, IssuedOn = today, ValidUntil = today.AddDays(30) }));
            await db.BulkInsertAsync(tenth.ConvertAll(i => new Placement { Id = i, CampaignId = 99, MemberId = i, Step = "s1", Edition = 1, Channel = MessageChannel.Site, CouponId = i, From = today, Until = today.AddDays(30) }));
            await db.BulkInsertAsync(tenth.ConvertAll(i => new Cheque { Id = i, RunId = run.Id, MemberId = i, CodeHash = BitConverter.GetBytes(i), CodeSealed = "", LastFour = "81HC", FaceCents = 1000, IssuedOn = today, ValidUntil = today.AddDays(90) }));
        }, ct);
        foreach (var (name, place, audience) in new[] { ("balk", BlockPlace.Bar, BlockAudience.Everyone), ("thuis", BlockPlace.Home, BlockAudience.Members), ("terug", BlockPlace.WelcomeBack, BlockAudience.Everyone) })
        {
            (await host.Services.GetRequiredService<SaveBlock>().RunAsync(AccessStudio.Boss, new BlockDraft(0, name, place, audience) { TitleNl = name, TitleEn = name, Published = true }, ct)).Must();
        }

        if (!data.IsSqlite)
        {
            await data.AloneAsync(async db =>
            {
                await using var analyse = db.Command("ANALYZE");
                await analyse.ExecuteNonQueryAsync(ct);
            }, ct);
        }
    }

    /// <summary>The app on a real port, without a log.</summary>
    private sealed class QuietHost(TestDatabase database) : WebApplicationFactory<Program>
    {
        internal Uri Serve()
        {
            UseKestrel(0);
            StartServer();
            return ClientOptions.BaseAddress;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in database.Settings)
            {
                builder.UseSetting(name, value);
            }

            builder.UseSetting("LoyaltyStudio:Api:Burst", "1000000").UseSetting("LoyaltyStudio:Api:PerSecond", "100000").UseSetting("LoyaltyStudio:Site:PerMinute", "100000000").UseEnvironment("Production");
            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}
