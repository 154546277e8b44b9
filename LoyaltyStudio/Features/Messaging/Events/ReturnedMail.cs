using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyStudio.Features.Messaging.Events;

/// <summary>What a report about a message says: delivery status (RFC 3464) or a complaint in the abuse report format (RFC 5965).</summary>
/// <param name="MessageId">Of the message that it is about.</param>
public sealed record ReturnedMail(string MessageId, ReturnedKind Kind, string Detail)
{
    /// <summary>Reads a report as it stands in an .eml file. Null where it is none, or tells of nothing that failed.</summary>
    public static ReturnedMail? Read(string eml)
    {
        var report = MimePart.Read(eml);
        var parts = report.Everything().ToList();
        if (IdOf(report, parts) is not { Length: > 0 } id)
        {
            return null;
        }

        if (parts.Find(p => p.Type == "message/feedback-report") is { } abuse)
        {
            var kind = FieldsOf(abuse.Content).GetValueOrDefault("feedback-type", "");
            return kind.Equals("not-spam", StringComparison.OrdinalIgnoreCase) || kind.Length == 0 ? null : new ReturnedMail(id, ReturnedKind.Complaint, kind);
        }

        return parts.Find(p => p.Type is "message/delivery-status" or "message/global-delivery-status") is { } status ? OfStatus(id, status.Content) : null;
    }

    /// <summary>The first receiver for whom it failed or is late; each of our messages has one.</summary>
    private static ReturnedMail? OfStatus(string id, string content)
    {
        foreach (var fields in content.ReplaceLineEndings("\n").Split("\n\n").Select(FieldsOf))
        {
            var (action, status) = (fields.GetValueOrDefault("action", "").ToLowerInvariant(), fields.GetValueOrDefault("status", ""));
            if (action is "failed" or "delayed")
            {
                var said = fields.GetValueOrDefault("diagnostic-code", "");
                return new ReturnedMail(id, action == "failed" && IsForEver(status) ? ReturnedKind.HardBounce : ReturnedKind.SoftBounce, $"{status} {said[(said.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim()}".Trim());
            }
        }

        return null;
    }

    /// <summary>Codes of RFC 3463 that say that there is no such mailbox or domain. A full mailbox (5.2.2) or a refusal of the words (5.7.x) says nothing about the address.</summary>
    private static bool IsForEver(string status) => status.StartsWith("5.1.", StringComparison.Ordinal) || status is "5.0.0" or "5.2.1" or "5.4.1" or "5.4.4";

    private static string? IdOf(MimePart report, List<MimePart> parts) =>
        parts.Where(p => p.Type is "message/rfc822" or "text/rfc822-headers" or "message/rfc822-headers" or "message/global-headers").Select(p => MimePart.Read(p.Content).Header("message-id")).FirstOrDefault(i => i.Length > 0)
        ?? (report.Header("in-reply-to") is { Length: > 0 } answer ? answer : null);

    private static Dictionary<string, string> FieldsOf(string content) => MimePart.HeadersOf(content);
}

/// <summary>A part of a MIME message, as far as reports need it.</summary>
internal sealed partial class MimePart
{
    private const int MostDepth = 6, MostParts = 50;

    private readonly Dictionary<string, string> headers;
    private readonly List<MimePart> parts = [];

    private MimePart(Dictionary<string, string> headers, string content) => (this.headers, Content) = (headers, content);

    /// <summary>Lower case, without parameters.</summary>
    internal string Type => Header("content-type").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>Decoded.</summary>
    internal string Content { get; }

    internal string Header(string name) => headers.GetValueOrDefault(name, "");

    internal IEnumerable<MimePart> Everything() => parts.SelectMany(p => p.Everything()).Prepend(this);

    internal static MimePart Read(string text, int depth = 0)
    {
        text = text.ReplaceLineEndings("\n").TrimStart('\n');
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = HeadersOf(end < 0 ? text : text[..end]);
        var content = end < 0 ? "" : text[(end + 2)..];
        var part = new MimePart(headers, Decoded(content, headers.GetValueOrDefault("content-transfer-encoding", "")));
        if (depth < MostDepth && part.Type.StartsWith("multipart/", StringComparison.Ordinal) && Boundary().Match(headers["content-type"]) is { Success: true } boundary)
        {
            var mark = $"--{boundary.Groups[1].Value}{boundary.Groups[2].Value}";
            foreach (var piece in $"\n{content}".Split($"\n{mark}").Skip(1).TakeWhile(p => !p.StartsWith("--", StringComparison.Ordinal)).Take(MostParts))
            {
                part.parts.Add(Read(piece[Math.Max(0, piece.IndexOf('\n', StringComparison.Ordinal))..], depth + 1));
            }
        }

        return part;
    }

    /// <summary>Header fields by lower-case name, folded lines joined; of repeated fields the first.</summary>
    internal static Dictionary<string, string> HeadersOf(string text)
    {
        Dictionary<string, string> fields = [];
        foreach (var line in Folding().Replace(text.ReplaceLineEndings("\n"), " ").Split('\n'))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                fields.TryAdd(line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            }
        }

        return fields;
    }

    private static string Decoded(string content, string encoding)
    {
        if (encoding.Equals("quoted-printable", StringComparison.OrdinalIgnoreCase))
        {
            return Quoted().Replace(content.Replace("=\n", "", StringComparison.Ordinal), m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString());
        }

        var packed = encoding.Equals("base64", StringComparison.OrdinalIgnoreCase) ? new string([.. content.Where(c => !char.IsWhiteSpace(c))]) : "";
        var bytes = new byte[packed.Length];
        return packed.Length > 0 && Convert.TryFromBase64String(packed, bytes, out var written) ? Encoding.Latin1.GetString(bytes, 0, written) : content;
    }

    [GeneratedRegex(@"(?i)boundary=(?:""([^""\n]{1,200})""|([^\s;]{1,200}))")]
    private static partial Regex Boundary();

    [GeneratedRegex("\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex("=([0-9A-Fa-f]{2})")]
    private static partial Regex Quoted();
}
