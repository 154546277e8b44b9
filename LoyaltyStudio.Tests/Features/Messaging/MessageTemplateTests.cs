using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Xunit;

namespace LoyaltyStudio.Tests.Features.Messaging;

public sealed class MessageTemplateTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        [MergeField.FirstName] = "Zoë <b>", [MergeField.CouponCode] = "7K2M-9QX4T-B81HC", [MergeField.CouponValue] = "15%", [MergeField.ValidUntil] = "30 april 2026",
        [MergeField.Organisation] = "Zoet & Zo {{points}}",
    };

    [Fact]
    public void Fields_are_filled_and_encoded_in_html_and_plain_in_text()
    {
        var mail = Render("Dag {{voornaam}}", "Beste {{first_name}},\n\nWe missen je.\nEcht.\n\n{{kortingscode}}\n\n[Naar de winkel](https://example.nl/shop?a=1&b=2)");

        Assert.Equal("Dag Zoë <b>", mail.Subject);
        Assert.Contains("&lt;b&gt;,</p>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("We missen je.<br>Echt.", mail.Html, StringComparison.Ordinal);
        Assert.Contains(">7K2M-9QX4T-B81HC<", mail.Html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.nl/shop?a=1&amp;b=2\" ", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Code: 7K2M-9QX4T-B81HC", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Beste Zoë <b>,", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Afmelden: %%unsubscribe%%", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_never_read_as_a_template()
    {
        Assert.Contains("Zoet & Zo {{points}}", Render("x", "x").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_break_the_subject_into_lines()
    {
        var template = MessageTemplate.Parse("nl", "Dag {{voornaam}}", "x").Must();
        Assert.Equal("Dag a  Bcc: b", template.Render(new Dictionary<string, string> { [MergeField.FirstName] = "a\r\nBcc: b" }, "a@b.nl").Subject);
    }

    [Theory]
    [InlineData("{{geheim}}", "{{geheim}}")]
    [InlineData("{{7*7}}", "{{7*7}}")]
    [InlineData("{{#each this}}x{{/each}}", "{{#each this}}")]
    [InlineData("{{first_name.Length}}", "{{first_name.Length}")]
    [InlineData("{{{first_name}}}", "{")]
    [InlineData("{{> layout}}", "{{> layout}}")]
    [InlineData("{{lookup this 'x'}}", "{{lookup this")]
    [InlineData("Dag {{first_name", "{{first_name")]
    [InlineData("Dag first_name}}", "}}")]
    [InlineData("{{this}}", "{{this}}")]
    [InlineData("{{sender}}", "{{sender}}")]
    [InlineData("[Klik](javascript:alert(1))\n\n[Klik](http://example.nl)", "Klik")]
    public void What_is_not_a_known_field_or_a_safe_button_is_an_error_that_names_it(string body, string named)
    {
        var outcome = MessageTemplate.Parse("nl", "Onderwerp", body, bodyField: "BodyNl");

        Assert.Equal(OutcomeKind.Invalid, outcome.Kind);
        var error = Assert.Single(outcome.Errors.DistinctBy(e => e.Message));
        Assert.Equal("BodyNl", error.Field);
        Assert.Contains(named, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_of_two_lines_and_an_empty_body_are_refused_at_once()
    {
        var outcome = MessageTemplate.Parse("nl", "Een\nTwee", " ");
        Assert.Equal(["Body", "Subject"], outcome.Errors.Select(e => e.Field).Order(StringComparer.Ordinal));
    }

    private static RenderedMail Render(string subject, string body) => MessageTemplate.Parse("nl", subject, body).Must().Render(Values, "klanten@example.nl");
}
