using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace LoyaltyStudio.Shell.Layout;

/// <summary>A link of the menu that is marked on its page and the pages below it, but not where another entry of the menu leads.</summary>
public sealed class MenuLink : NavLink
{
    /// <summary>Addresses of other entries below this one's.</summary>
    [Parameter] public IReadOnlyList<string> Below { get; set; } = [];

    protected override bool ShouldMatch(string uriAbsolute) => base.ShouldMatch(uriAbsolute) && !Below.Any(b => new Uri(uriAbsolute).AbsolutePath is var path && (path == b || path.StartsWith(b + "/", StringComparison.Ordinal)));
}
