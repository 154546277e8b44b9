using System.Net;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>One block of a message, ready to be filled; left out where the member has nothing for one of <paramref name="Needs"/>.</summary>
internal sealed record MailSection(IReadOnlyList<MailPart> Html, IReadOnlyList<MailPart> Text, IReadOnlyList<string> Needs);

/// <summary>Turns blocks into sections and numbers the links, in the order in which they stand.</summary>
internal sealed class MailSections(string language)
{
    private readonly List<string> links = [];

    /// <summary>The addresses by number: the first one is link 1.</summary>
    internal IReadOnlyList<string> Links => links;

    internal MailSection Of(MailBlock block)
    {
        var (html, text) = (new MailParts(), new MailParts());
        switch (block.Kind)
        {
            case BlockKind.Coupon:
                html.Fields(MailLayout.Coupon(language));
                text.Fields(MailLayout.TextCoupon(language));
                break;
            case BlockKind.Divider:
                html.Say(MailLayout.Divider);
                text.Say("---");
                break;
            case BlockKind.Image:
                html.Say(MailLayout.ImageBegin).Fields(Encode(block.Address), PartKind.UrlField).Say(MailLayout.ImageWords).Fields(Encode(block.Words)).Say(MailLayout.ImageEnd);
                text.Say("[").Fields(block.Words).Say("]");
                break;
            case BlockKind.Button:
                Button(block, html, text);
                break;
            case BlockKind.Products:
                Products(html, text);
                break;
            case BlockKind.List:
                List(block, html, text);
                break;
            default:
                Running(block, html, text);
                break;
        }

        return new MailSection(html.All, text.Say("\n\n").All, NeedsOf(html.All.Concat(text.All)));
    }

    /// <summary>The products, or the words for who has none as a paragraph of their own.</summary>
    internal IEnumerable<MailSection> WithFallBack(MailBlock block)
    {
        yield return Of(block);
        if (block is { Kind: BlockKind.Products, Words.Length: > 0 })
        {
            yield return Of(new MailBlock(BlockKind.Paragraph, block.Words)) with { Needs = ["!" + MergeField.Products] };
        }
    }

    private static List<string> NeedsOf(IEnumerable<MailPart> parts) =>
        [.. parts.Where(p => p.Kind is PartKind.Field or PartKind.List or PartKind.UrlField && p.FallBack.Length == 0 && MergeField.Optional.Contains(p.Text)).Select(p => p.Text).Distinct()];

    private void Button(MailBlock block, MailParts html, MailParts text)
    {
        html.Say(MailLayout.ButtonBegin).Fields(MailLayout.ButtonCell).Say("<a href=\"");
        var number = Address(html, block.Address, html: true, 0);
        html.Fields(MailLayout.ButtonLook).Fields(Encode(block.Words)).Say(MailLayout.ButtonEnd);
        text.Fields(block.Words).Say(": ");
        Address(text, block.Address, html: false, number);
    }

    private static void Products(MailParts html, MailParts text)
    {
        html.Say(MailLayout.ListBegin).Add(new MailPart(PartKind.List, MergeField.Products)).Say(MailLayout.ListEnd);
        text.Add(new MailPart(PartKind.List, MergeField.Products));
    }

    private void List(MailBlock block, MailParts html, MailParts text)
    {
        html.Say(MailLayout.ListBegin);
        foreach (var item in block.Words.Split('\n'))
        {
            html.Say(MailLayout.ItemBegin);
            text.Say("- ");
            Inline(item, html, text);
            html.Say(MailLayout.ItemEnd);
            text.Say("\n");
        }

        html.Say(MailLayout.ListEnd);
    }

    private void Running(MailBlock block, MailParts html, MailParts text)
    {
        var (begin, end) = MailLayout.Around(block.Kind);
        html.Say(begin);
        var first = true;
        foreach (var line in block.Words.Split('\n'))
        {
            html.Say(first ? "" : "<br>");
            text.Say(first ? "" : "\n");
            Inline(line, html, text);
            first = false;
        }

        html.Say(end);
    }

    private void Inline(string line, MailParts html, MailParts text)
    {
        var from = 0;
        foreach (System.Text.RegularExpressions.Match mark in MailBlocks.Inline().Matches(line))
        {
            Plain(line[from..mark.Index], html, text);
            from = mark.Index + mark.Length;
            if (mark.Groups["bold"] is { Success: true, Value: var bold })
            {
                html.Say("<strong>").Fields(Encode(bold)).Say("</strong>");
                text.Fields(bold);
                continue;
            }

            var (words, address) = (mark.Groups["words"].Value, mark.Groups["address"].Value);
            html.Say("<a href=\"");
            var number = Address(html, address, html: true, 0);
            html.Fields(MailLayout.LinkLook).Fields(Encode(words)).Say("</a>");
            text.Fields(words).Say(" (");
            Address(text, address, html: false, number);
            text.Say(")");
        }

        Plain(line[from..], html, text);
    }

    private static void Plain(string words, MailParts html, MailParts text)
    {
        html.Fields(Encode(words));
        text.Fields(words);
    }

    /// <summary>Adds an address: a field for a whole address, a numbered link, or an address in which fields stand, which has no number.</summary>
    private int Address(MailParts parts, string address, bool html, int number)
    {
        if (MailParts.Inner().Match(address) is { Success: true } field)
        {
            parts.Fields(html ? Encode(address) : address, field.Length == address.Length ? PartKind.Field : PartKind.UrlField);
            return 0;
        }

        if (number == 0)
        {
            links.Add(address);
            number = links.Count;
        }

        parts.Add(new MailPart(PartKind.Link, address, Link: number));
        return number;
    }

    private static string Encode(string words) => WebUtility.HtmlEncode(words);
}
