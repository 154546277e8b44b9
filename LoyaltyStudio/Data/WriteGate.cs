using System.Threading.Channels;
using LoyaltyStudio.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Data;

/// <summary>The gate's queue is full; the caller should try again in a moment. Over HTTP this is 503 with Retry-After.</summary>
public sealed class TooBusyException() : Exception("Too many writes are waiting. Try again in a few seconds.");

/// <summary>
/// The one writer of a SQLite file. Requests that wait at the same time share one BEGIN IMMEDIATE … COMMIT, each in a savepoint of its own, and get
/// their answer after the commit. Tills go before jobs, and at most one piece of job work joins a batch. The gate owns every checkpoint.
/// A lock file beside the database keeps other processes of the product out while a batch or a checkpoint runs.
/// </summary>
internal sealed class WriteGate : IAsyncDisposable
{
    private const int BatchLimit = 512;
    private const long CheckpointAtBytes = 64L << 20;
    private static readonly AsyncLocal<bool> Inside = new();

    private readonly string file;
    private readonly TimeProvider clock;
    private readonly Channel<Request> tills = Channel.CreateBounded<Request>(4096);
    private readonly Channel<Request> jobs = Channel.CreateBounded<Request>(64);
    private readonly SemaphoreSlim waiting = new(0);
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private SqliteConnection? connection;
    private DbContextOptions<SqliteStudioDb>? options;
    private FileStream? lockFile;

    internal WriteGate(string file, TimeProvider clock)
    {
        this.file = file;
        this.clock = clock;
        using (ExecutionContext.SuppressFlow())
        {
            loop = Task.Run(LoopAsync);
        }
    }

    /// <summary>Queues the work and answers after the commit that holds it.</summary>
    internal async Task<T> RunAsync<T>(Func<StudioDb, Task<T>> work, Lane lane, CancellationToken ct)
    {
        if (Inside.Value)
        {
            throw new InvalidOperationException("Work inside the gate must use the context that it was given.");
        }

        ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
        var request = new Request<T>(work, ct);
        if (lane != Lane.Job)
        {
            if (!tills.Writer.TryWrite(request))
            {
                throw new TooBusyException();
            }
        }
        else
        {
            await jobs.Writer.WriteAsync(request, ct);
        }

        waiting.Release();
        return await request.Answer.Task;
    }

    /// <summary>Takes the gate for work on another connection. Dispose to give it back.</summary>
    internal async Task<IDisposable> EnterAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await LockFileAsync(ct);
        }
        catch
        {
            turn.Release();
            throw;
        }

        return new Turn(this);
    }

    private async Task LoopAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!await waiting.WaitAsync(TimeSpan.FromSeconds(20), stopping.Token))
                {
                    await TidyAsync();
                    continue;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var batch = Take();
            if (batch.Count == 0)
            {
                continue;
            }

            try
            {
                using (await EnterAsync(CancellationToken.None))
                {
                    await RunBatchAsync(batch);
                    if (WalBytes() > CheckpointAtBytes)
                    {
                        Execute("PRAGMA wal_checkpoint(PASSIVE)");
                    }
                }
            }
            catch (Exception e)
            {
                Forget();
                batch.ForEach(r => r.Fail(e));
            }
        }
    }

    private List<Request> Take()
    {
        var batch = new List<Request>();
        while (batch.Count < BatchLimit && tills.Reader.TryRead(out var request))
        {
            batch.Add(request);
        }

        if (batch.Count < BatchLimit && jobs.Reader.TryRead(out var job))
        {
            batch.Add(job);
        }

        return batch;
    }

    private async Task RunBatchAsync(List<Request> batch)
    {
        Open();
        using var transaction = connection!.BeginTransaction(deferred: false);
        Inside.Value = true;
        foreach (var request in batch.Where(r => !r.Cancelled))
        {
            transaction.Save("request");
            await using var db = new SqliteStudioDb(options!);
            db.Database.AutoSavepointsEnabled = false;
            await db.Database.UseTransactionAsync(transaction);
            if (await request.RunAsync(db))
            {
                transaction.Release("request");
            }
            else
            {
                transaction.Rollback("request");
            }
        }

        Inside.Value = false;
        transaction.Commit();
        batch.ForEach(r => r.Finish());
    }

    private void Open()
    {
        if (connection is not null)
        {
            return;
        }

        connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=60");
        connection.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute(SqlitePragmas.ForWriting);
        options = new DbContextOptionsBuilder<SqliteStudioDb>().UseSqlite(connection, DataSetup.OneParameterPerList).Options;
    }

    private void Execute(string sql)
    {
        using var command = connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>With nothing to do, the log is written into the database and cut to nothing.</summary>
    private async Task TidyAsync()
    {
        if (connection is not null && WalBytes() > 0)
        {
            using (await EnterAsync(CancellationToken.None))
            {
                Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }

    private long WalBytes() => new FileInfo(file + "-wal") is { Exists: true } wal ? wal.Length : 0;

    private async Task LockFileAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                lockFile = new FileStream(file + "-gate", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException) when (clock.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(2, ct);
            }
        }
    }

    private void Forget()
    {
        Inside.Value = false;
        connection?.Dispose();
        connection = null;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        while (Take() is { Count: > 0 } left)
        {
            left.ForEach(r => r.Fail(new ObjectDisposedException(nameof(WriteGate), "The program stops; nothing was written.")));
        }

        Forget();
        stopping.Dispose();
        waiting.Dispose();
        turn.Dispose();
    }

    private sealed class Turn(WriteGate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.lockFile?.Dispose();
            gate.turn.Release();
        }
    }

    private abstract class Request
    {
        internal abstract bool Cancelled { get; }
        internal abstract Task<bool> RunAsync(StudioDb db);
        internal abstract void Finish();
        internal abstract void Fail(Exception e);
    }

    private sealed class Request<T>(Func<StudioDb, Task<T>> work, CancellationToken ct) : Request
    {
        private T? result;
        private Exception? error;
        private bool ran;

        internal TaskCompletionSource<T> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal override bool Cancelled => ct.IsCancellationRequested;

        internal override async Task<bool> RunAsync(StudioDb db)
        {
            ran = true;
            try
            {
                result = await work(db);
                return result is not IOutcome { IsDone: false };
            }
            catch (Exception e)
            {
                error = e;
                return false;
            }
        }

        internal override void Finish()
        {
            if (error is not null)
            {
                Answer.TrySetException(error);
            }
            else if (!ran)
            {
                Answer.TrySetCanceled(ct);
            }
            else
            {
                Answer.TrySetResult(result!);
            }
        }

        internal override void Fail(Exception e) => Answer.TrySetException(error ?? e);
    }
}
