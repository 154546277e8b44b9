using System.Globalization;
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
        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync();
        }

        foreach (var entry in db.PendingAudit)
        {
            entry.At = new DateTime(now.Ticks / 10 * 10, DateTimeKind.Utc);
        }

        await (db.IsSqlite ? ChainAsync(db) : ChainOnServerAsync(db));
        db.PendingAudit.Clear();
    }

    private static async Task ChainAsync(StudioDb db)
    {
        var (id, hash) = (0L, "");
        await using (var command = db.Command("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1"))
        {
            await using var reader = await command.ExecuteReaderAsync();
            (id, hash) = await reader.ReadAsync() ? (reader.GetInt64(0), reader.GetString(1)) : (id, hash);
        }

        foreach (var entry in db.PendingAudit)
        {
            entry.Id = ++id;
            hash = entry.Hash = HashOf(hash, entry);
        }

        await db.BulkInsertAsync(db.PendingAudit);
    }

    /// <summary>
    /// The end of the chain is held from here to the commit and every other act waits for it, so that lock, look, hash and insert are one trip to the server. Each statement
    /// sees what was committed before it began.
    /// </summary>
    private static async Task ChainOnServerAsync(StudioDb db)
    {
        const string Insert = """
            INSERT INTO audit_entry (id, at, actor, action, subject, details, hash)
            SELECT n.id, @at{0}, @actor{0}, @action{0}, @subject{0}, @details{0},
                encode(sha256(convert_to(concat_ws(E'\n', n.hash, n.id::text, @ticks{0}, @actor{0}, @action{0}, @subject{0}, @details{0}), 'UTF8')), 'hex')
            FROM (SELECT coalesce(max(l.id), 0) + 1 AS id, coalesce(max(l.hash), '') AS hash FROM (SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1) l) n
            """;
        var places = Enumerable.Range(0, db.PendingAudit.Count);
        await using var command = db.Command($"SELECT pg_advisory_xact_lock(7301); {string.Join(';', places.Select(i => string.Format(CultureInfo.InvariantCulture, Insert, i)))}");
        foreach (var (entry, i) in db.PendingAudit.Select((e, i) => (e, i)))
        {
            command.With($"at{i}", entry.At).With($"ticks{i}", entry.At.Ticks.ToString(CultureInfo.InvariantCulture)).With($"actor{i}", entry.Actor).With($"action{i}", entry.Action)
                .With($"subject{i}", entry.Subject).With($"details{i}", entry.Details);
        }

        await command.ExecuteNonQueryAsync();
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
