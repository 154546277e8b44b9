using LoyaltyStudio.Features.Cohorts.Refreshing;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>The nights in which the models learnt from the demo retailer's purchases, so that there is a history of fits to look at, and the cohorts of today.</summary>
internal static class DemoInsight
{
    private static readonly int[] DaysAgo = [56, 28, 7, 0];

    /// <param name="story">False for a very large retailer, which gets the last night only.</param>
    internal static async Task LearnAsync(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today, bool story, CancellationToken ct)
    {
        foreach (var ago in story ? DaysAgo : [0])
        {
            clock.Set(calendar.ToUtc(today.AddDays(-ago).ToDateTime(new TimeOnly(0, 2))));
            (await services.GetRequiredService<RefitPredictions>().RunAsync(Actor.Job("refit-predictions"), today.AddDays(-ago), null, ct)).Must();
        }

        (await services.GetRequiredService<RefreshCohorts>().RunAsync(Actor.Job("refresh-cohorts"), today, null, ct)).Must();
    }
}
