using LoyaltyStudio.Jobs;
using Xunit;

namespace LoyaltyStudio.Tests.Jobs;

public sealed class ScheduleWordsTests
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    [Theory]
    [InlineData("0 30 5 * * ?", "every day at 05:30")]
    [InlineData("0 * 0,3-23 * * ?", "every minute")]
    [InlineData("0 0/15 * * * ?", "every 15 minutes")]
    [InlineData("0 0 6 ? * MON", "every Monday at 06:00")]
    [InlineData("0 0 6 1 * ?", "on day 1 of every month at 06:00")]
    [InlineData("0 0 6 1 1,4,7,10 ?", "on day 1 of every quarter at 06:00")]
    [InlineData("0 0 6 L * ?", "on the last day of every month at 06:00")]
    [InlineData("0 0 6 ? * 6#3", "by the expression 0 0 6 ? * 6#3")]
    public void A_schedule_is_said_in_words(string cron, string words)
    {
        var text = ScheduleWords.Of(cron);
        Assert.Equal(words, string.Format(System.Globalization.CultureInfo.InvariantCulture, text.Sentence, text.Args));
    }

    [Theory]
    [InlineData("every day")]
    [InlineData("0 30 1 * * ?")]
    [InlineData("0 0/10 * * * ?")]
    [InlineData("0 0 6 1 1 ? 2001")]
    public void A_schedule_that_cannot_be_used_is_refused(string cron) =>
        Assert.NotNull(JobCron.Problem(cron, Amsterdam, new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc)));

    [Fact]
    public void A_daily_time_stays_the_same_on_the_wall_when_the_clock_changes()
    {
        var before = JobCron.NextAfter("0 30 5 * * ?", Amsterdam, new DateTime(2026, 3, 28, 0, 0, 0, DateTimeKind.Utc));
        var after = JobCron.NextAfter("0 30 5 * * ?", Amsterdam, before!.Value);
        Assert.Equal((new DateTime(2026, 3, 28, 4, 30, 0), new DateTime(2026, 3, 29, 3, 30, 0)), (before.Value, after!.Value));
    }
}
