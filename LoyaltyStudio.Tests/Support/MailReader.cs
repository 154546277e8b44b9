using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A message with a text and an HTML part, read by the rules of MIME: headers by lower-case name and decoded, both parts as text.</summary>
internal sealed partial record MailReader(IReadOnlyDictionary<string, string> Headers, string Text, string Html)
{
    internal static MailReader Read(TakenMail mail)
    {
        var end = mail.Content.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = Folded().Replace(mail.Content[..end], " ").Split("\r\n").Select(l => l.Split(':', 2)).ToDictionary(p => p[0].ToLowerInvariant(), p => Decoded(p[1].Trim()));
        var mark = Boundary().Match(headers["content-type"]).Groups[1].Value;
        var parts = mail.Content[end..].Split($"--{mark}").Skip(1).Take(2).Select(p => p[(p.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).Select(p => Plain(p).Replace("\r\n", "\n", StringComparison.Ordinal)).ToList();
        return new MailReader(headers, parts[0], parts[1]);
    }

    /// <summary>Words of RFC 2047: those of one kind next to each other are put together before they are read, as letters may be cut in two.</summary>
    private static string Decoded(string value)
    {
        var marked = Encoded().Replace(Between().Replace(value, "?==?"), word => word.Groups["how"].Value is "B" or "b" ? $"\u0001{word.Groups["text"].Value}\u0002" : $"\u0003{word.Groups["text"].Value.Replace('_', ' ')}\u0004");
        var half = Words().Replace(marked, m => Encoding.UTF8.GetString([.. m.Groups[1].Captures.SelectMany(c => Convert.FromBase64String(c.Value))]));
        return Quoted().Replace(half, m => Plain(m.Groups[1].Value));
    }

    /// <summary>Quoted-printable as text.</summary>
    private static string Plain(string quoted)
    {
        var soft = quoted.Replace("=\r\n", "", StringComparison.Ordinal);
        var bytes = new List<byte>();
        for (var i = 0; i < soft.Length; i++)
        {
            if (soft[i] == '=' && i + 2 < soft.Length && Uri.IsHexDigit(soft[i + 1]) && Uri.IsHexDigit(soft[i + 2]))
            {
                bytes.Add(Convert.FromHexString(soft.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add((byte)soft[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex("boundary=\"?([^\";]+)")]
    private static partial Regex Boundary();

    [GeneratedRegex("\r\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(@"\?= =\?")]
    private static partial Regex Between();

    [GeneratedRegex(@"=\?(?i:utf-8)\?(?<how>[BbQq])\?(?<text>[^?]*)\?=")]
    private static partial Regex Encoded();

    [GeneratedRegex("(?:\u0001([^\u0002]*)\u0002)+")]
    private static partial Regex Words();

    [GeneratedRegex("\u0003([^\u0004]*)\u0004")]
    private static partial Regex Quoted();
}
