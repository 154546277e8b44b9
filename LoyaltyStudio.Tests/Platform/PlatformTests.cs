using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Platform;

public sealed class BusinessCalendarTests
{
    private static readonly BusinessCalendar Amsterdam = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));

    [Theory]
    [InlineData("2026-02-10", CalendarUnit.Day, "2026-02-10")]
    [InlineData("2026-02-10", CalendarUnit.Week, "2026-02-15")]
    [InlineData("2026-02-15", CalendarUnit.Week, "2026-02-15")]
    [InlineData("2024-02-10", CalendarUnit.Month, "2024-02-29")]
    [InlineData("2026-05-01", CalendarUnit.Quarter, "2026-06-30")]
    [InlineData("2026-07-01", CalendarUnit.HalfYear, "2026-12-31")]
    [InlineData("2026-07-01", CalendarUnit.Year, "2026-12-31")]
    public void Dates_round_up_to_the_end_of_their_unit(string date, CalendarUnit unit, string end) =>
        Assert.Equal(DateOnly.Parse(end), BusinessCalendar.Ceiling(DateOnly.Parse(date), unit));

    [Theory]
    [InlineData("2026-Q3", "2026-09-30", CalendarUnit.Quarter)]
    [InlineData("2026-H1", "2026-06-30", CalendarUnit.HalfYear)]
    [InlineData("2026", "2026-12-31", CalendarUnit.Year)]
    [InlineData("2024-02", "2024-02-29", CalendarUnit.Month)]
    public void A_period_is_read_and_written_the_same(string text, string lastDay, CalendarUnit unit)
    {
        var period = BusinessCalendar.ParsePeriod(text)!.Value;
        Assert.Equal((DateOnly.Parse(lastDay), unit), period);
        Assert.Equal(text, BusinessCalendar.PeriodKey(period.LastDay, unit));
    }

    [Theory]
    [InlineData("2026-Q5")]
    [InlineData("2026-13")]
    [InlineData("Q3-2026")]
    [InlineData("")]
    public void Other_texts_are_no_period(string text) => Assert.Null(BusinessCalendar.ParsePeriod(text));

    [Fact]
    public void The_business_date_follows_the_local_clock_on_both_sides_of_the_clock_change()
    {
        Assert.Equal(new DateOnly(2026, 3, 29), Amsterdam.DateOf(new DateTime(2026, 3, 28, 23, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(new DateOnly(2026, 3, 29), Amsterdam.DateOf(new DateTime(2026, 3, 29, 21, 59, 0, DateTimeKind.Utc)));
        Assert.Equal(new DateOnly(2026, 3, 30), Amsterdam.DateOf(new DateTime(2026, 3, 29, 22, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc), Amsterdam.ToUtc(new DateTime(2026, 3, 29, 2, 30, 0)));
    }
}

public sealed class CodeTextTests
{
    [Fact]
    public void A_new_code_is_accepted_as_printed_in_lower_case_and_with_look_alikes()
    {
        for (var i = 0; i < 500; i++)
        {
            var code = CodeText.New();
            Assert.Equal(code, CodeText.Normalise(CodeText.Print(code).ToLowerInvariant()));
            Assert.Equal(code, CodeText.Normalise(code.Replace('0', 'O').Replace('1', 'l')));
        }
    }

    [Fact]
    public void Every_wrong_symbol_and_every_swap_of_neighbours_is_seen()
    {
        const string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for (var n = 0; n < 20; n++)
        {
            var code = CodeText.New();
            for (var i = 0; i < code.Length; i++)
            {
                foreach (var c in alphabet.Where(c => c != code[i]))
                {
                    Assert.Null(CodeText.Normalise(code[..i] + c + code[(i + 1)..]));
                }

                if (i > 0 && code[i] != code[i - 1])
                {
                    Assert.Null(CodeText.Normalise(code[..(i - 1)] + code[i] + code[i - 1] + code[(i + 1)..]));
                }
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7K2M")]
    [InlineData("7K2M-9QX4T-B81HU")]
    public void Other_texts_are_no_code(string? text) => Assert.Null(CodeText.Normalise(text));
}

public sealed class WordsTests
{
    [Theory]
    [InlineData("Zoë  Brûlée-O'Neill", "zoe brulee o neill")]
    [InlineData("Yılmaz", "yilmaz")]
    [InlineData("klant12@voorbeeld.example", "klant12 voorbeeld example")]
    [InlineData("  ", "")]
    public void Text_folds_to_plain_words(string text, string folded) => Assert.Equal(folded, Words.Fold(text));
}
