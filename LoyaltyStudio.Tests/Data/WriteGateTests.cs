using System.Collections.Concurrent;
using LoyaltyStudio.Data;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Data;

public sealed class WriteGateTests
{
    [Fact]
    public async Task Many_small_writes_at_once_are_all_there_when_they_are_answered()
    {
        await using var studio = await TempStudio.NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            await AddAsync(studio.Data, $"w{i}");
            await using var db = studio.Data.Read();
            Assert.True(await db.Set<JobSetting>().AnyAsync(s => s.Name == $"w{i}"), $"Write {i} was answered before it was there.");
        }));
        Assert.Equal(200, await CountAsync(studio));
    }

    [Fact]
    public async Task A_write_that_fails_among_others_is_taken_back_alone()
    {
        await using var studio = await TempStudio.NewAsync();
        await AddAsync(studio.Data, "taken");
        var (hold, release) = await HoldAsync(studio.Data);
        var writes = Enumerable.Range(0, 30).Select(i => i switch
        {
            10 => Caught(AddAsync(studio.Data, "w10", _ => throw new InvalidOperationException("no"))),
            20 => Caught(AddAsync(studio.Data, "taken")),
            25 => studio.Data.WriteAsync<Outcome<int>>(async db =>
            {
                await InsertAsync(db, "w25");
                return Refuse.NotFound("nothing", "No.");
            }, CancellationToken.None),
            _ => AddAsync(studio.Data, $"w{i}"),
        }).ToList();
        release.SetResult();
        await Task.WhenAll([hold, .. writes]);

        Assert.Equal(28, await CountAsync(studio));
        await using var db = studio.Data.Read();
        Assert.False(await db.Set<JobSetting>().AnyAsync(s => s.Name == "w10" || s.Name == "w20" || s.Name == "w25"));
    }

    [Fact]
    public async Task Tills_go_before_jobs_and_one_piece_of_job_work_joins_each_batch()
    {
        await using var studio = await TempStudio.NewAsync();
        var order = new ConcurrentQueue<string>();
        var (inside, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = studio.Data.WriteAsync(async _ =>
        {
            inside.SetResult();
            await release.Task;
        }, CancellationToken.None);
        await inside.Task;
        var jobs = Enumerable.Range(0, 3).Select(i => AddAsync(studio.Data, $"j{i}", _ => order.Enqueue("job"), Lane.Job)).ToList();
        var tills = Enumerable.Range(0, 5).Select(i => AddAsync(studio.Data, $"t{i}", _ => order.Enqueue("till"))).ToList();
        release.SetResult();
        await Task.WhenAll([first, .. jobs, .. tills]);

        Assert.Equal(["till", "till", "till", "till", "till", "job", "job", "job"], order);
    }

    [Fact]
    public async Task A_write_that_was_given_up_before_its_turn_is_not_done_and_not_answered_with_nothing()
    {
        await using var studio = await TempStudio.NewAsync();
        using var stop = new CancellationTokenSource();
        var (hold, release) = await HoldAsync(studio.Data);
        var ran = false;
        var given = studio.Data.WriteAsync(_ =>
        {
            ran = true;
            return Task.FromResult(7);
        }, stop.Token);
        await stop.CancelAsync();
        release.SetResult();
        await hold;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.False(ran);
    }

    [Fact]
    public async Task When_too_much_waits_the_next_one_is_told_so_and_all_that_waited_are_done()
    {
        await using var studio = await TempStudio.NewAsync();
        var (hold, release) = await HoldAsync(studio.Data);
        var writes = new List<Task>();
        TooBusyException? busy = null;
        for (var i = 0; busy is null && i < 10_000; i++)
        {
            var write = studio.Data.WriteAsync(_ => Task.FromResult(1), CancellationToken.None);
            if (write.IsFaulted)
            {
                busy = write.Exception.InnerException as TooBusyException;
            }
            else
            {
                writes.Add(write);
            }
        }

        release.SetResult();
        await Task.WhenAll([hold, .. writes]);
        Assert.NotNull(busy);
        Assert.InRange(writes.Count, 4_096, 5_000);
    }

    [Fact]
    public async Task Work_inside_the_gate_cannot_wait_for_the_gate()
    {
        await using var studio = await TempStudio.NewAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => studio.Data.WriteAsync(_ => AddAsync(studio.Data, "inner"), CancellationToken.None));
        await AddAsync(studio.Data, "after");
        Assert.Equal(1, await CountAsync(studio));
    }

    [Fact]
    public async Task Two_programs_on_one_file_take_turns_and_nothing_is_lost()
    {
        await using var studio = await TempStudio.NewAsync();
        await using var other = studio.Open();
        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => AddAsync(i % 2 == 0 ? studio.Data : other, $"w{i}")));

        Assert.Equal(150, await CountAsync(studio));
        await using var db = studio.Data.Read();
        await using var command = db.Command("PRAGMA integrity_check");
        Assert.Equal("ok", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task What_waits_when_the_program_stops_is_told_that_nothing_was_written()
    {
        await using var studio = await TempStudio.NewAsync();
        var second = studio.Open();
        var inside = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var slow = second.WriteAsync(async _ =>
        {
            inside.SetResult();
            await release.Task;
        }, CancellationToken.None);
        await inside.Task;
        var waiting = AddAsync(second, "late");
        var stopping = second.DisposeAsync();
        release.SetResult();
        await slow;
        await stopping;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AddAsync(second, "later"));
        Assert.Equal(0, await CountAsync(studio));
    }

    private static async Task<(Task Hold, TaskCompletionSource Release)> HoldAsync(StudioData data)
    {
        var (inside, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hold = data.AloneAsync(async _ =>
        {
            inside.SetResult();
            await release.Task;
        }, CancellationToken.None);
        await inside.Task;
        return (hold, release);
    }

    private static Task AddAsync(StudioData data, string name, Action<StudioDb>? after = null, Lane lane = Lane.Till) => data.WriteAsync(async db =>
    {
        await InsertAsync(db, name);
        after?.Invoke(db);
    }, CancellationToken.None, lane);

    private static async Task InsertAsync(StudioDb db, string name)
    {
        db.Add(new JobSetting { Name = name, Cron = "x" });
        await db.SaveChangesAsync();
    }

    private static async Task Caught(Task task) => Assert.NotNull(await Record.ExceptionAsync(() => task));

    private static async Task<int> CountAsync(TempStudio studio)
    {
        await using var db = studio.Data.Read();
        return await db.Set<JobSetting>().CountAsync();
    }
}
