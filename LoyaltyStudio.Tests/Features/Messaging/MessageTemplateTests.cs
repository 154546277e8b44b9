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

    [Fact]
    public void Every_block_has_a_look_and_a_line_in_the_plain_text()
    {
        var mail = Render("x", "# Kop\n## Onder & boven\nTekst met **vet** en een [link](https://example.nl/a?b=1&c=2).\n- een\n- twee\n---\n![Een stoel](https://example.nl/stoel.jpg)\n{{producten|Kom eens kijken}}");

        foreach (var html in new[] { ">Kop</h1>", ">Onder &amp; boven</h2>", "<strong>vet</strong>", "<a href=\"https://example.nl/a?b=1&amp;c=2\"", ">een</li>", "border-top:1px", "<img src=\"https://example.nl/stoel.jpg\" alt=\"Een stoel\"", ">Kom eens kijken</p>" })
        {
            Assert.Contains(html, mail.Html, StringComparison.Ordinal);
        }

        Assert.StartsWith("Kop\n\nOnder & boven\n\nTekst met vet en een link (https://example.nl/a?b=1&c=2).\n\n- een\n- twee\n\n\n---\n\n[Een stoel]\n\nKom eens kijken\n\n-- ", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{producten", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_nothing_reads_other_words_or_no_paragraph_at_all()
    {
        var words = MessageTemplate.Parse("nl", "{{voornaam}}, {{klasse|welkom}}", "Dag {{voornaam|vriend}} <\"'>.\n\nJe {{punten_die_verlopen}} punten verlopen op {{punten_verlopen_op}}.\n\n{{kortingscode}}\n\n{{producten}}\n\n[Nodig uit]({{uitnodigingslink}})\n\nNog {{punten_die_verlopen|geen}} punten.").Must();

        var without = words.Render(new Dictionary<string, string>(), "a@b.nl");
        Assert.Equal("klant, welkom", without.Subject);
        Assert.StartsWith("Dag vriend <\"'>.\n\nNog geen punten.\n\n-- ", without.Text, StringComparison.Ordinal);
        Assert.Contains("Dag vriend &lt;&quot;&#39;&gt;.", without.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Nodig uit", without.Html, StringComparison.Ordinal);

        var with = words.Render(new Dictionary<string, string>
        {
            [MergeField.PointsExpiring] = "120", [MergeField.PointsExpireOn] = "3 mei", [MergeField.Products] = "Koffie <b>\nThee", [MergeField.ReferralLink] = "https://klanten.example.nl/r/abc",
        }, "a@b.nl");
        Assert.Contains("Je 120 punten verlopen op 3 mei.", with.Text, StringComparison.Ordinal);
        Assert.Contains("- Koffie <b>\n- Thee\n", with.Text, StringComparison.Ordinal);
        Assert.Contains(">Koffie &lt;b&gt;</li>", with.Html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://klanten.example.nl/r/abc\" style=\"display", with.Html, StringComparison.Ordinal);
        Assert.Contains("Nodig uit: https://klanten.example.nl/r/abc", with.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_numbered_in_order_and_go_where_they_are_told()
    {
        var words = MessageTemplate.Parse("en", "x", "[One](https://example.com/1)\n\nSee [two](https://example.com/2) and [mine](https://example.com/?k={{coupon_code}}).").Must();

        Assert.Equal(["https://example.com/1", "https://example.com/2"], words.Links);
        var mail = words.Render(new Dictionary<string, string> { [MergeField.CouponCode] = "A B\"&<" }, "a@b.nl", null, (n, address) => $"https://t.example/c/{n}?{address.Length}");
        Assert.Contains("href=\"https://t.example/c/1?21\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("two (https://t.example/c/2?21)", mail.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.com/?k=A%20B%22%26%3C\"", mail.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Zie [hier](http://example.nl).", "hier")]
    [InlineData("Zie [hier](javascript:alert(1)).", "hier")]
    [InlineData("[Klik](https://{{kortingscode}}.example.nl/)", "Klik")]
    [InlineData("[Klik](https://anna@example.nl/)", "Klik")]
    [InlineData("[Klik]({{voornaam}})", "Klik")]
    [InlineData("![Foto](data:image/png;base64,AA)", "Foto")]
    [InlineData("![ ](https://example.nl/a.jpg)", "brackets")]
    [InlineData("{{voornaam|}}", "{{voornaam|}}")]
    [InlineData("{{voornaam|a|b}}", "{{voornaam|a|b}}")]
    [InlineData("{{voornaam|{{punten}}}}", "{{voornaam|")]
    public void Addresses_and_other_words_that_are_not_safe_are_errors(string body, string named)
    {
        var outcome = MessageTemplate.Parse("nl", "Onderwerp", body, bodyField: "BodyNl");

        Assert.Equal(OutcomeKind.Invalid, outcome.Kind);
        Assert.Contains(named, string.Join(' ', outcome.Errors.Select(e => e.Text)), StringComparison.Ordinal);
    }

    private static RenderedMail Render(string subject, string body) => MessageTemplate.Parse("nl", subject, body).Must().Render(Values, "klanten@example.nl");
}
