using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Members;

/// <summary>Lets one transaction at a time change the points of a member. SQLite has one writer anyway; PostgreSQL locks the member rows in order of id.</summary>
public static class MemberLocks
{
    public static async Task LockMembersAsync(this StudioDb db, IEnumerable<long> memberIds)
    {
        var ids = memberIds.Distinct().Order().ToArray();
        if (db.IsSqlite || ids.Length == 0)
        {
            return;
        }

        await using var command = db.Command("SELECT count(*) FROM (SELECT 1 FROM member WHERE id = ANY(@ids) ORDER BY id FOR UPDATE) locked").With("ids", ids);
        await command.ExecuteNonQueryAsync();
    }
}
