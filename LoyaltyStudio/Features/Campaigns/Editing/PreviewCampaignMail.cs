using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <param name="Step">Key of the message; null for the first one.</param>
/// <param name="Skip">Which of the members that would be meant: 0 the first, 1 the next.</param>
public sealed record PreviewCampaignMailRequest(CampaignDraft Draft, string Language, int Skip = 0, string? Step = null);

/// <param name="Member">Whose message this is; empty when there is no member yet and the words are made up.</param>
public sealed record CampaignMailPreview(string Member, string Subject, string Html);

/// <summary>Writes a campaign's message as a real member would get it, with a code that is none.</summary>
public sealed class PreviewCampaignMail(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const string SampleCode = "ABCD12345VWXYZ";

    public async Task<Outcome<CampaignMailPreview>> RunAsync(Actor actor, PreviewCampaignMailRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        var draft = request.Draft;
        if ((request.Step is { } key ? draft.Flow.Find(key) : draft.Flow.Everything().OfType<MessageStep>().FirstOrDefault()) is not MessageStep step)
        {
            return Refuse.Conflict("no_message", "This campaign has no message.");
        }

        List<FieldError> errors = [.. FlowRules.OfText(step.Key, "nl", step.Nl, false), .. FlowRules.OfText(step.Key, "en", step.En, false)];
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var info = await organisation.CurrentAsync(ct);
        var today = info.Today(clock);
        await using var db = data.Read();
        var to = await RecipientAsync(db, request, today, ct);
        var terms = draft.Flow.Everything().OfType<OfferStep>().FirstOrDefault()?.Terms;
        var face = terms is null ? null : new CouponFace(SampleCode, terms.Kind, terms.ValueFor(to?.Tier ?? ""), today.AddDays(terms.ValidDays));
        var mail = new CampaignMail(step, info, draft.Purpose == CampaignPurpose.Service).Render((to ?? Stranger) with { Language = request.Language }, face);
        return new CampaignMailPreview(to is null ? "" : $"{to.FirstName} {to.LastName}".Trim(), mail.Subject, WithoutSheet(mail.Html.Replace(MailLayout.UnsubscribeMark, "#", StringComparison.Ordinal)));
    }

    private static Recipient Stranger { get; } = new(0, "Zoë", "de Vries", "9000000000", "", "nl", 240, "brons", "");

    /// <summary>The page that shows it allows no style elements; the look is in the attributes, the sheet only fits telephones and dark mail programs.</summary>
    private static string WithoutSheet(string html)
    {
        int from = html.IndexOf("<style>", StringComparison.Ordinal), to = html.IndexOf("</style>", StringComparison.Ordinal);
        return from >= 0 && to > from ? html.Remove(from, to - from + "</style>".Length) : html;
    }

    /// <summary>Somebody of the language who would be meant; otherwise anybody of the language.</summary>
    private static async Task<Recipient?> RecipientAsync(StudioDb db, PreviewCampaignMailRequest request, DateOnly today, CancellationToken ct)
    {
        var limit = today.AddDays(-Math.Clamp(request.Draft.DaysWithoutPurchase ?? 0, 0, 36_500));
        var members = db.Set<Member>().Where(m => m.Language == request.Language && m.Status == MemberStatus.Active && m.FirstName != "");
        var meant = request.Draft.SegmentId is { } segment ? members.Where(m => m.EmailConsent && m.EmailKey != null && db.Set<SegmentMember>().Any(s => s.SegmentId == segment && s.MemberId == m.Id))
            : members.Where(m => m.EmailConsent && m.EmailKey != null && db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn <= limit));
        var id = await meant.OrderBy(m => m.Id).Skip(Math.Max(0, request.Skip)).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct)
            ?? await members.OrderBy(m => m.Id).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct);
        return id is { } found ? (await CampaignAudience.RecipientsAsync(db, [found], ct)).FirstOrDefault() : null;
    }
}
