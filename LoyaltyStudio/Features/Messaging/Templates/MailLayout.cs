using System.Text;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>The look of a mail: one column that fits a telephone, tables and inline styles because mail programs know nothing else.</summary>
public static class MailLayout
{
    /// <summary>Stands in stored messages where delivery puts the person's own unsubscribe address.</summary>
    public const string UnsubscribeMark = "%%unsubscribe%%";

    /// <summary>Stands in stored messages where delivery puts the code of a cheque, so that no table holds one.</summary>
    public const string CodeMark = "%%cheque-code%%";

    /// <summary>Stands in stored messages where delivery puts the address of a survey's page, so that no table holds one.</summary>
    public const string SurveyMark = "%%survey%%";

    private static readonly string Layout = Asset("mail.layout.html");

    /// <summary>What stands before and after the blocks.</summary>
    /// <param name="service">True for what a member gets about something of their own, such as the answer to a complaint: it does not rest on consent and has no way to unsubscribe.</param>
    internal static (string Begin, string End) Wrap(string language, bool service)
    {
        var words = Words(language, service);
        var layout = service ? Layout.Replace("""<a href="[[mark]]" style="color:{{brand_text}}">[[unsubscribe]]</a>""", "", StringComparison.Ordinal) : Layout;
        var parts = layout.Replace("[[language]]", language, StringComparison.Ordinal)
            .Replace("[[reason]]", words.Reason, StringComparison.Ordinal)
            .Replace("[[unsubscribe]]", words.Unsubscribe, StringComparison.Ordinal)
            .Replace("[[sender]]", words.Sender, StringComparison.Ordinal)
            .Replace("[[mark]]", UnsubscribeMark, StringComparison.Ordinal)
            .Split("[[body]]");
        return (parts[0], parts[1]);
    }

    internal static string Coupon(string language)
    {
        var words = Words(language);
        return $$$"""
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="coupon" style="background:#fdf6e3;border:2px dashed #c9982d;border-radius:12px;margin:6px 0 24px"><tr><td align="center" style="padding:22px 16px">
              <div class="coupon-label" style="font-size:12px;letter-spacing:1.6px;text-transform:uppercase;color:#7a5a12">{{{words.Discount}}}</div>
              <div class="coupon-value" style="font-size:36px;line-height:1.2;font-weight:800;color:#24302d;padding:4px 0 10px">{{coupon_value}}</div>
              <div class="coupon-code" style="display:inline-block;font-family:Consolas,'Liberation Mono',monospace;font-size:20px;letter-spacing:2px;background:#ffffff;color:#24302d;border-radius:8px;padding:9px 18px">{{coupon_code}}</div>
              <div class="coupon-until" style="font-size:14px;color:#5c5140;padding-top:12px">{{{words.ValidUntil}}} {{valid_until}}</div>
            </td></tr></table>
            """;
    }

    // A button in three pieces: before its colours, before its address, after its words. Texts between them are fields.
    internal const string ButtonBegin = """<table role="presentation" cellpadding="0" cellspacing="0" style="margin:6px 0 24px"><tr>""";
    internal const string ButtonCell = """<td style="background:{{brand}};border-radius:10px">""";
    internal const string ButtonLook = "\" style=\"display:inline-block;padding:14px 28px;color:{{on_brand}};font-weight:600;text-decoration:none\">";
    internal const string ButtonEnd = "</a></td></tr></table>";
    internal const string LinkLook = "\" style=\"color:{{brand_text}}\">";
    internal const string Divider = """<div class="line" style="border-top:1px solid #e8e4da;margin:6px 0 24px;font-size:0;line-height:0">&nbsp;</div>""";
    internal const string ImageBegin = "<img src=\"";
    internal const string ImageWords = "\" alt=\"";
    internal const string ImageEnd = "\" width=\"528\" style=\"display:block;width:100%;max-width:528px;height:auto;border:0;border-radius:10px;margin:6px 0 24px\">";
    internal const string ListBegin = """<ul style="margin:0 0 18px;padding:0 0 0 22px">""";
    internal const string ListEnd = "</ul>";
    internal const string ItemBegin = """<li dir="auto" style="margin:0 0 6px">""";
    internal const string ItemEnd = "</li>";

    internal static string Item(string html) => ItemBegin + html + ItemEnd;

    /// <summary>What stands around running text; each finds its own direction, for names in other scripts.</summary>
    internal static (string Begin, string End) Around(BlockKind kind) => kind switch
    {
        BlockKind.Heading => ("""<h1 dir="auto" style="margin:4px 0 14px;font-size:26px;line-height:1.25;font-weight:750;letter-spacing:-.2px">""", "</h1>"),
        BlockKind.SubHeading => ("""<h2 dir="auto" style="margin:4px 0 10px;font-size:19px;line-height:1.3;font-weight:700">""", "</h2>"),
        _ => ("""<p dir="auto" style="margin:0 0 18px">""", "</p>"),
    };

    internal static string TextCoupon(string language)
    {
        var words = Words(language);
        return $$$"""
            {{{words.Discount}}}: {{coupon_value}}
            Code: {{coupon_code}}
            {{{words.ValidUntil}}} {{valid_until}}
            """;
    }

    internal static string TextFooter(string language, bool service = false)
    {
        var words = Words(language, service);
        return $"-- \n{words.Reason}\n{words.Sender}\n" + (service ? "" : $"{words.Unsubscribe}: {UnsubscribeMark}\n");
    }

    internal static string Asset(string name)
    {
        using var stream = typeof(MailLayout).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The file {name} is not in the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static (string Discount, string ValidUntil, string Reason, string Sender, string Unsubscribe) Words(string language, bool service = false) => language == "nl"
        ? ("Jouw korting", "Geldig tot en met",
            service ? "Je krijgt deze e-mail omdat je klant bent van {{organisation}} en hij over iets van jou gaat." : "Je krijgt deze e-mail omdat je als klant van {{organisation}} hebt gezegd dat je onze e-mails wilt ontvangen.",
            "Afzender: {{organisation}}{{sender_line}}", "Afmelden")
        : ("Your discount", "Valid until",
            service ? "You receive this e-mail because you are a customer of {{organisation}} and it is about something of yours." : "You receive this e-mail because, as a customer of {{organisation}}, you said that you would like our e-mails.",
            "Sender: {{organisation}}{{sender_line}}", "Unsubscribe");
}
