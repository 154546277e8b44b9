using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;

namespace LoyaltyStudio.Features.Feedback.Asking;

/// <summary>An invitation to write.</summary>
public sealed record SurveyLetter(long InvitationId, long MemberId, string FirstName, string LastName, string Email, string Language, SurveyKind Kind, string Question);

/// <summary>The answer to a complaint, for the member.</summary>
public sealed record AnswerLetter(long MemberId, string FirstName, string LastName, string Email, string Language, string Subject, string Body);

/// <summary>Word to a colleague about a complaint or a low score of a store.</summary>
/// <param name="Score">Null for a complaint.</param>
/// <param name="Path">Where it stands in the back office.</param>
public sealed record StaffLetter(long UserId, string Name, string Email, string Language, string Store, int? Score, string Words, string Path);

/// <summary>Puts what feedback has to say into the outbox, in the transaction that decides on it. Messaging stands above and implements it.</summary>
public interface IFeedbackPost
{
    Task InviteAsync(StudioDb db, IReadOnlyList<SurveyLetter> letters, CancellationToken ct);

    Task AnswerAsync(StudioDb db, AnswerLetter letter, CancellationToken ct);

    /// <returns>The ids of the messages, in order.</returns>
    Task<IReadOnlyList<long>> AlertAsync(StudioDb db, IReadOnlyList<StaffLetter> letters, CancellationToken ct);
}
