using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Asking;

namespace LoyaltyStudio.Features.Messaging.SurveyMail;

/// <summary>Puts what feedback has to say into the outbox: invitations, answers to complaints, and word to colleagues.</summary>
internal sealed class FeedbackPost(OrganisationBook organisation, TimeProvider clock) : IFeedbackPost
{
    public async Task InviteAsync(StudioDb db, IReadOnlyList<SurveyLetter> letters, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        await AddAsync(db, info, [.. letters.Select(new SurveyMailTexts(info).Invitation)]);
    }

    public async Task AnswerAsync(StudioDb db, AnswerLetter letter, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        await AddAsync(db, info, [new SurveyMailTexts(info).Answer(letter)]);
    }

    public async Task<IReadOnlyList<long>> AlertAsync(StudioDb db, IReadOnlyList<StaffLetter> letters, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        return await AddAsync(db, info, [.. letters.Select(new SurveyMailTexts(info).Alert)]);
    }

    private Task<IReadOnlyList<long>> AddAsync(StudioDb db, OrganisationInfo info, IReadOnlyList<OutboxDraft> drafts) => Outbox.AddAsync(db, drafts, info.Today(clock), clock.GetUtcNow().UtcDateTime);
}
