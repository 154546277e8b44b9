using LoyaltyStudio.Tests.Scale;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace LoyaltyStudio.Tests;

/// <summary>`scale NAME` measures how fast the product is beside the bare machine; anything else runs tests.</summary>
internal static class TestProgram
{
    private static async Task<int> Main(string[] args) => args switch
    {
        ["scale", .. var rest] => await ScaleProgram.RunAsync(rest),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await ConsoleRunner.Run(args),
    };
}
