using System.Net.Http.Headers;
using System.Text;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// A hundred tills: redemptions at 200 a second over Kestrel on the loopback with an API key, then look-ups at the same rate, then the same redemption in bare
/// statements with one durable commit each. Every cheque is used once; the books are checked afterwards.
/// </summary>
internal static class RedeemHttp
{
    private const int PerSecond = 200;
    /// <summary>Twenty seconds in which the runtime compiles what is called often; a shop is warm all day.</summary>
    private const int WarmUp = 20 * PerSecond;
    private const long Cents = 1000;

    internal static async Task<int> RunAsync(string engine, int seconds, CancellationToken ct)
    {
        await using var database = await TestDatabase.OnAsync(engine);
        await using var host = new QuietHost(database);
        var address = host.Serve();
        var data = host.Services.GetRequiredService<StudioData>();
        (await host.Services.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, ct)).Must();
        var key = (await host.Services.GetRequiredService<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Kassa", [Permission.RedeemCodes], null, null), ct)).Must().Secret;
        var count = WarmUp + (seconds * PerSecond);
        var codes = await FillAsync(data, host.Services.GetRequiredService<CodeVault>(), Math.Max(20_000, 2 * count), ct);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 100, PooledConnectionLifetime = TimeSpan.FromHours(1) }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var before = TimeSpan.Zero;
        var redeem = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => PostAsync(client, At(i), $$"""{"code":"{{codes[i]}}","receipt_id":"bon-{{i}}","terminal":"till-{{i % 100}}"}"""));
        process.Refresh();
        ScaleProgram.Tell("redeem_http_cpu", (process.TotalProcessorTime - before).TotalMilliseconds / (count - WarmUp), "ms of processor a call, the caller's included", null, engine, codes.Count);
        var look = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => PostAsync(client, "/api/v1/codes/lookup", $$"""{"code":"{{codes[i]}}","terminal":"till-{{i % 100}}"}"""));
        await using var bare = await BareRedeem.OpenAsync(engine, database, host.Services.GetRequiredService<CodeVault>());
        var plain = await OpenLoop.RunAsync(PerSecond, count, WarmUp, i => bare.RedeemAsync(codes[count + i], $"bare-{i}"));

        Tell("redeem_http_p50", redeem, 0.5, plain);
        Tell("redeem_http_p99", redeem, 0.99, plain);
        Tell("redeem_http_max", redeem, 1, plain);
        Tell("lookup_http_p50", look, 0.5, null);
        Tell("lookup_http_p99", look, 0.99, null);
        await CheckAsync(host, data, count, ct);
        return 0;

        string At(int i)
        {
            if (i == WarmUp)
            {
                process.Refresh();
                before = process.TotalProcessorTime;
            }

            return "/api/v1/redemptions";
        }

        void Tell(string name, double[] sorted, double share, double[]? other) => ScaleProgram.Tell(name, OpenLoop.At(sorted, share), "ms", other is null ? null : OpenLoop.At(other, share), engine, codes.Count);
    }

    private static async Task PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
        }
    }

    private static async Task<IReadOnlyList<string>> FillAsync(StudioData data, CodeVault vault, int count, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        var made = Enumerable.Range(0, count).Select(_ => vault.New()).ToList();
        await data.WriteAsync(async db =>
        {
            await MemberBook.AddAsync(db, [.. Enumerable.Range(1, count).Select(i => new Member { CardNumber = "", ExternalId = $"K{i}", Language = "nl", CreatedAt = now, ChangedAt = now })]);
            var run = new ChequeRun { Scheme = "main", Period = "2026-Q3", PreparedBy = "scale", PreparedAt = now, RecordedUntil = now };
            db.Add(run);
            await db.SaveChangesAsync(ct);
            await db.BulkInsertAsync(made.Select((m, i) => new Cheque
            {
                Id = i + 1, RunId = run.Id, MemberId = i + 1, CodeHash = m.Stored.Hash, CodeSealed = m.Stored.Sealed, LastFour = m.Stored.LastFour, FaceCents = Cents, IssuedOn = today, ValidUntil = today.AddDays(90),
            }).ToList());
            await db.BulkInsertAsync(Enumerable.Range(1, count).Select(i => new ChequeEntry
            {
                Id = i, ChequeId = i, RunId = run.Id, Kind = ChequeEntryKind.Issued, Cents = Cents, BusinessDate = today, RecordedAt = now, Actor = "scale",
            }).ToList());
            if (!db.IsSqlite)
            {
                await using var sequences = db.Command("SELECT setval(pg_get_serial_sequence('cheque', 'id'), (SELECT max(id) FROM cheque)), setval(pg_get_serial_sequence('cheque_entry', 'id'), (SELECT max(id) FROM cheque_entry))");
                await sequences.ExecuteNonQueryAsync(ct);
            }
        }, ct);
        if (!data.IsSqlite)
        {
            await data.AloneAsync(async db =>
            {
                await using var analyse = db.Command("ANALYZE");
                await analyse.ExecuteNonQueryAsync(ct);
            }, ct);
        }

        return made.ConvertAll(m => m.Code);
    }

    /// <summary>The states and the book of all cheques, the bare ones among them.</summary>
    private static async Task CheckAsync(QuietHost host, StudioData data, int count, CancellationToken ct)
    {
        await using var db = data.Read();
        foreach (var check in host.Services.GetServices<IInvariantCheck>().Where(c => c.Code is "cheque-states" or "cheque-book"))
        {
            if (await check.FindBreachesAsync(db, ct) is { Count: > 0 } breaches)
            {
                throw new InvalidOperationException($"{check.Title}: {breaches[0]}");
            }
        }

        if (db.Set<Redemption>().Count() != 2 * count)
        {
            throw new InvalidOperationException("Not every redemption is there.");
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

            builder.UseSetting("LoyaltyStudio:Api:Burst", "1000000").UseSetting("LoyaltyStudio:Api:PerSecond", "100000").UseEnvironment("Production");
            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}
