using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>
/// Replays one member after another. Up to the first day of the back-test both courses are the same, so only one is counted; on that day the other takes
/// over its points and tier, and from then on everything is counted twice.
/// </summary>
internal sealed class Replayer
{
    private readonly Workshop shop;
    private readonly History history;
    private readonly MemberSide side;
    private readonly Counter happened, wouldBe;
    private readonly (Counted[] Happened, Counted[] WouldBe) counted;
    private readonly List<int> touched = [];
    private readonly Action<MemberOutcome>? each;
    private bool forked;

    internal Replayer(Workshop shop, int[] left, (Counted[] Happened, Counted[] WouldBe) counted, Action<MemberOutcome>? each)
    {
        (this.shop, this.counted, this.each, history) = (shop, counted, each, shop.History);
        side = new MemberSide(history, left, shop.Measured, shop.From);
        World WorldOf(Course course, Tally tally) => new(course, side, tally) { Steps = each is null ? null : [] };
        happened = new Counter(WorldOf(shop.Courses.Happened, shop.Happened), side, history, counted.Happened, new Allowance(shop.Budgets.Happened),
            shop.Courses.Shadow is { } shadow ? new World(shadow, side, shop.ShadowTally) : null);
        wouldBe = new Counter(WorldOf(shop.Courses.WouldBe, shop.WouldBe), side, history, counted.WouldBe, new Allowance(shop.Budgets.WouldBe));
    }

    internal void Member(int member, MemberFacts facts)
    {
        side.Begin(member, facts);
        happened.World.Begin(history.Members.Since[member]);
        happened.Shadow?.Begin(history.Members.Since[member]);
        happened.Allowance.Begin();
        touched.Clear();
        forked = false;
        var active = false;
        foreach (ref readonly var act in history.ActsOf(member))
        {
            if (act.Day > shop.Today)
            {
                break;
            }

            if (act.Day >= shop.From)
            {
                active = true;
                Fork();
            }

            Do(act);
        }

        Fork();
        happened.World.RollTo((shop.Today * 2L) + 1);
        wouldBe.World.RollTo((shop.Today * 2L) + 1);
        happened.Shadow?.RollTo((shop.Today * 2L) + 1);
        happened.World.AdvanceTier(shop.Today);
        wouldBe.World.AdvanceTier(shop.Today);
        Finish(member, active);
    }

    private void Fork()
    {
        if (forked)
        {
            return;
        }

        forked = true;
        var eve = (shop.From * 2L) - 1;
        happened.World.RollTo(eve);
        wouldBe.World.CopyFrom(happened.World, eve);
        wouldBe.Allowance.CopyFrom(happened.Allowance);
        happened.World.Counting = wouldBe.World.Counting = true;
        foreach (var place in touched)
        {
            counted.WouldBe[place] = counted.Happened[place] with { Version = shop.Courses.WouldBe.On(counted.Happened[place].Day) };
        }
    }

    private void Do(in Act act)
    {
        switch (act.Kind)
        {
            case ActKind.Purchase:
                Purchase(act);
                break;
            case ActKind.Return:
                Return(act);
                break;
            case ActKind.Event:
                var happening = history.Events[act.Place];
                happened.Event(happening, act);
                if (forked)
                {
                    wouldBe.Event(happening, act);
                }

                break;
            case ActKind.Fact:
                Roll((act.Day * 2L) - (history.Facts[act.Place].BeforeCheques ? 1 : 0));
                happened.World.Repeat(history.Facts[act.Place], act.Day);
                happened.Shadow?.Repeat(history.Facts[act.Place], act.Day);
                if (forked)
                {
                    wouldBe.World.Repeat(history.Facts[act.Place], act.Day);
                }

                break;
            case ActKind.Delivery:
                Roll(act.Day * 2L);
                happened.World.Deliver(history.Deliveries[act.Place], act.Day);
                happened.Shadow?.Deliver(history.Deliveries[act.Place], act.Day);
                if (forked)
                {
                    wouldBe.World.Deliver(history.Deliveries[act.Place], act.Day);
                }

                break;
            case ActKind.Hand:
                Roll(act.Day * 2L);
                happened.World.Give(history.Hands[act.Place], act.Day);
                happened.Shadow?.Give(history.Hands[act.Place], act.Day);
                if (forked)
                {
                    wouldBe.World.Give(history.Hands[act.Place], act.Day);
                }

                break;
            default:
                Roll(act.Day * 2L);
                happened.World.Repeat(history.Cheques[act.Place]);
                happened.Shadow?.Repeat(history.Cheques[act.Place]);
                break;
        }
    }

    private void Roll(long position)
    {
        happened.World.RollTo(position);
        happened.Shadow?.RollTo(position);
        if (forked)
        {
            wouldBe.World.RollTo(position);
        }
    }

    private void Purchase(in Act act)
    {
        happened.Before(act);
        if (forked)
        {
            wouldBe.Before(act);
        }

        side.Bought(act);
        happened.Purchase(act);
        if (forked)
        {
            wouldBe.Purchase(act);
        }

        if (act.Place >= 0)
        {
            touched.Add(act.Place);
        }
    }

    /// <summary>Each purchase of which something comes back is counted again by itself; only those of this member earned something here.</summary>
    private void Return(in Act act)
    {
        var (back, day) = (history.Returns.All[act.Place], act.Day);
        Roll(day * 2L);
        side.Returned(act);
        foreach (var group in back.Matches.GroupBy(m => m.Purchase))
        {
            if (!touched.Contains(group.Key))
            {
                continue;
            }

            happened.BeforeReturn(group.Key);
            if (forked)
            {
                wouldBe.BeforeReturn(group.Key);
            }

            side.CameBack(group.Key, group, counted.Happened[group.Key].Day);
            happened.Return(group.Key, day);
            if (forked)
            {
                wouldBe.Return(group.Key, day);
            }
        }

        happened.Unmatched(back.UnmatchedCents, day);
        if (forked)
        {
            wouldBe.Unmatched(back.UnmatchedCents, day);
        }
    }

    private void Finish(int member, bool active)
    {
        var (one, two) = (happened.World, wouldBe.World);
        var code = one.TierCode(shop.Today);
        var pair = new MemberPair(member, side.SpentCents, Figures(one, shop.Happened), Figures(two, shop.WouldBe));
        shop.Pairs.Add(pair, history.Members.Stores[member], active);
        var booked = history.Booked;
        var recounted = (happened.Shadow ?? one).Total;
        shop.Pairs.PointsRecounted += recounted;
        shop.Pairs.PointsAgree += booked.Points[member] == recounted ? 1 : 0;
        shop.Pairs.TiersAgree += booked.Tiers[member] == 0 ? one.Standing is null ? 1 : 0 : booked.TierCodes[booked.Tiers[member]] == code ? 1 : 0;
        each?.Invoke(new MemberOutcome(history.Members.Ids[member], one.Total, two.Total, one.Debt, one.Standing, two.Standing, one.Steps!, two.Steps!, pair) { LotsHappened = one.Lots, LotsWouldBe = two.Lots });
    }

    private MemberFigures Figures(World world, Tally tally)
    {
        var scheme = world.Course.Last.Live.Content.Cheques;
        return new MemberFigures(world.Earned, (long)((Int128)world.Earned * scheme.StepCents * 1000 / scheme.PointsPerStep), tally.TierOf(world.TierCode(shop.Today)), world.ChequeCents, world.Total + world.Debt);
    }
}
