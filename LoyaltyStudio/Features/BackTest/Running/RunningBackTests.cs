using LoyaltyStudio.Data;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Model;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Running;

/// <summary>
/// Runs back-tests behind the screens: they go on when the page is closed. Every two seconds the row gets a sign of life and how far it is, and it is looked
/// whether somebody wants it to stop. A row without a sign of life was left by a server that stopped.
/// </summary>
public sealed class RunningBackTests(StudioData data, BackTestEngine engine, TimeProvider clock, ILogger<RunningBackTests> log) : IDisposable
{
    internal const string Running = "running";
    internal static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Runs a back-test that was started, in the background.</summary>
    internal void Begin(long id) => _ = Task.Run(() => WorkAsync(id, null, stopping.Token));

    /// <summary>Runs it to its end; answers the result, or null when it did not get there.</summary>
    internal async Task<BackTestResult?> WorkAsync(long id, Action<double>? report, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var progress = 0.0;
        var watch = WatchAsync(id, () => Volatile.Read(ref progress), stop);
        try
        {
            var (versionId, number, content, months) = await StartedAsync(id, stop.Token);
            var result = await engine.RunAsync(versionId, number, content, months, done =>
            {
                Volatile.Write(ref progress, Math.Max(done, Volatile.Read(ref progress)));
                report?.Invoke(done);
            }, stop.Token);
            await EndAsync(id, BackTestState.Done, result);
            return result;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await EndAsync(id, stopping.IsCancellationRequested ? BackTestState.Interrupted : BackTestState.Cancelled, null);
            return null;
        }
        catch (Exception e)
        {
            log.LogError(e, "Back-test {Id} broke off", id);
            await EndAsync(id, BackTestState.Failed, null);
            return null;
        }
        finally
        {
            await stop.CancelAsync();
            await watch;
        }
    }

    /// <summary>What is left as running by a server that stopped, is interrupted.</summary>
    internal static Task<int> ClearAsync(StudioDb db, DateTime now, CancellationToken ct)
    {
        var silentSince = now - Silence;
        return db.Set<BackTestRun>().Where(r => r.State == BackTestState.Running && r.AliveAt < silentSince)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, BackTestState.Interrupted).SetProperty(r => r.RunningKey, (string?)null).SetProperty(r => r.EndedAt, r => r.AliveAt), ct);
    }

    private async Task<(long VersionId, int Number, ProgrammeContent Content, int Months)> StartedAsync(long id, CancellationToken ct)
    {
        await using var db = data.Read();
        var row = await db.Set<BackTestRun>().FirstAsync(r => r.Id == id, ct);
        return (row.VersionId, row.Number, ProgrammeContent.FromJson(row.Content), row.Months);
    }

    private async Task WatchAsync(long id, Func<double> progress, CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(SignOfLife);
        while (await NextAsync(timer, stop.Token))
        {
            try
            {
                var (now, done) = (clock.GetUtcNow().UtcDateTime, (int)(1000 * progress()));
                await data.WriteAsync(db => db.Set<BackTestRun>().Where(r => r.Id == id && r.State == BackTestState.Running)
                    .ExecuteUpdateAsync(s => s.SetProperty(r => r.AliveAt, now).SetProperty(r => r.Progress, done), stop.Token), stop.Token, Lane.Job);
                await using var read = data.Read();
                if (await read.Set<BackTestRun>().Where(r => r.Id == id).Select(r => (bool?)r.StopAsked).FirstOrDefaultAsync(stop.Token) is not false)
                {
                    await stop.CancelAsync();
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Back-test {Id} could not give a sign of life", id);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Task<int> EndAsync(long id, BackTestState state, BackTestResult? result)
    {
        var (now, json) = (clock.GetUtcNow().UtcDateTime, result?.ToJson());
        return data.WriteAsync(db => db.Set<BackTestRun>().Where(r => r.Id == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.State, state).SetProperty(r => r.RunningKey, (string?)null)
            .SetProperty(r => r.EndedAt, now).SetProperty(r => r.AliveAt, now).SetProperty(r => r.Result, json).SetProperty(r => r.Progress, r => result == null ? r.Progress : 1000), CancellationToken.None), CancellationToken.None);
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }
}
