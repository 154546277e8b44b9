using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Architecture;

/// <summary>A hand-written file of the product; the path is relative to its folder.</summary>
internal sealed record SourceFile(string Path, string Text);

internal static class SourceFiles
{
    internal static IReadOnlyList<SourceFile> All(params string[] patterns)
    {
        var root = System.IO.Path.Combine(RealData.Root(), "LoyaltyStudio");
        return [.. patterns.SelectMany(p => Directory.EnumerateFiles(root, p, SearchOption.AllDirectories)).Select(f => System.IO.Path.GetRelativePath(root, f))
            .Where(f => !f.StartsWith("obj/", StringComparison.Ordinal) && !f.StartsWith("bin/", StringComparison.Ordinal) && !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(f => new SourceFile(f, File.ReadAllText(System.IO.Path.Combine(root, f))))];
    }
}
