namespace LoyaltyStudio.Platform;

/// <summary>Named places at which a test may end the process as a power cut would. Does nothing unless LOYALTYSTUDIO_CRASH names the place.</summary>
public static class CrashPoint
{
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("LOYALTYSTUDIO_CRASH");
    private static readonly int After = int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_CRASH_AFTER"), System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 1;
    private static int passed;

    public static void Here(string name)
    {
        if (Wanted == name && Interlocked.Increment(ref passed) >= After)
        {
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }
}
