using LoyaltyStudio.Data;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Data;

public sealed class JobPaceTests
{
    [Fact]
    public async Task A_job_takes_large_blocks_while_only_jobs_write()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.Data.WriteAsync(_ => Task.CompletedTask, CancellationToken.None, Lane.Job);
        await studio.Data.WriteAsync(_ => Task.CompletedTask, CancellationToken.None, Lane.Sign);
        Assert.Equal(50_000, new JobPace(studio.Data, studio.Clock, 50_000).Next);
    }

    [Fact]
    public async Task With_a_till_at_work_a_block_is_as_large_as_a_sixth_of_a_second_allows()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.Data.WriteAsync(_ => Task.CompletedTask, CancellationToken.None);
        var pace = new JobPace(studio.Data, studio.Clock, 50_000);
        Assert.Equal(100, pace.Next);
        await pace.WriteAsync(1_000, _ => Task.FromResult(0), CancellationToken.None);
        Assert.InRange(pace.Next, 1_000, 50_000);
        await pace.WriteAsync(1_000, async _ =>
        {
            await Task.Delay(400);
            return 0;
        }, CancellationToken.None);
        Assert.InRange(pace.Next, 100, 999);
    }
}
