using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Lifecycle.Deciding;

/// <param name="FromDay">The day on which what decided began to hold; 0 where no day can be named.</param>
/// <param name="NextDay">The next day on which time alone may change the state; 0: never.</param>
public readonly record struct StateDecision(LifecycleState State, string Cause, int FromDay, int NextDay);

/// <summary>
/// Decides the state of a member on a day: the first that fits of returned, at risk, unknown, new, lost, lapsed, hesitating, ambassador, active (semantics 8).
/// ρ is the days since the last purchase divided by the member's rhythm.
/// </summary>
public static class StatePolicy
{
    public static StateDecision Decide(in StateFacts f, LifecycleSettings s, int today)
    {
        var (state, cause, from) = First(f, s, today);
        return new StateDecision(state, cause, from, Next(f, s, today));
    }

    /// <summary>The first day on which ρ reaches a limit in tenths.</summary>
    public static int Reaches(int lastDay, double rhythm, int tenths) => lastDay + (int)Math.Ceiling((rhythm * tenths / 10) - 1e-9);

    private static (LifecycleState State, string Cause, int From) First(in StateFacts f, LifecycleSettings s, int today)
    {
        if (f.BackDay > 0 && today - f.BackDay <= s.ReturnedDays)
        {
            return (LifecycleState.Returned, StateCause.BoughtAgain, f.BackDay);
        }

        if (f.ComplaintDay > 0)
        {
            return (LifecycleState.AtRisk, StateCause.Complaint, f.ComplaintDay);
        }

        if (f.LowScoreDay > 0 && today - f.LowScoreDay <= s.RiskDays)
        {
            return (LifecycleState.AtRisk, StateCause.LowScore, f.LowScoreDay);
        }

        if (f.BrokenDay > 0 && today - f.BrokenDay <= s.RiskDays)
        {
            return (LifecycleState.AtRisk, StateCause.BrokenPromise, f.BrokenDay);
        }

        if (f.LastDay == 0)
        {
            return (LifecycleState.Unknown, StateCause.NoPurchase, 0);
        }

        return today - f.FirstDay <= s.NewDays && f.Purchases <= s.NewPurchases ? (LifecycleState.New, StateCause.FirstPurchase, f.FirstDay) : ByTime(f, s, today);
    }

    private static (LifecycleState State, string Cause, int From) ByTime(in StateFacts f, LifecycleSettings s, int today)
    {
        if (f.Cancelled)
        {
            return (LifecycleState.Lost, StateCause.Cancelled, 0);
        }

        if (today >= f.LastDay + s.LostDays)
        {
            return (LifecycleState.Lost, StateCause.TooLong, Math.Min(f.LastDay + s.LostDays, Reaches(f.LastDay, f.Rhythm, s.LostTenths)));
        }

        var limits = (Lost: Reaches(f.LastDay, f.Rhythm, s.LostTenths), Lapsed: Reaches(f.LastDay, f.Rhythm, s.LapsedTenths), Hesitating: Reaches(f.LastDay, f.Rhythm, s.HesitatingTenths));
        return today >= limits.Lost ? (LifecycleState.Lost, StateCause.StayedAway, limits.Lost)
            : f.Unsubscribed && s.UnsubscribedIsLost ? (LifecycleState.Lost, StateCause.Unsubscribed, 0)
            : today >= limits.Lapsed ? (LifecycleState.Lapsed, StateCause.StayedAway, limits.Lapsed)
            : today >= limits.Hesitating ? (LifecycleState.Hesitating, StateCause.StayedAway, limits.Hesitating)
            : f.Recommends && f.TopTier ? (LifecycleState.Ambassador, StateCause.TopTier, 0)
            : f.Recommends && f.TopSpender ? (LifecycleState.Ambassador, StateCause.TopSpender, 0)
            : (LifecycleState.Active, StateCause.Buys, 0);
    }

    /// <summary>The earliest of the days after today on which one of the tests above turns by itself.</summary>
    private static int Next(in StateFacts f, LifecycleSettings s, int today)
    {
        var next = int.MaxValue;
        void At(int begin, int day)
        {
            if (begin > 0 && day > today && day < next)
            {
                next = day;
            }
        }

        At(f.BackDay, f.BackDay + s.ReturnedDays + 1);
        At(f.LowScoreDay, f.LowScoreDay + s.RiskDays + 1);
        At(f.BrokenDay, f.BrokenDay + s.RiskDays + 1);
        At(f.LastDay, f.FirstDay + s.NewDays + 1);
        At(f.LastDay, Reaches(f.LastDay, f.Rhythm, s.HesitatingTenths));
        At(f.LastDay, Reaches(f.LastDay, f.Rhythm, s.LapsedTenths));
        At(f.LastDay, Reaches(f.LastDay, f.Rhythm, s.LostTenths));
        At(f.LastDay, f.LastDay + s.LostDays);
        return next == int.MaxValue ? 0 : next;
    }
}
