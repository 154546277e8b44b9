using System.Diagnostics.CodeAnalysis;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Things outside the repository that a test needs: a PostgreSQL server, a browser, a mail server.</summary>
internal static class Needs
{
    /// <summary>Skips the test and says why; fails it where LOYALTYSTUDIO_TEST_REQUIRED=1 promises that everything is there.</summary>
    [DoesNotReturn]
    internal static void Missing(string what)
    {
        if (Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_REQUIRED") == "1")
        {
            Assert.Fail($"{what} LOYALTYSTUDIO_TEST_REQUIRED=1 says that nothing is missing.");
        }

        Assert.Skip(what);
        throw new InvalidOperationException(what);
    }

    /// <summary>What the variable names, or the end of this test.</summary>
    internal static string Variable(string name, string what) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : Absent(name, what);

    private static string Absent(string name, string what)
    {
        Missing($"{what}: {name} is not set.");
        return "";
    }
}
