using System.Data.Common;

namespace LoyaltyStudio.Data;

/// <summary>Something that must always be true of the data. Checks only look; they repair nothing.</summary>
public interface IInvariantCheck
{
    /// <summary>Stable short name, such as audit-chain.</summary>
    string Code { get; }

    /// <summary>What must hold, in English.</summary>
    string Title { get; }

    /// <summary>The breaches, each a sentence that names the row; empty when all is well.</summary>
    Task<IReadOnlyList<string>> FindBreachesAsync(StudioDb db, CancellationToken ct);
}

/// <summary>A check that is one statement: every row that it finds is a breach. Works on both databases.</summary>
public abstract class StatementCheck(string code, string title, string sql) : IInvariantCheck
{
    public string Code => code;

    public string Title => title;

    public async Task<IReadOnlyList<string>> FindBreachesAsync(StudioDb db, CancellationToken ct)
    {
        var breaches = new List<string>();
        await using var command = db.Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            breaches.Add(Describe(reader));
        }

        return breaches;
    }

    private static string Describe(DbDataReader reader) =>
        string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i).Replace('_', ' ')} {reader.GetValue(i)}"));
}

/// <summary>Nobody changed or took away a line of the audit trail.</summary>
internal sealed class AuditChainCheck : IInvariantCheck
{
    public string Code => "audit-chain";

    public string Title => "Every line of the audit trail follows from the line before";

    public async Task<IReadOnlyList<string>> FindBreachesAsync(StudioDb db, CancellationToken ct) =>
        [.. (await AuditChain.BrokenAsync(db, ct)).Select(id => $"Line {id} of the audit trail was changed, or a line before it was taken away.")];
}
