using System.Net;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>A message ready for the outbox.</summary>
public sealed record RenderedMail(string Subject, string Html, string Text);

/// <summary>
/// A subject and a body with merge fields, checked once and filled for many members. The body is plain text: a blank line starts a paragraph, a
/// paragraph that is only {{coupon_code}} becomes the coupon, one that is only [Words](https://…) a button. Fields are the only logic there is.
/// </summary>
public sealed partial class MessageTemplate
{
    private const int SubjectLimit = 150;
    private const int BodyLimit = 20_000;
    private static readonly IHandlebars ForHtml = Handlebars.Create(new HandlebarsConfiguration());
    private static readonly IHandlebars ForText = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });

    private readonly HandlebarsTemplate<object, object> subject;
    private readonly HandlebarsTemplate<object, object> html;
    private readonly HandlebarsTemplate<object, object> text;

    private MessageTemplate(string language, string subject, string body, bool service)
    {
        this.subject = ForText.Compile(subject);
        html = ForHtml.Compile(MailLayout.Wrap(language, Paragraphs(body).Select(p => HtmlOf(p, language)), service));
        text = ForText.Compile(string.Join("\n\n", Paragraphs(body).Select(p => TextOf(p, language))) + "\n\n" + MailLayout.TextFooter(language, service));
    }

    /// <summary>Checks subject and body; the errors name the field of the form and the merge field that is wrong.</summary>
    public static Outcome<MessageTemplate> Parse(string language, string subject, string body, string subjectField = "Subject", string bodyField = "Body", bool service = false)
    {
        List<FieldError> errors = [.. Problems(subjectField, subject, SubjectLimit), .. Problems(bodyField, body, BodyLimit)];
        if (subject.Any(char.IsControl))
        {
            errors.Add(new FieldError(subjectField, "Write the subject on one line."));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : new MessageTemplate(language, Canonical(subject), Canonical(body), service);
    }

    /// <summary>Fills the fields; what is missing stays empty. <paramref name="values"/> by the names of <see cref="MergeField"/>.</summary>
    public RenderedMail Render(IReadOnlyDictionary<string, string> values, string sender, BrandInfo? brand = null)
    {
        var all = new Dictionary<string, object>(values.Select(v => KeyValuePair.Create(v.Key, (object)v.Value))) { ["sender"] = sender };
        var colour = (brand ?? BrandInfo.Default).Colour;
        (all["brand"], all["on_brand"], all["brand_text"]) = (colour.ToString(), colour.TextOn.ToString(), colour.OnWhite.ToString());
        var line = new string([.. subject(all).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);
        all["title"] = line;
        return new RenderedMail(line, html(all), text(all));
    }

    private static IEnumerable<FieldError> Problems(string field, string template, int limit)
    {
        if (string.IsNullOrWhiteSpace(template))
        {
            yield return new FieldError(field, "Fill this in.");
        }

        if (template.Length > limit)
        {
            yield return new FieldError(field, "This is too long: at most {0} characters.", limit);
        }

        var rest = Field().Replace(template, match => MergeField.Find(match.Groups[1].Value) is null ? match.Value : " ");
        if (Field().Match(rest) is { Success: true } unknown)
        {
            yield return new FieldError(field, "There is no field {0}. Use one of the fields from the list.", unknown.Value);
        }
        else if (Braces().Match(rest) is { Success: true, Index: var at })
        {
            yield return new FieldError(field, "The field at {0} is not written well. A field looks like {1}.", rest.Substring(at, Math.Min(20, rest.Length - at)), "{{first_name}}");
        }

        foreach (Match link in Button().Matches(template))
        {
            if (!Uri.TryCreate(link.Groups[2].Value, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
            {
                yield return new FieldError(field, "The address of the button {0} must begin with https://.", link.Groups[1].Value);
            }
        }
    }

    private static string Canonical(string template) =>
        Field().Replace(template.ReplaceLineEndings("\n"), match => $"{{{{{MergeField.Find(match.Groups[1].Value)}}}}}");

    private static string[] Paragraphs(string body) =>
        body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string HtmlOf(string paragraph, string language)
    {
        if (paragraph == $"{{{{{MergeField.CouponCode}}}}}")
        {
            return MailLayout.Coupon(language);
        }

        if (Button().Match(paragraph) is { Success: true } button)
        {
            return MailLayout.Button(WebUtility.HtmlEncode(button.Groups[1].Value), WebUtility.HtmlEncode(button.Groups[2].Value));
        }

        return MailLayout.Paragraph(WebUtility.HtmlEncode(paragraph).Replace("\n", "<br>", StringComparison.Ordinal));
    }

    private static string TextOf(string paragraph, string language) =>
        paragraph == $"{{{{{MergeField.CouponCode}}}}}" ? MailLayout.TextCoupon(language)
        : Button().Match(paragraph) is { Success: true } button ? $"{button.Groups[1].Value}: {button.Groups[2].Value}"
        : paragraph;

    [GeneratedRegex(@"(?<!\{)\{\{[ ]?([a-z0-9_]{1,40})[ ]?\}\}(?!\})")]
    private static partial Regex Field();

    [GeneratedRegex(@"\{\{|\}\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"^\[([^\]\r\n]{1,60})\]\(([^)\s]{1,500})\)\r?$", RegexOptions.Multiline)]
    private static partial Regex Button();
}
