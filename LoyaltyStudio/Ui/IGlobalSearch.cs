using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Ui;

/// <summary>What the search in the top bar (Ctrl+K) looks through. Answers at most ten hits, best first, within the actor's rights.</summary>
public interface IGlobalSearch
{
    Task<IReadOnlyList<SearchHit>> FindAsync(Actor actor, string text, CancellationToken ct);
}

/// <summary>One thing found: what it is called, what tells it from its namesakes, and where its page is.</summary>
/// <param name="Icon">Name of a Material Symbol.</param>
public sealed record SearchHit(string Title, string Detail, string Href, string Icon = "person");
