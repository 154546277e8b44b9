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

/// <summary>Nobody changed or took away a line of the audit trail.</summary>
internal sealed class AuditChainCheck : IInvariantCheck
{
    public string Code => "audit-chain";

    public string Title => "Every line of the audit trail follows from the line before";

    public async Task<IReadOnlyList<string>> FindBreachesAsync(StudioDb db, CancellationToken ct) =>
        [.. (await AuditChain.BrokenAsync(db, ct)).Select(id => $"Line {id} of the audit trail was changed, or a line before it was taken away.")];
}
