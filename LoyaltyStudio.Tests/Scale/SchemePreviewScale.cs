using System.Diagnostics;
using LoyaltyStudio.Features.Cheques.Previewing;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>How long the form of the cheque schemes takes to read all members once, and to work out a change of the form.</summary>
internal static class SchemePreviewScale
{
    internal static async Task<int> RunAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        await using var retailer = await BigRetailer.OpenAsync(engine, members, folder, ct);
        var plain = ReferenceProgramme.Content;
        var rich = plain with
        {
            Schemes = [plain.Cheques, plain.Cheques with { Code = "gold", Period = CalendarUnit.Year, MemberDays = 90, Bands = [new(200_00, 110), new(500_00, 125), new(1_000_00, 150)], TierPercents = [new("goud", 150)] }],
        };
        await MeasureAsync("scheme-preview", retailer, plain, engine, members, ct);
        await MeasureAsync("scheme-preview-bands", retailer, rich, engine, members, ct);
        return 0;
    }

    private static async Task MeasureAsync(string name, Retailer retailer, ProgrammeContent content, string engine, int members, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var reading = (SchemeReading)(await retailer.Get<PreviewSchemes>().RunAsync(retailer.Anna, content, ct)).Must();
        ScaleProgram.Tell($"{name}-read", Stopwatch.GetElapsedTime(started).TotalSeconds, "s", null, engine, members);
        ScaleProgram.Tell($"{name}-groups", reading.Groups, "groups", null, engine, members);
        var times = new double[20];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var given = reading.Of(content with { Schemes = [.. content.Schemes.Select(s => s with { PointsPerStep = s.PointsPerStep + i })] });
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (i == 0)
            {
                ScaleProgram.Tell($"{name}-cheques", given.Cheques, "cheques", null, engine, members);
            }
        }

        Array.Sort(times);
        ScaleProgram.Tell($"{name}-change-p50", times[10], "ms", null, engine, members);
        ScaleProgram.Tell($"{name}-change-max", times[^1], "ms", null, engine, members);
    }
}
