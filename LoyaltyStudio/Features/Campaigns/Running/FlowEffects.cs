using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>What a step is about to do for a member.</summary>
internal sealed record ContactDraft(Traveller Traveller, string Key, string Kind, int Edition)
{
    internal FlowStep? Step { get; init; }
    internal MessageChannel? Channel { get; init; }
    internal string Variant { get; init; } = "";
    internal string Skipped { get; init; } = "";
    internal int Amount { get; init; }

    /// <summary>The coupon is set when the draft is made, so that a later offer does not change an earlier message.</summary>
    internal CouponDraft? Coupon { get; init; }
}

/// <summary>A coupon about to be made.</summary>
internal sealed record CouponDraft(Traveller Traveller, string Key, long OfferId, CouponKind Kind, int Value, DateOnly ValidUntil, int Edition)
{
    internal SealedCode Code { get; init; } = new([], "", "");
}

/// <summary>What the steps of a block of members came to, written in one transaction in the order of what refers to what.</summary>
internal sealed class FlowEffects(CodeVault vault)
{
    private readonly List<ContactDraft> contacts = [];
    private readonly List<CouponDraft> coupons = [];
    private readonly Dictionary<Traveller, CouponDraft> latest = [];

    internal void Add(ContactDraft draft) => contacts.Add(draft with { Coupon = latest.GetValueOrDefault(draft.Traveller) });

    internal void Add(CouponDraft draft)
    {
        draft = draft with { Code = vault.New().Stored };
        coupons.Add(draft);
        latest[draft.Traveller] = draft;
        Add(new ContactDraft(draft.Traveller, draft.Key, "offer", draft.Edition));
    }

    internal async Task SaveAsync(StudioDb db, FlowDay day, Actor actor, CancellationToken ct)
    {
        var couponIds = await CouponsAsync(db, day);
        var ids = await db.NextIdsAsync<CampaignContact>(contacts.Count);
        var rows = contacts.Select((c, i) => new CampaignContact
        {
            Id = ids[i], CampaignId = day.Campaign.Id, MemberId = c.Traveller.Person.MemberId, EnteredOn = c.Traveller.Journey.EnteredOn, Step = c.Key, Kind = c.Kind, Channel = c.Channel, Edition = c.Edition, Variant = c.Variant,
            CouponId = c.Coupon is { } coupon ? couponIds[coupon] : c.Traveller.Journey.CouponId, Outcome = c.Skipped.Length > 0 ? ContactOutcome.Skipped : ContactOutcome.Queued, Reason = c.Skipped, Amount = c.Amount, On = day.AsOf, At = day.Now,
        }).ToList();
        foreach (var (traveller, coupon) in latest)
        {
            traveller.Journey.CouponId = couponIds[coupon];
        }

        await db.BulkInsertAsync(rows);
        var done = rows.Zip(contacts).Where(r => r.First.Outcome == ContactOutcome.Queued).ToList();
        await MailAsync(db, day, done);
        await PlaceAsync(db, day, done);
        await GiftsAsync(db, day, actor, done, ct);
        await db.BulkInsertAsync(done.Where(d => d.Second.Step is TaskStep).Select(d => TaskOf(day, d.First, d.Second)).ToList());
        await db.BulkInsertAsync(done.Where(d => d.Second.Step is HandOverStep).Select(d => new HandOver
        {
            Id = d.First.Id, EndpointId = ((HandOverStep)d.Second.Step!).EndpointId, CampaignId = day.Campaign.Id, MemberId = d.First.MemberId, NextAttemptAt = day.Now,
        }).ToList());
    }

    private async Task<Dictionary<CouponDraft, long>> CouponsAsync(StudioDb db, FlowDay day)
    {
        var ids = await db.NextIdsAsync<Coupon>(coupons.Count);
        await db.BulkInsertAsync(coupons.Select((c, i) => new Coupon
        {
            Id = ids[i], CampaignId = day.Campaign.Id, OfferId = c.OfferId, MemberId = c.Traveller.Person.MemberId, CodeHash = c.Code.Hash, CodeSealed = c.Code.Sealed, LastFour = c.Code.LastFour, Kind = c.Kind, Value = c.Value,
            IssuedOn = day.AsOf, ValidUntil = c.ValidUntil,
        }).ToList());
        var known = new Dictionary<CouponDraft, long>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < ids.Length; i++)
        {
            known[coupons[i]] = ids[i];
        }

        return known;
    }

    private static Task<IReadOnlyList<long>> MailAsync(StudioDb db, FlowDay day, List<(CampaignContact Row, ContactDraft Draft)> done)
    {
        var kind = day.Promotion ? MessageKind.Marketing : MessageKind.Service;
        return Outbox.AddAsync(db, done.Where(d => d.Row.Channel == MessageChannel.Email).Select(d => new OutboxDraft(d.Row.MemberId, day.Campaign.Id, kind, d.Draft.Traveller.Person.Email, d.Draft.Traveller.Person.Name,
            d.Draft.Traveller.Person.Language == "en" ? "en" : "nl", "", "", "")
        {
            ContactId = d.Row.Id, AttachmentKind = CampaignContent.Name, AttachmentId = d.Row.Id, Priority = day.Campaign.Priority, ExpectedValueCents = day.Campaign.ExpectedValueCents,
        }).ToList(), day.AsOf, day.Now);
    }

    private static Task PlaceAsync(StudioDb db, FlowDay day, List<(CampaignContact Row, ContactDraft Draft)> done) => db.BulkInsertAsync(
        done.Where(d => d.Row.Channel is not (null or MessageChannel.Email)).Select(d => new Placement
        {
            Id = d.Row.Id, CampaignId = day.Campaign.Id, MemberId = d.Row.MemberId, Step = d.Row.Step, Edition = d.Row.Edition, Variant = d.Row.Variant, Channel = d.Row.Channel!.Value, CouponId = d.Row.CouponId, From = day.AsOf,
            Until = day.AsOf.AddDays(((MessageStep)d.Draft.Step!).ShowDays),
        }).ToList());

    private static StoreTask TaskOf(FlowDay day, CampaignContact row, ContactDraft draft)
    {
        var step = (TaskStep)draft.Step!;
        return new StoreTask { Id = row.Id, CampaignId = day.Campaign.Id, MemberId = row.MemberId, StoreId = draft.Traveller.Person.HomeStoreId, Title = step.Title, Words = step.Words, CreatedOn = day.AsOf, DueOn = day.AsOf.AddDays(step.Days) };
    }

    private static async Task GiftsAsync(StudioDb db, FlowDay day, Actor actor, List<(CampaignContact Row, ContactDraft Draft)> done, CancellationToken ct)
    {
        var gifts = done.FindAll(d => d.Row is { Kind: "gift", Amount: > 0 });
        if (gifts.Count == 0 || (await ProgrammeBook.TimelineAsync(db, ct)).On(day.AsOf) is not { } live)
        {
            return;
        }

        var members = gifts.ConvertAll(g => g.Row.MemberId);
        await db.LockMembersAsync(members);
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, day.Now), members, [], ct);
        foreach (var (row, _) in gifts)
        {
            booking.Earn(row.MemberId, EntryKind.EventEarn, row.Amount, "campaign", row.Id, day.Now, day.AsOf, live, $"Gift {day.Campaign.Name}", null, atOnce: true, activity: false, qualifies: false);
        }

        await booking.AssignIdsAsync();
        await booking.SaveAsync(ct);
    }
}
