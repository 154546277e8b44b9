using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Inviting;

/// <summary>
/// Writes down that a friend whom a member brought in has become a customer: the friend's first purchase of which something was kept lies past the time for returns (the days until points can be spent). Once per friend, as
/// the member's event "referral", for which the programme may give points and on which a campaign may start. One per member and day, so that a thank-you goes out for every friend. Nobody brings in somebody of the same
/// e-mail address, or of the same street and postal code.
/// </summary>
public sealed class RewardInvitations(StudioData data, OrganisationBook organisation, EventBook book)
{
    internal const string Source = "studio referral";
    private const int Block = 500;

    /// <returns>How many friends counted.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var (total, after) = (0, 0L);
        while (true)
        {
            var (last, counted) = await data.WriteAsync(db => BlockAsync(db, actor, asOf, after, ct), ct, Lane.Job);
            CrashPoint.Here("invitations-between-blocks");
            total += counted;
            if (last is not { } friend)
            {
                return total;
            }

            after = friend;
        }
    }

    private async Task<(long? Last, int Counted)> BlockAsync(StudioDb db, Actor actor, DateOnly asOf, long after, CancellationToken ct)
    {
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(asOf) is not { } live)
        {
            return (null, 0);
        }

        var until = asOf.AddDays(-Math.Max(1, live.Content.Earning.PendingDays));
        var found = await (
            from friend in db.Set<Member>().AsNoTracking()
            where friend.Id > after && friend.ReferredById != null && friend.Status == MemberStatus.Active && friend.EnrolledOn <= until
            join referrer in db.Set<Member>() on friend.ReferredById equals referrer.Id
            where referrer.Status == MemberStatus.Active && (friend.EmailKey == null || friend.EmailKey != referrer.EmailKey)
                && (friend.Street == "" || friend.Street != referrer.Street || friend.PostalCode != referrer.PostalCode)
                && db.Set<Purchase>().Any(p => p.MemberId == friend.Id && p.Kind == PurchaseKind.Purchase && p.KeptCents > 0 && p.BusinessDate >= friend.EnrolledOn && p.BusinessDate <= until)
                && !db.Set<MemberEvent>().Any(e => e.Source == Source && e.MemberId == referrer.Id && e.BusinessDate == asOf)
            orderby friend.Id
            select new { Friend = friend.Id, Referrer = referrer.Id }).Take(Block).ToListAsync(ct);
        var keys = found.ConvertAll(f => KeyOf(f.Friend));
        var known = (await db.Set<MemberEvent>().Where(e => e.Source == Source && keys.Contains(e.ExternalId)).Select(e => e.ExternalId).ToListAsync(ct)).ToHashSet();
        var at = (await organisation.CurrentAsync(ct)).Calendar.ToUtc(asOf.ToDateTime(TimeOnly.MinValue));
        var events = found.FindAll(f => !known.Contains(KeyOf(f.Friend))).DistinctBy(f => f.Referrer).Select(f => new MemberEvent
        {
            MemberId = f.Referrer, Kind = "referral", Source = Source, ExternalId = KeyOf(f.Friend), OccurredAt = at, BusinessDate = asOf,
            ContentHash = ContentHash.Of(FormattableString.Invariant($"{f.Referrer}|referral|{f.Friend}")),
        }).ToList();
        await book.RecordAsync(db, actor, events, ct);
        return (found.Count == Block ? found[^1].Friend : null, events.Count);
    }

    private static string KeyOf(long friend) => friend.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The job reward-invitations.</summary>
internal sealed class RewardInvitationsWork(RewardInvitations invitations) : IScheduledWork
{
    public string Name => "reward-invitations";

    public string DefaultCron => "0 40 5 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct) =>
        FormattableString.Invariant($"{(await invitations.RunAsync(run.Actor, run.AsOf, ct)).Must():N0} friends became customers.");
}
