using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>Which message is written, and as for whom.</summary>
/// <param name="Step">Key of the message; null for the first one.</param>
/// <param name="MemberId">As for this member; null: somebody whom the campaign would mean.</param>
/// <param name="Skip">Which of those: 0 the first, 1 the next.</param>
internal sealed record SampleRequest(CampaignDraft Draft, string? Step, string Language, long? MemberId, int Skip, bool OtherSubject);

/// <param name="Member">Whose message this is; empty when there is no member yet and the words are made up.</param>
internal sealed record Sample(string Member, long? MemberId, RenderedMail Mail);

/// <summary>Writes a message of a campaign that is being edited as a member would get it, with a code that is none and links that are not counted.</summary>
internal sealed class SampleMail(StudioData data, TimeProvider clock, OrganisationBook organisation, RecipientBook recipients)
{
    private const string Code = "ABCD12345VWXYZ";

    internal async Task<Outcome<Sample>> MakeAsync(Actor actor, SampleRequest request, CancellationToken ct)
    {
        var draft = request.Draft;
        if ((request.Step is { } key ? draft.Flow.Find(key) : draft.Flow.Everything().OfType<MessageStep>().FirstOrDefault()) is not MessageStep step)
        {
            return Refuse.Conflict("no_message", "This campaign has no message.");
        }

        var language = CampaignMail.LanguageOf(request.Language);
        List<FieldError> errors = [.. FlowRules.OfText(step.Key, language, step.Of(language), false)];
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var info = await organisation.CurrentAsync(ct);
        var today = info.Today(clock);
        var words = CampaignWords.Of(step, language, request.OtherSubject ? "B" : "A", draft.Purpose == CampaignPurpose.Service);
        await using var db = data.Read();
        if (request.MemberId is { } wanted && !await MemberSearch.SeesAsync(db, actor, wanted, ct))
        {
            return MemberSearch.Unknown;
        }

        var id = request.MemberId ?? await MeantAsync(db, actor, request, language, today, ct);
        var to = id is { } found ? (await recipients.ReadAsync(db, [found], [words], today, ct)).GetValueOrDefault(found) : null;
        var terms = draft.Flow.Everything().OfType<OfferStep>().FirstOrDefault()?.Terms;
        var face = terms is null ? null : new CouponFace(CodeText.Print(Code), terms.Kind, terms.ValueFor(to?.Tier ?? ""), today.AddDays(terms.ValidDays));
        var mail = CampaignMail.Render(words, info, (to ?? Stranger) with { Language = language }, face);
        return new Sample(to is null ? "" : $"{to.FirstName} {to.LastName}".Trim(), id, mail);
    }

    private static Recipient Stranger { get; } = new(0, "Zoë", "de Vries", "9000000000", "", "nl", 240, "brons", "");

    /// <summary>Somebody of the language who would be meant; otherwise anybody of the language.</summary>
    private static async Task<long?> MeantAsync(StudioDb db, Actor actor, SampleRequest request, string language, DateOnly today, CancellationToken ct)
    {
        var limit = today.AddDays(-Math.Clamp(request.Draft.DaysWithoutPurchase ?? 0, 0, 36_500));
        var members = MemberSearch.Scoped(db.Set<Member>(), actor).Where(m => m.Language == language && m.Status == MemberStatus.Active && m.FirstName != "");
        var meant = request.Draft.SegmentId is { } segment ? members.Where(m => m.EmailConsent && m.EmailKey != null && db.Set<SegmentMember>().Any(s => s.SegmentId == segment && s.MemberId == m.Id))
            : members.Where(m => m.EmailConsent && m.EmailKey != null && db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn <= limit));
        return await meant.OrderBy(m => m.Id).Skip(Math.Max(0, request.Skip)).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct)
            ?? await members.OrderBy(m => m.Id).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct);
    }
}
