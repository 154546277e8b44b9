using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>A cheque whose mail with its present code did not go out.</summary>
public sealed class UndeliveredCheque
{
    public long ChequeId { get; init; }

    /// <summary>True where a mail server refused it; false where it was held back, because consent had gone, say.</summary>
    public bool Failed { get; init; }

    /// <summary>In English, as the message says it.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What became of the mail with cheques; the room that sends mail answers.</summary>
public interface IChequePost
{
    /// <summary>Cheques whose mail with the present code waits, went out, or may have gone out.</summary>
    IQueryable<long> Mailed(StudioDb db);

    IQueryable<UndeliveredCheque> Undelivered(StudioDb db);

    /// <summary>Cheques of the time before this installation delivered them: with their first code their owners count as told. They are printed on request, one by one.</summary>
    IQueryable<long> ToldBefore(StudioDb db);
}
