using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Feedback.Recoveries;

/// <summary>Points as a correction with its reason; above the organisation's limit they wait for a second person as every correction does.</summary>
internal sealed class PointsGesture(AdjustPoints adjust, OrganisationBook organisation) : IGestureKind
{
    public string Kind => "points";

    public bool DoneAtOnce => true;

    /// <summary>Rounded up to whole cents, so that no points are free.</summary>
    public long? CostOf(FeedbackSetting settings, long amount) => amount is < 1 or > 100_000 ? null : ((amount * settings.HundredPointsCents) + 99) / 100;

    public async Task<Outcome<MadeGesture>> GiveAsync(StudioDb db, Actor actor, GestureDraft draft, CancellationToken ct)
    {
        var booked = await adjust.BookInAsync(db, actor, new AdjustPointsRequest(draft.MemberId, draft.Amount, draft.Reason, draft.Key), await organisation.CurrentAsync(ct), ct);
        return booked is { IsDone: true, Value: { } adjusted } ? new MadeGesture("", adjusted.Waits) : booked.As<MadeGesture>();
    }
}

/// <summary>A card by hand: the store writes and posts it, and says so.</summary>
internal sealed class CardGesture : IGestureKind
{
    public string Kind => "card";

    public bool DoneAtOnce => false;

    public long? CostOf(FeedbackSetting settings, long amount) => settings.CardCents;

    public Task<Outcome<MadeGesture>> GiveAsync(StudioDb db, Actor actor, GestureDraft draft, CancellationToken ct) => Task.FromResult<Outcome<MadeGesture>>(new MadeGesture());
}
