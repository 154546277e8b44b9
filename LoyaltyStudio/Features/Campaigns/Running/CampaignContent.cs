using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>
/// Writes campaign messages at the hand-over, a batch at a time: the words of the edition that each was queued with, the member's data of now, and the code, which stands in no table in clear. Links lead through our own address only for who
/// said yes to profiling.
/// </summary>
internal sealed class CampaignContent(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, CampaignWords words, RecipientBook recipients, LinkTokens tokens) : IMailBatchMaker
{
    internal const string Name = "campaign";

    /// <summary>Below this the path that counts clicks begins.</summary>
    internal const string ClickPath = "c";

    public string Kind => Name;

    public async Task<MadeAttachment> MakeAsync(OutboxMessage message, CancellationToken ct) => (await MakeManyAsync([message], ct))[message.Id];

    public async Task<IReadOnlyDictionary<long, MadeAttachment>> MakeManyAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken ct)
    {
        var sheets = await ReadAsync(messages, ct);
        return messages.ToDictionary(m => m.Id, m => Make(sheets[m.Id]));
    }

    public async Task<IReadOnlyDictionary<long, RenderedMail>> ShowManyAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken ct) =>
        (await ReadAsync(messages, ct)).Where(s => s.Value is { Words: not null, To: not null })
            .ToDictionary(s => s.Key, s => CampaignMail.Render(s.Value.Words!, s.Value.Organisation, s.Value.To! with { Language = s.Value.Message.Language }, FaceOf(s.Value.Coupon, reveal: false)));

    private MadeAttachment Make(Sheet sheet)
    {
        if (WithholdBecause(sheet) is { } reason)
        {
            return MadeAttachment.Withheld(reason);
        }

        var (template, to, message) = (sheet.Words!, sheet.To! with { Language = sheet.Message.Language }, sheet.Message);
        var site = sheet.Organisation.PublicUrl.TrimEnd('/');
        Func<int, string, string>? linkOf = to.Profiling && site.Length > 0 ? (number, _) => $"{site}/{ClickPath}/{tokens.Of(LinkUse.Click, message.Id, number)}" : null;
        var mail = CampaignMail.Render(template, sheet.Organisation, to, FaceOf(sheet.Coupon, reveal: true), linkOf);
        return new MadeAttachment(null, "") { Mail = mail, KeptSubject = template.SubjectOf(CampaignMail.Values(sheet.Organisation, to, FaceOf(sheet.Coupon, reveal: false))) };
    }

    private static string? WithholdBecause(Sheet sheet) => sheet switch
    {
        { Words: null } => "The words of this message are not there any more.",
        { To: null } => "The member has another e-mail address by now.",
        _ when !string.Equals(sheet.To.Email, sheet.Message.ToAddress, StringComparison.OrdinalIgnoreCase) => "The member has another e-mail address by now.",
        { Coupon: { } coupon } when sheet.Words.Uses(MergeField.OfCoupon) && (coupon.State == CouponState.Redeemed || coupon.ValidUntil < sheet.Today) => "The coupon in it was used or has ended.",
        _ => null,
    };

    private CouponFace? FaceOf(Coupon? coupon, bool reveal) => coupon is null ? null : new CouponFace(reveal ? CodeText.Print(vault.Reveal(coupon.CodeSealed)) : CampaignMail.Mask, coupon.Kind, coupon.Value, coupon.ValidUntil);

    /// <summary>Everything that the messages need, in a handful of statements whatever their number.</summary>
    private async Task<Dictionary<long, Sheet>> ReadAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var today = info.Today(clock);
        await using var db = data.Read();
        var contactIds = messages.Select(m => m.AttachmentId ?? 0).ToArray();
        var contacts = await db.Set<CampaignContact>().AsNoTracking().Where(c => contactIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        Dictionary<long, MessageTemplate> templates = [];
        foreach (var message in messages)
        {
            if (contacts.TryGetValue(message.AttachmentId ?? 0, out var contact) && await words.FindAsync(KeyOf(message, contact), ct) is { } template)
            {
                templates[message.Id] = template;
            }
        }

        var people = await recipients.ReadAsync(db, [.. messages.Select(m => m.MemberId).Distinct()], [.. templates.Values.Distinct()], today, ct);
        var couponIds = contacts.Values.Where(c => c.CouponId is not null).Select(c => c.CouponId!.Value).ToArray();
        var coupons = couponIds.Length == 0 ? [] : await db.Set<Coupon>().AsNoTracking().Where(c => couponIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        return messages.ToDictionary(m => m.Id, m => new Sheet(m, info, today, templates.GetValueOrDefault(m.Id), people.GetValueOrDefault(m.MemberId),
            contacts.TryGetValue(m.AttachmentId ?? 0, out var contact) && contact.CouponId is { } coupon ? coupons.GetValueOrDefault(coupon) : null));
    }

    internal static WordsKey KeyOf(OutboxMessage message, CampaignContact contact) =>
        new(contact.CampaignId, contact.Edition, contact.Step, CampaignMail.LanguageOf(message.Language), contact.Variant, message.Kind == MessageKind.Service);

    private sealed record Sheet(OutboxMessage Message, OrganisationInfo Organisation, DateOnly Today, MessageTemplate? Words, Recipient? To, Coupon? Coupon);
}
