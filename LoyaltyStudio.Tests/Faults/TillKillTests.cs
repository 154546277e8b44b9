using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Faults;

/// <summary>Promises 1, 4 and 8 with a real server that is killed while tills use cheques: whatever was answered stands, a call that is repeated gets the same answer, every cheque is used once.</summary>
public sealed class TillKillTests(PreparedStudios prepared)
{
    private static readonly string[] Points = ["redeem-before-commit", "redeem-after-commit"];
    private const int Tills = 6;
    private static int Cheques => 15 * Kills.Of(4);

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task Tills_whose_server_is_killed_again_and_again_use_every_cheque_once(string engine)
    {
        await using var studio = await prepared.CopyAsync(engine, purchases: true);
        (await studio.RunAsync(ChequeKillTests.Issue)).Must();
        var (secret, codes) = await PrepareAsync(studio);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var done = new CancellationTokenSource();
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        var server = ServeAsync(studio, address, () => answers.Count, done.Token);
        var queue = new System.Collections.Concurrent.ConcurrentQueue<string>(codes);
        await Task.WhenAll(Enumerable.Range(0, Tills).Select(_ => TillAsync(address, secret, queue, answers)));
        await done.CancelAsync();
        var killed = await server;

        Assert.Equal(codes.Count, answers.Count);
        Assert.Equal([$"{codes.Count} | {codes.Count}"], (await studio.StateAsync("SELECT count(*), count(DISTINCT code_id) FROM redemption WHERE code_kind = 'cheque'")).Skip(1));
        Assert.Equal(["0"], (await studio.StateAsync("SELECT count(*) FROM redemption r JOIN cheque c ON c.id = r.code_id WHERE r.amount_cents <> c.face_cents OR c.state <> 'Redeemed'")).Skip(1));
        await studio.CheckAsync();
        Assert.True(killed >= Kills.Of(4), $"The server died {killed} times only.");
    }

    /// <summary>A till works down the list; whatever has no answer, it sends again, word for word.</summary>
    private static async Task TillAsync(Uri address, string secret, System.Collections.Concurrent.ConcurrentQueue<string> codes, System.Collections.Concurrent.ConcurrentDictionary<string, string> answers)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        while (codes.TryDequeue(out var code))
        {
            while (true)
            {
                try
                {
                    using var answer = await client.PostAsJsonAsync("/api/v1/redemptions", new { code, receipt_id = $"R-{code}" });
                    if (answer.IsSuccessStatusCode)
                    {
                        Assert.True(answers.TryAdd(code, await answer.Content.ReadAsStringAsync()));
                        break;
                    }

                    Assert.True((int)answer.StatusCode is 409 or 429 or 503, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                    Assert.DoesNotContain("already_redeemed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
                {
                    // The server is down; it comes back.
                }

                await Task.Delay(100);
            }
        }
    }

    /// <summary>Runs the server until it is told to stop, each time with another place at which it dies; by turns it dies at any moment after some answers instead.</summary>
    /// <returns>How often it died.</returns>
    private static async Task<int> ServeAsync(FaultStudio studio, Uri address, Func<int> answered, CancellationToken stop)
    {
        for (var turn = 0; ; turn++)
        {
            using var process = turn % 3 == 2 ? studio.Serve(address) : studio.Serve(address, Points[turn % 3], after: Random.Shared.Next(3, 9));
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                if (turn % 3 == 2)
                {
                    for (var enough = answered() + Random.Shared.Next(3, 8); answered() < enough;)
                    {
                        await Task.Delay(5, stop);
                    }

                    await Task.Delay(Random.Shared.Next(20), stop);
                    process.Kill();
                }

                await process.WaitForExitAsync(stop);
                Assert.True(process.ExitCode == 137, $"{await output}{await error}");
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                return turn;
            }
        }
    }

    private static async Task<(string Secret, IReadOnlyList<string> Codes)> PrepareAsync(FaultStudio studio)
    {
        await using var host = new StudioHost(studio.Database);
        var services = host.Services;
        var key = (await services.GetRequiredService<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Kassa", [Permission.RedeemCodes], null, null), default)).Must();
        await using var db = services.GetRequiredService<StudioData>().Read();
        var vault = services.GetRequiredService<CodeVault>();
        var stored = await db.Set<Cheque>().OrderBy(c => c.Id).Take(Cheques).Select(c => c.CodeSealed).ToListAsync();
        return (key.Secret, stored.ConvertAll(s => CodeText.Print(vault.Reveal(s))));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>How often tests kill: some times in every run, many times where LOYALTYSTUDIO_TEST_KILLS says how many times as often.</summary>
internal static class Kills
{
    internal static int Of(int usual) => usual * (int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_KILLS"), CultureInfo.InvariantCulture, out var times) ? Math.Max(1, times) : 1);
}
