using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;

namespace LoyaltyStudio.Features.Members.Profiles;

/// <summary>Adds members in bulk, inside a transaction of the caller.</summary>
public static class MemberBook
{
    /// <summary>Gives every member an id, and a card number where it has none, and writes them.</summary>
    public static async Task AddAsync(StudioDb db, IReadOnlyList<Member> members)
    {
        var ids = await db.NextIdsAsync<Member>(members.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            members[i].Id = ids[i];
            if (members[i].CardNumber.Length == 0)
            {
                members[i].CardNumber = CardNumber(ids[i]);
            }

            members[i].Index();
        }

        await db.BulkInsertAsync(members);
    }

    /// <summary>Thirteen digits that begin with 29, the range that shops use for their own cards, with an EAN check digit, so that scanners read them.</summary>
    public static string CardNumber(long id)
    {
        var digits = $"29{id:D10}";
        var sum = digits.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return $"{digits}{(10 - (sum % 10)) % 10}";
    }
}
