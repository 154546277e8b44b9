using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Tiers.Giving;

/// <param name="LastDay">The tier stays to the end of this day; then an ordinary review follows.</param>
public sealed record SetManualTierRequest(long MemberId, string Tier, string Reason, DateOnly LastDay);

/// <summary>Gives a member a tier by hand, with a reason and a last day (semantics 5). Until then nothing changes by itself.</summary>
public sealed class SetManualTier(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int LongestYears = 5;

    public async Task<Outcome<string>> RunAsync(Actor actor, SetManualTierRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.AdjustPoints))
        {
            return Refuse.Forbidden();
        }

        await using (var read = data.Read())
        {
            if (!await MemberSearch.SeesAsync(read, actor, request.MemberId, ct))
            {
                return MemberSearch.Unknown;
            }
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        List<FieldError> errors = [];
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 500)
        {
            errors.Add(new("reason", "Give a reason of at most {0} characters.", 500));
        }

        if (request.LastDay < today || request.LastDay > today.AddYears(LongestYears))
        {
            errors.Add(new("last_day", "The last day lies between today and {0} years from now.", LongestYears));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync<Outcome<string>>(db => WriteAsync(db, actor, request, today, ct), ct);
    }

    private async Task<Outcome<string>> WriteAsync(StudioDb db, Actor actor, SetManualTierRequest request, DateOnly today, CancellationToken ct)
    {
        await db.LockMembersAsync([request.MemberId]);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        if (timeline.On(today) is not { } live || live.Content.Tiers.FirstOrDefault(t => t.Code == request.Tier) is not { } tier)
        {
            return Refuse.Invalid("tier", "Choose a tier of the programme that is live.");
        }

        var run = await TierRun.LoadAsync(db, timeline, [request.MemberId], today, [], ct);
        run.Advance(request.MemberId, today);
        var now = run.StandingOf(request.MemberId);
        var from = now?.Tier ?? live.Content.Tiers[0].Code;
        var given = new TierStanding(tier.Code, from == tier.Code && now is not null ? now.Since : today, request.LastDay) { ManualUntil = request.LastDay };
        run.Add(request.MemberId, new TierStep(from, given, today, live, TierCauses.Manual, []) { Said = request.Reason.Trim(), Author = actor.Stamp });
        await run.SaveAsync(clock.GetUtcNow().UtcDateTime, ct);
        db.Audit(actor, "tier.given", $"member {request.MemberId}", FormattableString.Invariant($"{tier.Code} to {request.LastDay:yyyy-MM-dd}: {request.Reason.Trim()}"));
        return tier.Code;
    }
}

/// <summary>Ends a tier that was given before its last day: the ordinary review follows at once.</summary>
public sealed class EndManualTier(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <returns>The tier after the review.</returns>
    public async Task<Outcome<string>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.AdjustPoints))
        {
            return Refuse.Forbidden();
        }

        await using (var read = data.Read())
        {
            if (!await MemberSearch.SeesAsync(read, actor, memberId, ct))
            {
                return MemberSearch.Unknown;
            }
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<string>>(async db =>
        {
            await db.LockMembersAsync([memberId]);
            var timeline = await ProgrammeBook.TimelineAsync(db, ct);
            var run = await TierRun.LoadAsync(db, timeline, [memberId], today.AddDays(-1), [], ct);
            if (timeline.On(today) is not { } live || run.StandingOf(memberId) is not { } now || !(now.ManualUntil >= today))
            {
                return Refuse.Conflict("tier_not_given", "This customer has no tier that was given by hand.");
            }

            var ended = now with { ManualUntil = null, ValidUntil = today.AddDays(-1) };
            run.Add(memberId, new TierStep(now.Tier, ended, today, live, TierCauses.ManualEnd, []) { Author = actor.Stamp });
            run.Advance(memberId, today);
            await run.SaveAsync(clock.GetUtcNow().UtcDateTime, ct);
            db.Audit(actor, "tier.given_ended", $"member {memberId}", now.Tier);
            return run.StandingOf(memberId)!.Tier;
        }, ct);
    }
}
