using System.Diagnostics;
using System.Text.Json;

namespace LoyaltyStudio.Cli;

/// <summary>
/// What a verb says. Results go to standard output, as sentences or with --json as one line; progress and refusals go to standard error, so that
/// output can be piped. Progress is one line that is rewritten on a terminal, and a line every five seconds elsewhere.
/// </summary>
public sealed class CliOutput(bool json, TextWriter output, TextWriter error, bool terminal)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private long last = Stopwatch.GetTimestamp();
    private int width;

    public bool Json => json;

    /// <summary>A sentence for people; nothing with --json.</summary>
    public void Say(string text)
    {
        if (!json)
        {
            Clear();
            output.WriteLine(text);
        }
    }

    /// <summary>The result: the sentence, or with --json the value on one line.</summary>
    public void Result(object value, string text)
    {
        Clear();
        output.WriteLine(json ? JsonSerializer.Serialize(value, Format) : text);
    }

    /// <summary>Why nothing was done.</summary>
    public void Refuse(string code, string text)
    {
        Clear();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { State = "refused", Code = code, Message = text }, Format));
        }
        else
        {
            error.WriteLine(text);
        }
    }

    /// <summary>How far the work is; total is 0 where it is not known.</summary>
    public void Progress(long done, long total, string step)
    {
        var text = total > 0 ? $"{step}: {done:N0} of {total:N0} ({done * 100 / total} %)" : $"{step}: {done:N0}";
        if (terminal)
        {
            error.Write('\r' + text.PadRight(width));
            width = text.Length;
        }
        else if (Stopwatch.GetElapsedTime(last) >= Between)
        {
            last = Stopwatch.GetTimestamp();
            error.WriteLine(text);
        }
    }

    private void Clear()
    {
        if (width > 0)
        {
            error.Write('\r' + new string(' ', width) + '\r');
            width = 0;
        }
    }
}
