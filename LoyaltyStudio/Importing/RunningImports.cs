using System.Collections.Concurrent;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Importing;

/// <summary>One import that somebody started in the browser, as far as it is.</summary>
public sealed class RunningImport(Guid number, string kind, string fileName, Actor by, DateTime startedAt)
{
    private long done, total;

    public Guid Number => number;
    public string Kind => kind;
    public string FileName => fileName;
    public Actor By => by;
    public DateTime StartedAt => startedAt;

    /// <summary>Lines read, or records committed of <see cref="Total"/>.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>0 while nobody knows how much there is.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>How it ended; null while it runs.</summary>
    public Outcome<ImportRun>? Outcome { get; internal set; }

    /// <summary>True when it broke off; the log knows why, and the same file goes on where it was.</summary>
    public bool Failed { get; internal set; }

    public bool Ended => Outcome is not null || Failed;

    internal void Report(long now, long of)
    {
        Interlocked.Exchange(ref total, of);
        Interlocked.Exchange(ref done, now);
    }
}

/// <summary>
/// Imports that run behind the screens: they go on when the page is closed and are found again by their number. When the app stops, a running import
/// stops behind its last chunk; the same file goes on there.
/// </summary>
public sealed class RunningImports(RunImport run, TimeProvider clock, ILogger<RunningImports> log) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, RunningImport> imports = [];
    private readonly CancellationTokenSource stopping = new();

    /// <summary>What runs now, the oldest first.</summary>
    public IReadOnlyList<RunningImport> Now => [.. imports.Values.Where(i => !i.Ended).OrderBy(i => i.StartedAt)];

    public RunningImport? Find(Guid number) => imports.GetValueOrDefault(number);

    /// <summary>Starts an import of an uploaded file, which is thrown away afterwards. The same number again is the same import.</summary>
    public Outcome<RunningImport> Start(Actor actor, Guid number, RunImportRequest request, UploadedFile file)
    {
        if (!actor.May(Permission.ImportData) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        var fresh = new RunningImport(number, request.Kind, request.FileName, actor, clock.GetUtcNow().UtcDateTime);
        var import = imports.GetOrAdd(number, fresh);
        if (import == fresh)
        {
            _ = Task.Run(() => WorkAsync(import, request, file));
        }

        return import;
    }

    private async Task WorkAsync(RunningImport import, RunImportRequest request, UploadedFile file)
    {
        using (file)
        {
            try
            {
                import.Outcome = await run.RunAsync(import.By, request, (done, total, _) => import.Report(done, total), stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                import.Failed = true;
            }
            catch (Exception e)
            {
                log.LogError(e, "The import of {File} broke off", import.FileName);
                import.Failed = true;
            }
        }

        // Ended imports stay findable for a while; a hundred of them is a while.
        foreach (var old in imports.Values.Where(i => i.Ended).OrderByDescending(i => i.StartedAt).Skip(100))
        {
            imports.TryRemove(old.Number, out _);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }
}
