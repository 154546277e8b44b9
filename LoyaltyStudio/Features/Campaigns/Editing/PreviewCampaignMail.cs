using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <param name="Step">Key of the message; null for the first one.</param>
/// <param name="Skip">Which of the members that would be meant: 0 the first, 1 the next.</param>
public sealed record PreviewCampaignMailRequest(CampaignDraft Draft, string Language, int Skip = 0, string? Step = null)
{
    /// <summary>As this member gets it; null: somebody whom the campaign would mean.</summary>
    public long? MemberId { get; init; }

    /// <summary>With the second subject of a test.</summary>
    public bool OtherSubject { get; init; }
}

/// <param name="Member">Whose message this is; empty when there is no member yet and the words are made up.</param>
/// <param name="Html">For showing inside our own pages.</param>
public sealed record CampaignMailPreview(string Member, string Subject, string Html, string Text = "", long? MemberId = null);

/// <summary>Shows a campaign's message as a real member would get it, with a code that is none.</summary>
public sealed class PreviewCampaignMail
{
    private readonly SampleMail samples;

    internal PreviewCampaignMail(SampleMail samples) => this.samples = samples;

    public async Task<Outcome<CampaignMailPreview>> RunAsync(Actor actor, PreviewCampaignMailRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        var made = await samples.MakeAsync(actor, new SampleRequest(request.Draft, request.Step, request.Language, request.MemberId, request.Skip, request.OtherSubject), ct);
        return made is { IsDone: true, Value: { } sample }
            ? new CampaignMailPreview(sample.Member, sample.Mail.Subject, MailView.ForPages(sample.Mail.Html.Replace(MailLayout.UnsubscribeMark, "#", StringComparison.Ordinal)),
                sample.Mail.Text.Replace(MailLayout.UnsubscribeMark, "https://…", StringComparison.Ordinal), sample.MemberId)
            : made.As<CampaignMailPreview>();
    }
}

/// <summary>A member to look at a message as.</summary>
public sealed record PreviewMember(long Id, string Name, string Card);

/// <summary>Finds members by name, e-mail address or card number, to look at a message as one of them.</summary>
public sealed class FindPreviewMembers(StudioData data)
{
    public async Task<Outcome<PreviewMember[]>> RunAsync(Actor actor, string text, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (text.Trim().Length < 2)
        {
            return Array.Empty<PreviewMember>();
        }

        await using var db = data.Read();
        var found = await MemberSearch.Matching(db, actor, text).OrderBy(m => m.Id).Take(6).Select(m => new { m.Id, m.FirstName, m.LastName, m.CardNumber }).ToListAsync(ct);
        return found.Select(m => new PreviewMember(m.Id, $"{m.FirstName} {m.LastName}".Trim() is { Length: > 0 } name ? name : m.CardNumber, m.CardNumber)).ToArray();
    }
}
