using System.Diagnostics;
using System.Text;

namespace LoyaltyStudio.Tests.Support;

/// <summary>How a child process of the product ended.</summary>
internal sealed record ProcessEnd(int Exit, string Output, string Error)
{
    internal ProcessEnd Must() => Exit == 0 ? this : throw new InvalidOperationException($"Exit code {Exit}. {Output} {Error}");
}

/// <summary>The built product as a process of its own, so that a test can kill it.</summary>
internal static class StudioProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LoyaltyStudio.dll");

    /// <summary>Runs a verb to its end, or kills it after <paramref name="killAfter"/>.</summary>
    internal static async Task<ProcessEnd> RunAsync(string folder, IReadOnlyDictionary<string, string?> settings, string[] args, TimeSpan? killAfter = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(folder, settings, args, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(killAfter ?? TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            if (killAfter is null)
            {
                throw new TimeoutException($"{string.Join(' ', args)} did not end.", e);
            }
        }

        return new ProcessEnd(process.ExitCode, await output, await error);
    }

    internal static Process Start(string folder, IReadOnlyDictionary<string, string?> settings, string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Program);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        // A second of lease instead of a minute, so that the next start need not wait; quick start-up of the many short runs.
        start.Environment["LoyaltyStudio__Jobs__LeaseSeconds"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";

        // Small pieces of a cheque run, so that there are many places between two of them.
        start.Environment["LoyaltyStudio__Cheques__Chunk"] = "700";
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }
}
