using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Recoveries;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>A coupon of an amount, of no campaign, for somebody to whom a promise was broken. It goes by e-mail where the member has an address; the colleague sees the code once.</summary>
internal sealed class CouponGesture(CodeVault vault, OrganisationBook organisation, TimeProvider clock) : IGestureKind
{
    private const int ValidDays = 180;

    private static readonly Dictionary<string, MessageTemplate> Templates = new()
    {
        ["nl"] = MessageTemplate.Parse("nl", "Het spijt ons: {{coupon_value}} voor jou", "Beste {{first_name}},\n\nWe hebben niet gedaan wat we beloofden, en dat spijt ons. Met deze bon maken we het graag goed.\n\n{{coupon_code}}\n\nTot gauw bij {{organisation}}!", service: true).Must(),
        ["en"] = MessageTemplate.Parse("en", "We are sorry: {{coupon_value}} for you", "Dear {{first_name}},\n\nWe did not do what we promised, and we are sorry. With this coupon we would like to make it right.\n\n{{coupon_code}}\n\nSee you soon at {{organisation}}!", service: true).Must(),
    };

    public string Kind => "coupon";

    public bool DoneAtOnce => true;

    public long? CostOf(FeedbackSetting settings, long amount) => amount is >= 100 and <= 50_000 ? amount : null;

    public async Task<Outcome<MadeGesture>> GiveAsync(StudioDb db, Actor actor, GestureDraft draft, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var (today, now) = (info.Today(clock), clock.GetUtcNow().UtcDateTime);
        var member = await db.Set<Member>().AsNoTracking().FirstAsync(m => m.Id == draft.MemberId, ct);
        var (code, stored) = vault.New();
        var coupon = new Coupon
        {
            Id = (await db.NextIdsAsync<Coupon>(1))[0], MemberId = member.Id, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = stored.LastFour, Kind = CouponKind.Amount, Value = (int)draft.Amount,
            IssuedOn = today, ValidUntil = today.AddDays(ValidDays),
        };
        await db.BulkInsertAsync([coupon]);
        if (member.Email is { Length: > 0 } address)
        {
            await Outbox.AddAsync(db, [Write(info, member, address, code, coupon)], today, now);
        }

        return new MadeGesture(CodeText.Print(code));
    }

    private static OutboxDraft Write(OrganisationInfo info, Member to, string address, string code, Coupon coupon)
    {
        var language = to.Language == "en" ? "en" : "nl";
        var culture = StudioLanguages.CultureOf(language);
        var mail = Templates[language].Render(new Dictionary<string, string>
        {
            [MergeField.FirstName] = to.FirstName.Length > 0 ? to.FirstName : language == "nl" ? "klant" : "customer",
            [MergeField.CouponCode] = CodeText.Print(code),
            [MergeField.CouponValue] = new Money(coupon.Value, info.Currency).Format(culture),
            [MergeField.ValidUntil] = coupon.ValidUntil.ToString("d MMMM yyyy", culture),
            [MergeField.Organisation] = info.Name,
        }, info.MailFrom, info.Brand);
        return new OutboxDraft(to.Id, null, MessageKind.Service, address, $"{to.FirstName} {to.LastName}".Trim(), language, mail.Subject, mail.Html, mail.Text);
    }
}
