using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Data;

/// <summary>One line of the audit trail: who did what to what, and why. Each line's hash covers the line before, so that a changed line is seen.</summary>
public sealed class AuditEntry : IAppendOnly
{
    public long Id { get; set; }
    public DateTime At { get; set; }
    public required string Actor { get; set; }

    /// <summary>Stable name of the act, such as programme.published.</summary>
    public required string Action { get; set; }

    /// <summary>Kind and id of the thing, such as cheque_run 12.</summary>
    public required string Subject { get; set; }

    /// <summary>What changed, in words; names fields, never repeats personal data.</summary>
    public required string Details { get; set; }

    public string Hash { get; set; } = "";
}

internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => e.At);
    }
}

/// <summary>Adds lines to the audit trail in the transaction of the act itself, and proves that none was changed since.</summary>
public static class AuditChain
{
    /// <summary>Notes an act; the line is chained and written when the transaction ends well.</summary>
    public static void Audit(this StudioDb db, Actor actor, string action, string subject, string details = "") =>
        db.PendingAudit.Add(new AuditEntry { Actor = actor.Stamp, Action = action, Subject = subject, Details = details });

    internal static async Task AppendAsync(StudioDb db, DateTime now)
    {
        if (!db.IsSqlite)
        {
            await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7301)");
        }

        var last = await db.Set<AuditEntry>().AsNoTracking().OrderByDescending(e => e.Id).FirstOrDefaultAsync();
        foreach (var entry in db.PendingAudit)
        {
            entry.Id = (last?.Id ?? 0) + 1;
            entry.At = new DateTime(now.Ticks / 10 * 10, DateTimeKind.Utc);
            entry.Hash = HashOf(last?.Hash ?? "", entry);
            db.Add(entry);
            last = entry;
        }

        db.PendingAudit.Clear();
        await db.SaveChangesAsync();
    }

    /// <summary>The ids of lines whose hash does not follow from the line before; empty when the trail is whole.</summary>
    public static async Task<IReadOnlyList<long>> BrokenAsync(StudioDb db, CancellationToken ct)
    {
        var broken = new List<long>();
        var previous = "";
        var id = 0L;
        await foreach (var entry in db.Set<AuditEntry>().AsNoTracking().OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (entry.Id != ++id || entry.Hash != HashOf(previous, entry))
            {
                broken.Add(entry.Id);
                id = entry.Id;
            }

            previous = entry.Hash;
        }

        return broken;
    }

    private static string HashOf(string previous, AuditEntry e) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', previous, e.Id, e.At.Ticks, e.Actor, e.Action, e.Subject, e.Details))));
}
