using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>How a purchase was counted of which something comes back later, so that it is counted again as it was then.</summary>
internal struct Counted
{
    internal CourseVersion? Version;
    internal EarningFacts? Facts;
    internal IReadOnlyDictionary<string, long>? Allowed;
    internal long Points, Reversed, Key;
    internal int Day;
}

/// <summary>Counts the purchases, returns and events of one member in one course and moves its <see cref="World"/>.</summary>
internal sealed class Counter(World world, MemberSide side, History history, Counted[] counted, Allowance allowance, World? shadow = null)
{
    private static readonly string[] Channels = ["store", "web", "marketplace", "phone"];
    private readonly long[] byPart = new long[256];
    private readonly long[] byPartBefore = new long[256];
    private readonly Purchase asked = new() { Source = "", ExternalId = "", ContentHash = "" };
    private bool firstPurchase;

    internal World World => world;
    internal Allowance Allowance => allowance;

    /// <summary>The same points without the cheques that are only assumed: what the books hold. Null where cheques were really issued.</summary>
    internal World? Shadow => shadow;

    /// <summary>The first half of a purchase: what the member was before it.</summary>
    internal void Before(in Act act)
    {
        world.RollTo(act.Day * 2L);
        shadow?.RollTo(act.Day * 2L);
        world.AdvanceTier(act.Day);
        firstPurchase = !side.HasBought;
    }

    internal void Purchase(in Act act)
    {
        if (world.Course.On(act.Day) is not { } version)
        {
            if (act.Place >= 0)
            {
                counted[act.Place] = new Counted { Day = act.Day };
            }

            return;
        }

        var plan = version.Plan;
        var facts = FactsOf(version, act);
        var allowed = allowance.Allowed(plan, act.Day);
        var parts = byPart.AsSpan(0, plan.Parts.Count);
        var lines = side.LinesOf(act, plan.LooksAtLines, out var paid);
        var points = plan.Count(facts, paid, lines, allowed, parts);
        allowance.Gave(plan, act.Day, parts, 1);
        if (world.Counting)
        {
            world.Tally.Parts(version, parts, 1, act.Day);
        }

        var (lot, start) = (LotNumber.OfPurchase(act.PurchaseId), StartOf(version, act));
        world.Earn(lot, points, act.Day, version, start);
        shadow?.Earn(lot, points, act.Day, version, start);
        if (act.Place >= 0)
        {
            counted[act.Place] = new Counted { Version = version, Facts = facts, Allowed = allowed, Points = points, Key = lot, Day = act.Day };
        }

        world.AdvanceTier(act.Day);
    }

    /// <summary>What the parts of a purchase gave before units of it come back.</summary>
    internal void BeforeReturn(int touched)
    {
        if (counted[touched].Version is { } version)
        {
            version.Plan.Count(counted[touched].Facts!, history.Returns.Purchases[touched].PaidByChequeCents, side.LinesOf(touched), counted[touched].Allowed, byPartBefore.AsSpan(0, version.Plan.Parts.Count));
        }
    }

    /// <summary>Counts a purchase again with what is left of it, and takes back the difference (semantics 4).</summary>
    internal void Return(int touched, int day)
    {
        ref var original = ref counted[touched];
        if (original.Version is not { } version)
        {
            return;
        }

        var parts = byPart.AsSpan(0, version.Plan.Parts.Count);
        var kept = version.Plan.Count(original.Facts!, history.Returns.Purchases[touched].PaidByChequeCents, side.LinesOf(touched), original.Allowed, parts);
        var before = byPartBefore.AsSpan(0, parts.Length);
        allowance.Gave(version.Plan, original.Day, before, -1);
        allowance.Gave(version.Plan, original.Day, parts, 1);
        if (world.Counting)
        {
            world.Tally.Parts(version, before, -1, day);
            world.Tally.Parts(version, parts, 1, day);
        }

        var back = original.Points - kept - original.Reversed;
        if (back > 0)
        {
            original.Reversed += back;
            world.TakeBack(original.Key, back, day, original.Day, version);
            shadow?.TakeBack(original.Key, back, day, original.Day, version);
        }
    }

    internal void Unmatched(long cents, int day)
    {
        if (cents > 0 && world.Course.On(day) is { } version)
        {
            world.TakeBackUnmatched(cents / version.Live.Content.Earning.CentsPerPoint, day, version.Index);
            shadow?.TakeBackUnmatched(cents / version.Live.Content.Earning.CentsPerPoint, day, version.Index);
        }
    }

    internal void Event(EventAct happened, in Act act)
    {
        world.RollTo(act.Day * 2L);
        shadow?.RollTo(act.Day * 2L);
        if (world.Course.On(act.Day) is not { } version || !version.Plan.EventRules(happened.Kind).Any() || allowance.Had(happened))
        {
            return;
        }

        world.AdvanceTier(act.Day);
        var parts = byPart.AsSpan(0, version.Plan.Parts.Count);
        var facts = new EarningFacts(happened.LocalAt, "", StoreCode(happened.Store), "", world.TierCode(act.Day), false, side.Facts);
        var points = version.Plan.CountEvent(happened.Kind, facts, allowance.Allowed(version.Plan, act.Day), parts);
        allowance.Gave(version.Plan, act.Day, parts, 1);
        allowance.Gave(happened, points);
        if (world.Counting)
        {
            world.Tally.Parts(version, parts, 1, act.Day);
        }

        world.Earn(happened.Lot, points, act.Day, version, act.Day, atOnce: true, happened.IsActivity);
        shadow?.Earn(happened.Lot, points, act.Day, version, act.Day, atOnce: true, happened.IsActivity);
        world.AdvanceTier(act.Day);
    }

    /// <summary>The day from which points of a purchase wait; a delivery that is told later is an act of its own.</summary>
    private int StartOf(CourseVersion version, in Act act)
    {
        if (version.Rule.PendingFrom == PendingFrom.Purchase)
        {
            return act.Day;
        }

        (asked.BusinessDate, asked.Channel) = (DateOnly.FromDayNumber(act.Day), (Channel)Surroundings.Channel(act.Facts));
        return LotPolicy.From(version.Rule, asked).DayNumber;
    }

    private EarningFacts FactsOf(CourseVersion version, in Act act)
    {
        var tier = world.TierCode(act.Day);
        if (!version.LooksAtFacts)
        {
            return version.Plain[version.Live.Content.RankOf(tier)];
        }

        var at = DateOnly.FromDayNumber(act.Day).ToDateTime(new TimeOnly(0, 0)).AddMinutes(Surroundings.Minute(act.Facts));
        return new EarningFacts(at, Channels[Surroundings.Channel(act.Facts)], StoreCode(Surroundings.Store(act.Facts) - 1), history.Payments[Surroundings.Payment(act.Facts)], tier, firstPurchase, side.Facts);
    }

    private string StoreCode(int place) => place >= 0 && place < history.StoreCodes.Count ? history.StoreCodes[place] : "";
}
