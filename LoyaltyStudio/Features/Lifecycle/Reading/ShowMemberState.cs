using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Lifecycle.Deciding;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Settings;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Reading;

public sealed record StateChangeRow(DateOnly On, LifecycleState? From, LifecycleState To, string Cause);

/// <summary>Where the limits lie for this member when nothing more is bought.</summary>
public sealed record StateLimits(DateOnly HesitatingOn, DateOnly LapsedOn, DateOnly LostOn);

/// <param name="Times">Days since the last purchase ÷ rhythm; null without purchases.</param>
public sealed record MemberStateDetail(LifecycleState State, DateOnly Since, string Cause, double RhythmDays, int Gaps, string Category, DateOnly? LastPurchaseOn, int DaysAgo, double? Times, StateLimits? Limits,
    IReadOnlyList<StateChangeRow> Changes);

/// <summary>The state of one member, the rhythm behind it, and every move with its cause. Null while nobody has looked.</summary>
public sealed class ShowMemberState(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<MemberStateDetail?>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        if (await db.Set<MemberState>().FirstOrDefaultAsync(s => s.MemberId == memberId, ct) is not { } state)
        {
            return (MemberStateDetail?)null;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var settings = await LifecycleRules.ReadAsync(db, ct);
        var last = await db.Set<MemberStat>().Where(s => s.MemberId == memberId).Select(s => s.LastPurchaseOn).FirstOrDefaultAsync(ct);
        var changes = await db.Set<StateChange>().Where(c => c.MemberId == memberId).OrderByDescending(c => c.Id).Take(100).Select(c => new StateChangeRow(c.On, c.FromState, c.ToState, c.Cause)).ToListAsync(ct);
        var days = last is { } on ? today.DayNumber - on.DayNumber : 0;
        return new MemberStateDetail(state.State, state.Since, state.Cause, state.RhythmDays, state.Gaps, state.Category, last, days, last is null || state.RhythmDays <= 0 ? null : days / state.RhythmDays,
            last is { } day && state.RhythmDays > 0 ? new StateLimits(At(day, settings.HesitatingTenths), At(day, settings.LapsedTenths), Min(At(day, settings.LostTenths), day.AddDays(settings.LostDays))) : null, changes);

        DateOnly At(DateOnly from, int tenths) => DateOnly.FromDayNumber(StatePolicy.Reaches(from.DayNumber, state.RhythmDays, tenths));
        static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
    }
}
