using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Members;

/// <summary>A tab of the member page, given by a feature above. The component gets the parameter MemberId.</summary>
/// <param name="Title">English text, key of the translation in the resources of <paramref name="Texts"/>.</param>
/// <param name="Slug">Name of the tab in the query string.</param>
public sealed record MemberPanel(int Order, string Title, string Slug, Type Component, Permission Permission, Type Texts);

/// <summary>A figure at the head of the member page, given by a feature above. The component gets the parameter MemberId and shows a StatTile.</summary>
public sealed record MemberTile(int Order, Type Component, Permission Permission);

/// <summary>A choice of a filter: Value goes to the query string, Text is English and a key of the translation, or a name from the data.</summary>
public sealed record MemberFilterOption(string Value, string Text);

/// <summary>A filter of the member list, given by a feature above that knows more of members than their profile.</summary>
public interface IMemberFilter
{
    int Order { get; }

    /// <summary>Name in the query string.</summary>
    string Slug { get; }

    /// <summary>What stands there while nothing is chosen; English, key of the translation in the resources of <see cref="Texts"/>.</summary>
    string All { get; }

    Type Texts { get; }

    Task<IReadOnlyList<MemberFilterOption>> OptionsAsync(StudioDb db, DateOnly today, CancellationToken ct);

    /// <summary>The members for whom the value holds; a value that is no option leaves them all.</summary>
    Task<IQueryable<Member>> ApplyAsync(StudioDb db, IQueryable<Member> members, string value, DateOnly today, CancellationToken ct);
}
