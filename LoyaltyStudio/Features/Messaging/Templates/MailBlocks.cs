using System.Text.RegularExpressions;

namespace LoyaltyStudio.Features.Messaging.Templates;

internal enum BlockKind { Paragraph, Heading, SubHeading, Divider, List, Coupon, Products, Button, Image }

/// <summary>A part of the body that looks its own way.</summary>
/// <param name="Words">Of a paragraph its lines, of a list its items a line each, of a button or image the words.</param>
/// <param name="Address">Of a button or image.</param>
internal sealed record MailBlock(BlockKind Kind, string Words, string Address = "");

/// <summary>
/// Reads the body of a message. It is plain text: an empty line begins a paragraph, and a line of its own that begins or looks like one of these is a block:
/// # heading, ## smaller heading, --- divider, - item of a list, {{coupon_code}} the coupon, {{products}} the member's own products, [Words](https://…) a button, ![What it shows](https://…) an image.
/// Within a paragraph **words** are bold and [words](https://…) is a link.
/// </summary>
internal static partial class MailBlocks
{
    private const string CouponLine = "{{" + MergeField.CouponCode + "}}";

    internal static IReadOnlyList<MailBlock> Read(string body)
    {
        List<MailBlock> blocks = [];
        List<string> lines = [];
        var listing = false;
        foreach (var line in body.Split('\n').Select(l => l.Trim()))
        {
            var item = line.StartsWith("- ", StringComparison.Ordinal);
            var own = item ? null : Own(line);
            if (line.Length == 0 || own is not null || item != listing)
            {
                Close();
            }

            if (own is not null)
            {
                blocks.Add(own);
            }
            else if (line.Length > 0)
            {
                listing = item;
                lines.Add(item ? line[2..].Trim() : line);
            }
        }

        Close();
        return blocks;

        void Close()
        {
            if (lines.Count > 0)
            {
                blocks.Add(new MailBlock(listing ? BlockKind.List : BlockKind.Paragraph, string.Join('\n', lines)));
            }

            lines.Clear();
            listing = false;
        }
    }

    private static MailBlock? Own(string line) => line switch
    {
        CouponLine => new MailBlock(BlockKind.Coupon, ""),
        "---" => new MailBlock(BlockKind.Divider, ""),
        _ when line.StartsWith("## ", StringComparison.Ordinal) => new MailBlock(BlockKind.SubHeading, line[3..].Trim()),
        _ when line.StartsWith("# ", StringComparison.Ordinal) => new MailBlock(BlockKind.Heading, line[2..].Trim()),
        _ when ProductsLine().Match(line) is { Success: true } products => new MailBlock(BlockKind.Products, products.Groups[1].Value),
        _ when Image().Match(line) is { Success: true } image => new MailBlock(BlockKind.Image, image.Groups[1].Value, image.Groups[2].Value),
        _ when Button().Match(line) is { Success: true } button => new MailBlock(BlockKind.Button, button.Groups[1].Value, button.Groups[2].Value),
        _ => null,
    };

    /// <summary>Words and address of every link in running text.</summary>
    [GeneratedRegex(@"(?<!!)\[([^\]\r\n]{1,120})\]\(([^)\s]{1,500})\)")]
    internal static partial Regex InlineLink();

    /// <summary>Bold words or a link; the rest between them is plain.</summary>
    [GeneratedRegex(@"\*\*(?<bold>[^*\r\n]{1,400})\*\*|(?<!!)\[(?<words>[^\]\r\n]{1,120})\]\((?<address>[^)\s]{1,500})\)")]
    internal static partial Regex Inline();

    [GeneratedRegex(@"^\[([^\]\r\n]{1,60})\]\(([^)\s]{1,500})\)$")]
    private static partial Regex Button();

    [GeneratedRegex(@"^!\[([^\]\r\n]{0,150})\]\(([^)\s]{1,500})\)$")]
    private static partial Regex Image();

    [GeneratedRegex(@"^\{\{products(?:\|([^{}|\r\n]{1,80}))?\}\}$")]
    private static partial Regex ProductsLine();
}
