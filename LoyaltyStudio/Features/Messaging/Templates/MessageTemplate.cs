using System.Text;
using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>A message ready for the outbox.</summary>
public sealed record RenderedMail(string Subject, string Html, string Text);

/// <summary>
/// A subject and a body with merge fields, checked once and filled for many members. How the body is written stands with <see cref="MailBlocks"/>. Fields are the only logic there is; a value is never read as a template.
/// </summary>
public sealed partial class MessageTemplate
{
    private const int SubjectLimit = 150;
    private const int BodyLimit = 20_000;

    private readonly IReadOnlyList<MailPart> subject;
    private readonly IReadOnlyList<MailPart> head;
    private readonly IReadOnlyList<MailPart> foot;
    private readonly IReadOnlyList<MailPart> textFoot;
    private readonly List<MailSection> sections = [];
    private readonly HashSet<string> fields;

    private MessageTemplate(string language, string subject, string body, bool service)
    {
        var (begin, end) = MailLayout.Wrap(language, service);
        this.subject = new MailParts().Fields(subject).All;
        head = new MailParts().Fields(begin).All;
        foot = new MailParts().Fields(end).All;
        textFoot = new MailParts().Fields(MailLayout.TextFooter(language, service)).All;
        var making = new MailSections(language);
        foreach (var block in MailBlocks.Read(body))
        {
            sections.AddRange(making.WithFallBack(block));
        }

        Links = making.Links;
        fields = [.. this.subject.Concat(sections.SelectMany(s => s.Html.Concat(s.Text))).Where(p => p.Kind is PartKind.Field or PartKind.UrlField or PartKind.List).Select(p => p.Text)];
    }

    /// <summary>The addresses of its links by number; the first is link 1. Addresses in which fields stand are not among them.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>Whether subject or body use one of these fields.</summary>
    public bool Uses(params IEnumerable<string> names) => fields.Overlaps(names);

    /// <summary>Checks subject and body; the errors name the field of the form and the merge field that is wrong.</summary>
    public static Outcome<MessageTemplate> Parse(string language, string subject, string body, string subjectField = "Subject", string bodyField = "Body", bool service = false)
    {
        List<FieldError> errors = [.. Problems(subjectField, subject, SubjectLimit), .. Problems(bodyField, body, BodyLimit), .. Addresses(bodyField, Canonical(body, language))];
        if (subject.Any(char.IsControl))
        {
            errors.Add(new FieldError(subjectField, "Write the subject on one line."));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : Compile(language, subject, body, service);
    }

    /// <summary>The same without a check, for words that were checked when they were kept.</summary>
    internal static MessageTemplate Compile(string language, string subject, string body, bool service = false) => new(language, Canonical(subject, language), Canonical(body, language), service);

    /// <summary>Fills the fields. <paramref name="values"/> by the names of <see cref="MergeField"/>.</summary>
    /// <param name="linkOf">Makes another address of a link's number and address; null: the addresses as they are written.</param>
    public RenderedMail Render(IReadOnlyDictionary<string, string> values, string sender, BrandInfo? brand = null, Func<int, string, string>? linkOf = null)
    {
        var colour = (brand ?? BrandInfo.Default).Colour;
        var all = new Dictionary<string, string>(values)
        {
            ["sender_line"] = sender.Length > 0 ? $", {sender}" : "", ["brand"] = colour.ToString(), ["on_brand"] = colour.TextOn.ToString(), ["brand_text"] = colour.OnWhite.ToString(),
        };
        var with = new MailFilling(all, linkOf);
        var line = all["title"] = SubjectOf(values);
        var (html, text) = (new StringBuilder(8_192), new StringBuilder(2_048));
        MailParts.Fill(head, with, html: true, html);
        foreach (var section in sections)
        {
            if (section.Needs.All(n => n[0] == '!' ? with.Of(n[1..]).Length == 0 : with.Of(n).Length > 0))
            {
                MailParts.Fill(section.Html, with, html: true, html);
                html.Append('\n');
                MailParts.Fill(section.Text, with, html: false, text);
            }
        }

        MailParts.Fill(foot, with, html: true, html);
        MailParts.Fill(textFoot, with, html: false, text);
        return new RenderedMail(line, html.ToString(), text.ToString());
    }

    /// <summary>The subject alone, on one line whatever the values hold.</summary>
    internal string SubjectOf(IReadOnlyDictionary<string, string> values)
    {
        var line = new StringBuilder();
        MailParts.Fill(subject, new MailFilling(values), html: false, line);
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(line[i]) || line[i] is '\u2028' or '\u2029' ? ' ' : line[i];
        }

        return line.ToString();
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

        var rest = MergeField.Written().Replace(template, match => MergeField.Find(match.Groups[1].Value) is null ? match.Value : " ");
        if (MergeField.Written().Match(rest) is { Success: true } unknown)
        {
            yield return new FieldError(field, "There is no field {0}. Use one of the fields from the list.", unknown.Value);
        }
        else if (Braces().Match(rest) is { Success: true, Index: var at })
        {
            yield return new FieldError(field, "The field at {0} is not written well. A field looks like {1}.", rest.Substring(at, Math.Min(20, rest.Length - at)), "{{first_name|…}}");
        }
    }

    /// <summary>Links and images lead to https addresses; a field may stand for a whole link or behind the name of the site, never in it.</summary>
    private static IEnumerable<FieldError> Addresses(string field, string body)
    {
        foreach (var block in MailBlocks.Read(body))
        {
            List<(string Words, string Address)> found = block.Kind is BlockKind.Button or BlockKind.Image ? [(block.Words, block.Address)]
                : [.. MailBlocks.InlineLink().Matches(block.Words).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];
            foreach (var (words, address) in found.Where(f => f.Address != $"{{{{{MergeField.ReferralLink}}}}}" && !Safe(f.Address)))
            {
                yield return new FieldError(field, "The address behind “{0}” must begin with https://.", words);
            }

            if (block.Kind == BlockKind.Image && block.Words.Trim().Length == 0)
            {
                yield return new FieldError(field, "Say between the brackets what the picture shows, for who does not see it.");
            }
        }
    }

    private static bool Safe(string address) => Uri.TryCreate(MailParts.Inner().Replace(address, "x"), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Host.Length > 0 && url.UserInfo.Length == 0
        && (MailParts.Inner().Match(address) is not { Success: true } field || address.IndexOfAny(['/', '?', '#'], "https://".Length) is > 0 and var end && end < field.Index);

    /// <summary>Fields under their English names, lines by \n alone, no control characters, and a way to address who gave no name.</summary>
    private static string Canonical(string template, string language) => MergeField.Written().Replace(
        new string([.. template.ReplaceLineEndings("\n").Where(c => !char.IsControl(c) || c is '\n' or '\t')]),
        match => $"{{{{{MergeField.Find(match.Groups[1].Value) ?? match.Groups[1].Value}{WordsFor(match, language)}}}}}");

    private static string WordsFor(Match field, string language) => field.Groups[2].Success ? $"|{field.Groups[2].Value}"
        : MergeField.Find(field.Groups[1].Value) == MergeField.FirstName ? language == "nl" ? "|klant" : "|customer" : "";

    [GeneratedRegex(@"\{\{|\}\}")]
    private static partial Regex Braces();
}
