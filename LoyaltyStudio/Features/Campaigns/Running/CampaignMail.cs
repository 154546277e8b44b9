using System.Globalization;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>The member's own data in a campaign message.</summary>
public sealed record Recipient(long MemberId, string FirstName, string LastName, string CardNumber, string Email, string Language, long Points, string Tier, string Store);

/// <summary>Writes the messages of one campaign, in each member's language.</summary>
internal sealed class CampaignMail(Campaign campaign, OrganisationInfo organisation)
{
    private readonly MessageTemplate nl = MessageTemplate.Parse("nl", campaign.SubjectNl, campaign.BodyNl).Must();
    private readonly MessageTemplate en = MessageTemplate.Parse("en", campaign.SubjectEn, campaign.BodyEn).Must();

    internal OutboxDraft Write(Recipient to, string code, DateOnly validUntil)
    {
        var mail = Render(to, code, validUntil);
        return new OutboxDraft(to.MemberId, campaign.Id, MessageKind.Marketing, to.Email, $"{to.FirstName} {to.LastName}".Trim(), to.Language, mail.Subject, mail.Html, mail.Text);
    }

    internal RenderedMail Render(Recipient to, string code, DateOnly validUntil)
    {
        var culture = CultureInfo.GetCultureInfo(to.Language == "nl" ? "nl-NL" : "en-GB");
        return (to.Language == "nl" ? nl : en).Render(new Dictionary<string, string>
        {
            [MergeField.FirstName] = to.FirstName.Length > 0 ? to.FirstName : to.Language == "nl" ? "klant" : "customer",
            [MergeField.LastName] = to.LastName,
            [MergeField.CardNumber] = to.CardNumber,
            [MergeField.CouponCode] = CodeText.Print(code),
            [MergeField.CouponValue] = campaign.CouponKind == CouponKind.Percent ? $"{campaign.CouponValue} %" : new Money(campaign.CouponValue, organisation.Currency).Format(culture),
            [MergeField.ValidUntil] = validUntil.ToString("d MMMM yyyy", culture),
            [MergeField.Organisation] = organisation.Name,
            [MergeField.Points] = to.Points.ToString("N0", culture),
            [MergeField.Tier] = to.Tier,
            [MergeField.Store] = to.Store,
        }, organisation.MailFrom, organisation.Brand);
    }
}
