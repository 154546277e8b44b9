using System.Diagnostics;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Calls that start at a fixed rate, whatever the answers take, as a hundred tills do. Each is timed from the moment at which it should have started.</summary>
internal static class OpenLoop
{
    /// <returns>Milliseconds, sorted.</returns>
    internal static async Task<double[]> RunAsync(int perSecond, int count, int skip, Func<int, Task> call)
    {
        var took = new double[count];
        var tasks = new Task[count];
        var started = new TaskCompletionSource();
        var pacer = new Thread(() =>
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var due = TimeSpan.FromSeconds((double)i / perSecond);
                while (Stopwatch.GetElapsedTime(begin) < due)
                {
                    Thread.Sleep(1);
                }

                var (place, at) = (i, begin + (long)(due.TotalSeconds * Stopwatch.Frequency));
                tasks[i] = Task.Run(async () =>
                {
                    await call(place);
                    took[place] = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                });
            }

            started.SetResult();
        })
        { Priority = ThreadPriority.AboveNormal };
        pacer.Start();
        await started.Task;
        await Task.WhenAll(tasks);
        return [.. took.Skip(skip).Order()];
    }

    internal static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
