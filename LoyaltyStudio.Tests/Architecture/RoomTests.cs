using System.Text;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Architecture;

/// <summary>Who may use whom (docs/architecture.md), on the compiled product, default deny.</summary>
public sealed class RoomTests
{
    private static readonly string[] Features = ["Access", "Programme", "Members", "Purchases", "Points", "Tiers", "Rewards", "Segments", "Feedback", "Channels", "Lifecycle", "Predictions", "Cohorts", "Cheques", "Messaging", "Campaigns", "Personalisation", "BackTest", "Dashboards"];

    /// <summary>The rooms below the features and what each may use besides Platform and itself.</summary>
    private static readonly Dictionary<string, string[]> Lower = new()
    {
        ["Platform"] = [],
        ["Data"] = [],
        ["Ui"] = [],
        ["Cli"] = ["Data"],
        ["Api"] = ["Data"],
        ["Jobs"] = ["Data", "Ui", "Cli"],
        ["Documents"] = [],
        ["Importing"] = ["Data", "Ui", "Cli", "Documents"],
    };

    private static readonly IReadOnlyList<TypeUse> Product = AssemblyReader.Read(typeof(Actor).Assembly.Location);

    [Fact]
    public void Every_room_uses_only_the_rooms_that_it_may()
    {
        var offences = Product.SelectMany(t => t.Types.Select(u => (From: t, To: u)))
            .Where(p => RoomOf(p.From.Namespace) is { } from && RoomOf(p.To.Namespace) is { } to && from != to && !May(from, to))
            .Select(p => $"{p.From.Namespace}.{p.From.Name} uses {p.To.Namespace}.{p.To.Name}").Order().ToList();
        Assert.True(offences.Count == 0, new StringBuilder().AppendLine($"{offences.Count} uses against docs/architecture.md. Move the type that is used down to a room that both may use, "
            + "turn the arrow round with a small interface in the lower room, or change the rule here and in docs/architecture.md together.").AppendJoin('\n', offences).ToString());
    }

    [Fact]
    public void Every_type_stands_in_a_room()
    {
        var homeless = Product.Where(t => t.Namespace.StartsWith("LoyaltyStudio", StringComparison.Ordinal) && RoomOf(t.Namespace) is null).Select(t => $"{t.Namespace}.{t.Name}").ToList();
        Assert.True(homeless.Count == 0, $"These types stand in no room of docs/architecture.md; move them, or add the room here and there: {string.Join(", ", homeless)}");
    }

    [Fact]
    public void The_reader_sees_what_methods_do()
    {
        // Without this a reader that finds nothing would let everything pass.
        var services = Product.Single(t => t is { Namespace: "LoyaltyStudio", Name: "StudioServices" });
        Assert.Contains(("LoyaltyStudio.Features.Dashboards", "DashboardsFeature"), services.Types);
        Assert.False(May("Features.Access", "Features.Cheques") || May("Ui", "Data") || May("Platform", "Data") || May("Features.Points", "Shell"));
    }

    [Fact]
    public void Nobody_looks_at_the_clock_on_the_wall()
    {
        string[] forbidden = ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow"];
        var found = Product.SelectMany(t => t.Members.Intersect(forbidden).Select(m => $"{t.Namespace}.{t.Name} uses {m}")).ToList();
        Assert.True(found.Count == 0, $"Take a TimeProvider instead, so that tests and --as-of can set the time:\n{string.Join("\n", found)}");
    }

    [Fact]
    public void No_screen_writes_markup_that_is_not_encoded()
    {
        var found = Product.SelectMany(t => t.Members.Where(m => m.StartsWith("Microsoft.AspNetCore.Components.MarkupString", StringComparison.Ordinal)).Select(_ => $"{t.Namespace}.{t.Name}")).Distinct().ToList();
        Assert.True(found.Count == 0, $"MarkupString puts text on the page as it is, and with it whatever a member is called. Write components, or a sandboxed frame: {string.Join(", ", found)}");
        var written = SourceFiles.All("*.cs").Where(f => f.Text.Contains("AddMarkupContent", StringComparison.Ordinal)).Select(f => f.Path).ToList();
        Assert.True(written.Count == 0, $"AddMarkupContent is for the compiler of razor files only: {string.Join(", ", written)}");
    }

    [Fact]
    public void Components_know_neither_the_database_nor_the_scheduler()
    {
        var found = Product.Where(t => typeof(Actor).Assembly.GetType($"{t.Namespace}.{t.Name}") is { } type && typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type))
            .SelectMany(t => t.Types.Where(u => u.Namespace.StartsWith("LoyaltyStudio.Data", StringComparison.Ordinal)).Select(u => $"{u.Namespace}.{u.Name}")
                .Concat(t.Members.Where(m => m.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || m.StartsWith("Quartz.", StringComparison.Ordinal)))
                .Select(u => $"{t.Namespace}.{t.Name} uses {u}")).ToList();
        Assert.True(found.Count == 0, $"A component injects use cases and queries; move this into one:\n{string.Join("\n", found)}");
    }

    private static bool May(string from, string to) => (from, to) switch
    {
        ("Root" or "Shell", _) => true,
        (_, "Platform") => true,
        (_, "Root" or "Shell") => false,
        _ when Lower.TryGetValue(from, out var uses) => uses.Contains(to),
        _ when !to.StartsWith("Features.", StringComparison.Ordinal) => true,
        _ => Array.IndexOf(Features, to[9..]) is var above and >= 0 && above < Array.IndexOf(Features, from[9..]),
    };

    /// <summary>The room of a namespace; null outside the product.</summary>
    private static string? RoomOf(string space) => space.Split('.') switch
    {
        ["LoyaltyStudio"] => "Root",
        ["LoyaltyStudio", "Features", var feature, ..] when Features.Contains(feature) => $"Features.{feature}",
        ["LoyaltyStudio", "Shell", ..] => "Shell",
        ["LoyaltyStudio", var room, ..] when Lower.ContainsKey(room) => room,
        _ => null,
    };
}
