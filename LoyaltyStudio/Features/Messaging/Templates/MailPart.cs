using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyStudio.Features.Messaging.Templates;

internal enum PartKind { Literal, Field, UrlField, Link, List }

/// <summary>A piece of a message that is read once and filled for many members. Nothing of it is ever run: a literal stays as it is, a field is looked up.</summary>
/// <param name="Text">Of a literal the text, of a field its name, of a link the address.</param>
/// <param name="FallBack">Of a field: what stands there where the member has nothing, ready for its place.</param>
/// <param name="Link">Of a link: its number in the message, from 1.</param>
internal readonly record struct MailPart(PartKind Kind, string Text, string FallBack = "", int Link = 0);

/// <summary>What a message is filled with.</summary>
/// <param name="LinkOf">Makes another address of a link's number and address; null: the address itself.</param>
internal sealed record MailFilling(IReadOnlyDictionary<string, string> Values, Func<int, string, string>? LinkOf = null)
{
    internal string Of(string field) => Values.TryGetValue(field, out var value) ? value : "";

    internal string AddressOf(MailPart link) => LinkOf?.Invoke(link.Link, link.Text) ?? link.Text;
}

/// <summary>Pieces in order, for one form of the message (HTML or text).</summary>
internal sealed partial class MailParts
{
    private readonly List<MailPart> parts = [];
    private readonly StringBuilder literal = new();

    internal IReadOnlyList<MailPart> All
    {
        get
        {
            Flush();
            return parts;
        }
    }

    internal MailParts Say(string text)
    {
        literal.Append(text);
        return this;
    }

    internal MailParts Add(MailPart part)
    {
        Flush();
        parts.Add(part);
        return this;
    }

    /// <summary>Text in which fields stand. What is given is ready for its place: encoded where it becomes HTML.</summary>
    internal MailParts Fields(string text, PartKind kind = PartKind.Field)
    {
        var from = 0;
        foreach (Match field in Inner().Matches(text))
        {
            Say(text[from..field.Index]).Add(new MailPart(kind, field.Groups[1].Value, field.Groups[2].Value));
            from = field.Index + field.Length;
        }

        return Say(text[from..]);
    }

    internal static void Fill(IReadOnlyList<MailPart> parts, MailFilling with, bool html, StringBuilder into)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            _ = part.Kind switch
            {
                PartKind.Literal => into.Append(part.Text),
                PartKind.Field => with.Of(part.Text) is { Length: > 0 } value ? Inline(into, part.Text == MergeField.Products ? value.Replace("\n", ", ", StringComparison.Ordinal) : value, html) : into.Append(part.FallBack),
                PartKind.UrlField => into.Append(Uri.EscapeDataString(with.Of(part.Text))),
                PartKind.Link => into.Append(html ? WebUtility.HtmlEncode(with.AddressOf(part)) : with.AddressOf(part)),
                PartKind.List => List(into, with.Of(part.Text), html),
            };
        }
    }

    private static StringBuilder Inline(StringBuilder into, string value, bool html) => into.Append(html ? WebUtility.HtmlEncode(value) : value);

    private static StringBuilder List(StringBuilder into, string lines, bool html)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = html ? into.Append(MailLayout.Item(WebUtility.HtmlEncode(line))) : into.Append("- ").Append(line).Append('\n');
        }

        return into;
    }

    private void Flush()
    {
        if (literal.Length > 0)
        {
            parts.Add(new MailPart(PartKind.Literal, literal.ToString()));
            literal.Clear();
        }
    }

    /// <summary>A field as <see cref="MessageTemplate"/> leaves it: checked, under its English name.</summary>
    [GeneratedRegex(@"\{\{([a-z0-9_]+)(?:\|([^{}]*))?\}\}")]
    internal static partial Regex Inner();
}
