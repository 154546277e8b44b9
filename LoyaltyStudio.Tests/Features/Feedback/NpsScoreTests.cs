using LoyaltyStudio.Features.Channels.Scanning;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>The formulas of semantics 10 against figures worked out by hand.</summary>
public sealed class NpsScoreTests
{
    [Fact]
    public void Fifty_promoters_thirty_passives_and_twenty_detractors_are_thirty_with_an_error_of_7_81()
    {
        var score = new NpsScore(50, 30, 20);
        Assert.Equal(0.30, score.Value, 10);

        // √((0.50 + 0.20 − 0.09) ÷ 100) = √0.0061
        Assert.Equal(Math.Sqrt(0.0061), score.StandardError, 10);
        Assert.True(score.Shown);
    }

    [Fact]
    public void Below_thirty_answers_nothing_is_shown_and_all_alike_have_no_error()
    {
        Assert.False(new NpsScore(29, 0, 0).Shown);
        Assert.True(new NpsScore(30, 0, 0).Shown);
        Assert.Equal((1.0, 0.0), (new NpsScore(30, 0, 0).Value, new NpsScore(30, 0, 0).StandardError));
        Assert.Equal((0.0, 0.0), (default(NpsScore).Value, default(NpsScore).StandardError));
    }

    [Fact]
    public void A_scan_scores_the_mean_of_its_scored_items_four_being_everything()
    {
        Assert.Equal(0.625, ScanScore.Of([4, 3, 2, 1])!.Value, 10);
        Assert.Null(ScanScore.Of([]));
        Assert.Equal(0.75, new KeptRate(3, 4).Share, 10);
    }

    [Theory]
    [InlineData("2026-12-01", 3, "2026-12-04")]
    [InlineData("2026-12-04", 3, "2026-12-09")]
    [InlineData("2026-12-05", 1, "2026-12-07")]
    public void Working_days_pass_over_the_weekend(string from, int days, string to) => Assert.Equal(DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), BusinessCalendar.AddWorkingDays(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), days));

    [Fact]
    public void Themes_are_found_by_the_beginnings_of_words_without_accents_or_capitals()
    {
        Theme[] themes = [new("levering", "lever bezorg"), new("prijs", "prijs duur")];
        Assert.Equal(["levering", "prijs"], FeedbackBook.Find(themes, "De Bezorging was dúúr!"));
        Assert.Empty(FeedbackBook.Find(themes, "Alles goed, al duurde het"));
    }
}
