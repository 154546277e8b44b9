using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Makes what is used on one receipt wait for each other, so that what may not go together never does. SQLite has one writer and needs no lock.</summary>
public static class ReceiptLock
{
    private const int Space = 7303;

    public static async Task HoldAsync(StudioDb db, string receipt, CancellationToken ct)
    {
        if (!db.IsSqlite)
        {
            await using var hold = db.Command("SELECT pg_advisory_xact_lock(@space, hashtext(@receipt))").With("space", Space).With("receipt", receipt);
            await hold.ExecuteNonQueryAsync(ct);
        }
    }
}
