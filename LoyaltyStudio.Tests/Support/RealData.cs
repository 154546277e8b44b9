namespace LoyaltyStudio.Tests.Support;

/// <summary>The folder with real files that stands beside the repository on some machines; it is no part of it.</summary>
internal static class RealData
{
    /// <summary>LOYALTYSTUDIO_TEST_DATA, or ../shared/data beside the repository; skips the test where neither is there.</summary>
    internal static string FolderOrSkip()
    {
        var folder = Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_DATA") ?? Path.Combine(Root(), "..", "shared", "data");
        if (!Directory.Exists(folder))
        {
            Assert.Skip($"The folder with real files is not here: {folder}.");
        }

        return folder;
    }

    /// <summary>The folder of the solution.</summary>
    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LoyaltyStudio.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the solution.");
        }

        return folder;
    }
}
