using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Searching;

/// <summary>Members of whom every typed word begins a word of name, e-mail, card or customer number. Uses the text index of either database.</summary>
public static class MemberSearch
{
    /// <summary>The members within the actor's stores that match; all of them when <paramref name="text"/> holds no word.</summary>
    public static IQueryable<Member> Matching(StudioDb db, Actor actor, string? text)
    {
        var words = Words.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).ToArray();
        var members = words.Length == 0 ? db.Set<Member>().AsNoTracking() : ByWords(db, words).AsNoTracking();
        return Scoped(members, actor).Where(m => m.Status != MemberStatus.Erased);
    }

    /// <summary>Only the members whose home store the actor may see.</summary>
    public static IQueryable<Member> Scoped(IQueryable<Member> members, Actor actor)
    {
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        return stores is null ? members : members.Where(m => stores.Contains(m.HomeStoreId));
    }

    /// <summary>Whether the member exists and lies within the actor's stores: the first question of everything that shows one member.</summary>
    public static Task<bool> SeesAsync(StudioDb db, Actor actor, long memberId, CancellationToken ct) => Scoped(db.Set<Member>(), actor).AnyAsync(m => m.Id == memberId, ct);

    /// <summary>The answer where <see cref="SeesAsync"/> says no; the same for a member that does not exist and one of another store.</summary>
    public static Refusal Unknown { get; } = Refuse.NotFound("member_unknown", "This member does not exist.");

    private static IQueryable<Member> ByWords(StudioDb db, string[] words)
    {
        if (db.IsSqlite)
        {
            var match = string.Join(' ', words.Select(w => $"\"{w}\"*"));
            return db.Set<Member>().FromSql($"SELECT m.* FROM member m WHERE m.id IN (SELECT rowid FROM member_search WHERE member_search MATCH {match})");
        }

        var query = string.Join(" & ", words.Select(w => $"{w}:*"));
        return db.Set<Member>().FromSql($"SELECT m.* FROM member m WHERE m.search @@ to_tsquery('simple', {query})");
    }
}
