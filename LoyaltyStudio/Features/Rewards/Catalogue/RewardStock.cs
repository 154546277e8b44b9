using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Rewards.Catalogue;

/// <summary>The stock of rewards, changed only by statements that refuse to go below zero, whoever else is taking at the same moment.</summary>
internal static class RewardStock
{
    /// <summary>Takes one; false when there is none left. Where it never runs out there is always one.</summary>
    internal static Task<bool> TakeAsync(StudioDb db, long rewardId) =>
        OneAsync(db, "UPDATE reward SET stock = stock - 1 WHERE id = @id AND (stock IS NULL OR stock > 0)", rewardId, null);

    internal static Task<bool> GiveBackAsync(StudioDb db, long rewardId) => OneAsync(db, "UPDATE reward SET stock = stock + 1 WHERE id = @id", rewardId, null);

    /// <summary>Sets the stock as a form does that showed <paramref name="was"/>: what was taken meanwhile stays taken.</summary>
    internal static Task<bool> SetAsync(StudioDb db, long rewardId, long? was, long? now) => now is null
        ? OneAsync(db, "UPDATE reward SET stock = NULL WHERE id = @id", rewardId, null)
        : was is null
            ? OneAsync(db, "UPDATE reward SET stock = @by WHERE id = @id", rewardId, now)
            : OneAsync(db, "UPDATE reward SET stock = stock + @by WHERE id = @id AND stock + @by >= 0", rewardId, now - was);

    private static async Task<bool> OneAsync(StudioDb db, string sql, long rewardId, long? by)
    {
        await using var command = db.Command(sql).With("id", rewardId);
        if (by is not null)
        {
            command.With("by", by);
        }

        return await command.ExecuteNonQueryAsync() == 1;
    }
}
