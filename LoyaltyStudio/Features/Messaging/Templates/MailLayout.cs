using System.Text;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>The look of a mail: one column that fits a telephone, tables and inline styles because mail programs know nothing else.</summary>
public static class MailLayout
{
    /// <summary>Stands in stored messages where delivery puts the person's own unsubscribe address.</summary>
    public const string UnsubscribeMark = "%%unsubscribe%%";

    private static readonly string Layout = Asset("mail.layout.html");

    internal static string Wrap(string language, IEnumerable<string> blocks)
    {
        var words = Words(language);
        return Layout.Replace("[[language]]", language, StringComparison.Ordinal)
            .Replace("[[reason]]", words.Reason, StringComparison.Ordinal)
            .Replace("[[unsubscribe]]", words.Unsubscribe, StringComparison.Ordinal)
            .Replace("[[sender]]", words.Sender, StringComparison.Ordinal)
            .Replace("[[mark]]", UnsubscribeMark, StringComparison.Ordinal)
            .Replace("[[body]]", string.Join('\n', blocks), StringComparison.Ordinal);
    }

    internal static string Coupon(string language)
    {
        var words = Words(language);
        return $$$"""
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="coupon"><tr><td align="center">
              <div class="coupon-label">{{{words.Discount}}}</div>
              <div class="coupon-value">{{coupon_value}}</div>
              <div class="coupon-code">{{coupon_code}}</div>
              <div class="coupon-until">{{{words.ValidUntil}}} {{valid_until}}</div>
            </td></tr></table>
            """;
    }

    internal static string Button(string words, string url) =>
        $"""<table role="presentation" cellpadding="0" cellspacing="0" class="button"><tr><td><a href="{url}">{words}</a></td></tr></table>""";

    internal static string TextCoupon(string language)
    {
        var words = Words(language);
        return $$$"""
            {{{words.Discount}}}: {{coupon_value}}
            Code: {{coupon_code}}
            {{{words.ValidUntil}}} {{valid_until}}
            """;
    }

    internal static string TextFooter(string language)
    {
        var words = Words(language);
        return $"-- \n{words.Reason}\n{words.Sender}\n{words.Unsubscribe}: {UnsubscribeMark}\n";
    }

    internal static string Asset(string name)
    {
        using var stream = typeof(MailLayout).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The file {name} is not in the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static (string Discount, string ValidUntil, string Reason, string Sender, string Unsubscribe) Words(string language) => language == "nl"
        ? ("Jouw korting", "Geldig tot en met",
            "Je krijgt deze e-mail omdat je als klant van {{organisation}} hebt gezegd dat je onze e-mails wilt ontvangen.",
            "Afzender: {{organisation}}, {{sender}}", "Afmelden")
        : ("Your discount", "Valid until",
            "You receive this e-mail because, as a customer of {{organisation}}, you said that you would like our e-mails.",
            "Sender: {{organisation}}, {{sender}}", "Unsubscribe");
}
