using System.Collections.Concurrent;
using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>A message that waits for a member at the till or on the site, with its words filled.</summary>
/// <param name="CouponEndsIn">The last four characters of the coupon that goes with it; the code itself stands with the member's coupons, for keys that may redeem. Empty without a coupon.</param>
public sealed record PlacedMessage(long Id, long CampaignId, string Title, string Text, CouponKind? CouponKind, int CouponValue, string CouponEndsIn, DateOnly Until);

/// <summary>
/// The open messages of one member at one place: one statement, and the words of the edition that each was placed with, which never change and are kept. A complaint that nobody has answered, and a membership that is over, hold promotion back here too.
/// </summary>
public sealed class PlacedMessages(OrganisationBook organisation)
{
    private const int MostKept = 2_000;
    private readonly ConcurrentDictionary<(long Campaign, int Edition, string Step), Words> known = new();

    private sealed record Words(MessageStep? Step, bool Promotion);

    public async Task<IReadOnlyList<PlacedMessage>> OfAsync(StudioDb db, Member member, MessageChannel channel, DateOnly today, CancellationToken ct)
    {
        var rows = await (from p in db.Set<Placement>()
                          where p.MemberId == member.Id && p.Channel == channel && p.State == PlacementState.Open && p.From <= today && p.Until >= today
                          join c in db.Set<Coupon>() on p.CouponId equals (long?)c.Id into coupons
                          from c in coupons.DefaultIfEmpty()
                          orderby p.Id descending
                          select new { p.Id, p.CampaignId, p.Step, p.Edition, p.Variant, p.Until, Kind = c == null ? null : (CouponKind?)c.Kind, Value = c == null ? 0 : c.Value, LastFour = c == null ? "" : c.LastFour, Used = c != null && c.State == CouponState.Redeemed, Ends = c == null ? null : (DateOnly?)c.ValidUntil })
            .Take(20).ToListAsync(ct);
        if (rows.Count == 0)
        {
            return [];
        }

        var hushed = member.Status != MemberStatus.Active || await db.Set<Complaint>().AnyAsync(c => c.MemberId == member.Id && c.State == ComplaintState.Open, ct);
        var brand = await organisation.CurrentAsync(ct);
        List<PlacedMessage> found = [];
        foreach (var row in rows.Where(r => !r.Used))
        {
            if (await WordsAsync(db, row.CampaignId, row.Edition, row.Step, ct) is { Step: { } step } words && !(words.Promotion && hushed))
            {
                var text = step.Of(member.Language == "en" ? "en" : "nl");
                var fields = Fields(member, brand.Name, row.Kind, row.Value, row.Ends, brand.Currency);
                found.Add(new PlacedMessage(row.Id, row.CampaignId, Fill(row.Variant == "B" && text.OtherSubject.Length > 0 ? text.OtherSubject : text.Subject, fields), Fill(text.Body, fields), row.Kind, row.Value, row.LastFour, row.Until));
            }
        }

        return found;
    }

    private async Task<Words> WordsAsync(StudioDb db, long campaign, int edition, string step, CancellationToken ct)
    {
        if (known.TryGetValue((campaign, edition, step), out var words))
        {
            return words;
        }

        var flow = await db.Set<CampaignEdition>().Where(e => e.CampaignId == campaign && e.Edition == edition).Select(e => e.Flow).FirstOrDefaultAsync(ct);
        var purpose = await db.Set<Campaign>().Where(c => c.Id == campaign).Select(c => c.Purpose).FirstOrDefaultAsync(ct);
        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        return known[(campaign, edition, step)] = new Words(flow is null ? null : FlowDefinition.Parse(flow).Find(step) as MessageStep, purpose == CampaignPurpose.Promotion);
    }

    /// <summary>The same fields as in e-mail, but for the code, which a screen that others can see does not show.</summary>
    private static Dictionary<string, string> Fields(Member member, string organisation, CouponKind? kind, int value, DateOnly? ends, string currency)
    {
        var dutch = member.Language != "en";
        var culture = CultureInfo.GetCultureInfo(dutch ? "nl-NL" : "en-GB");
        return new Dictionary<string, string>
        {
            [MergeField.FirstName] = member.FirstName.Length > 0 ? member.FirstName : dutch ? "klant" : "customer", [MergeField.LastName] = member.LastName, [MergeField.CardNumber] = member.CardNumber, [MergeField.Organisation] = organisation,
            [MergeField.CouponValue] = kind is { } k ? CouponWords.Say(k, value, currency, culture, dutch) : "", [MergeField.ValidUntil] = ends?.ToString("d MMMM yyyy", culture) ?? "",
        };
    }

    /// <summary>Fields are filled, what is not known stays empty; a paragraph that held nothing but fields without a value goes.</summary>
    private static string Fill(string template, Dictionary<string, string> fields) => string.Join("\n\n", template.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries)
        .Select(p => FieldForm.Fill(p, fields)).Where(p => p.Length > 0));
}

/// <summary>Says that a message at the till was shown. After that it does not come again.</summary>
public sealed class TellShown(StudioData data, TimeProvider clock)
{
    public Task<Outcome<long>> RunAsync(Actor actor, string reference, long placementId, CancellationToken ct) => data.WriteAsync(db => RunInAsync(db, actor, reference, placementId, ct), ct);

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<long>> RunInAsync(StudioDb db, Actor actor, string reference, long placementId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (await MemberRef.FindAsync(db, reference, ct) is not { } member)
        {
            return Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var here = db.Set<Placement>().Where(p => p.Id == placementId && p.MemberId == member.Id && (p.Channel == MessageChannel.Till || p.Channel == MessageChannel.Site));
        await here.Where(p => p.State == PlacementState.Open).ExecuteUpdateAsync(s => s.SetProperty(p => p.State, PlacementState.Done).SetProperty(p => p.DoneAt, now), ct);
        return await here.AnyAsync(ct) ? placementId : Refuse.NotFound("message_unknown", "This member has no such message.");
    }
}
