using System.Globalization;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>What can be put into a flow, as the menu of the editor offers it.</summary>
public enum StepKind { Message, Offer, Wait, WaitUntil, Condition, Split, Gift, Task, HandOver, End }

/// <summary>A place in a flow: before the step with number <paramref name="Index"/> of a list; the list is the flow's own, or that of branch <paramref name="Branch"/> of the step <paramref name="Parent"/>.</summary>
public sealed record FlowPlace(string Parent, int Branch, int Index)
{
    public static FlowPlace Top(int index) => new("", 0, index);
}

/// <summary>Changes to a flow as somebody draws it. Every change answers a new flow; the keys of the steps that stay do not change.</summary>
public static class FlowEdit
{
    /// <summary>A key that no step has.</summary>
    public static string NewKey(FlowDefinition flow) => "s" + (flow.Everything().Select(s => s.Key.Length > 1 && int.TryParse(s.Key.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty().Max() + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A step of a kind with values that make sense to begin with.</summary>
    public static FlowStep New(StepKind kind, string key) => kind switch
    {
        StepKind.Message => new MessageStep { Key = key, Nl = new("", ""), En = new("", "") },
        StepKind.Offer => new OfferStep { Key = key, Terms = new OfferTerms(CouponKind.Percent, 10, 30) },
        StepKind.Wait => new WaitStep { Key = key, Days = 3 },
        StepKind.WaitUntil => new WaitUntilStep { Key = key },
        StepKind.Condition => new ConditionStep { Key = key, Definition = new SegmentDefinition(SegmentNode.All()) },
        StepKind.Split => new SplitStep { Key = key, Arms = [new("A", 50, []), new("B", 50, [])] },
        StepKind.Gift => new GiftStep { Key = key, Points = 100 },
        StepKind.Task => new TaskStep { Key = key },
        StepKind.HandOver => new HandOverStep { Key = key },
        StepKind.End => new EndStep { Key = key },
    };

    /// <summary>Puts a step in a place.</summary>
    public static FlowDefinition Insert(FlowDefinition flow, FlowPlace place, FlowStep step) => At(flow, place, list => [.. list.Take(place.Index), step, .. list.Skip(place.Index)]);

    /// <summary>Puts a step where the one with its key stands.</summary>
    public static FlowDefinition Replace(FlowDefinition flow, FlowStep step) => flow with { Steps = Map(flow.Steps, list => [.. list.Select(s => s.Key == step.Key ? step : s)]) };

    /// <summary>Takes a step out, with everything in its branches.</summary>
    public static FlowDefinition Remove(FlowDefinition flow, string key) => flow with { Steps = Map(flow.Steps, list => [.. list.Where(s => s.Key != key)]) };

    /// <summary>Moves a step up (−1) or down (1) within its list; at the end of the list it stays.</summary>
    public static FlowDefinition Move(FlowDefinition flow, string key, int by) => flow with
    {
        Steps = Map(flow.Steps, list =>
        {
            List<FlowStep> moved = [.. list];
            var at = moved.FindIndex(s => s.Key == key);
            if (at < 0 || at + by < 0 || at + by >= moved.Count)
            {
                return list;
            }

            (moved[at], moved[at + by]) = (moved[at + by], moved[at]);
            return moved;
        }),
    };

    /// <summary>Another arm for a split; the percents are divided anew.</summary>
    public static SplitStep AddArm(SplitStep split)
    {
        var name = Enumerable.Range(0, 26).Select(i => ((char)('A' + i)).ToString()).First(n => split.Arms.All(a => a.Name != n));
        return split with { Arms = Even([.. split.Arms, new SplitArm(name, 0, [])]) };
    }

    /// <summary>One arm less, with its steps.</summary>
    public static SplitStep RemoveArm(SplitStep split, int arm) => split with { Arms = Even([.. split.Arms.Where((_, i) => i != arm)]) };

    private static IReadOnlyList<SplitArm> Even(IReadOnlyList<SplitArm> arms) => [.. arms.Select((a, i) => a with { Percent = (100 / arms.Count) + (i < 100 % arms.Count ? 1 : 0) })];

    /// <summary>The same step with other lists in its branches.</summary>
    internal static FlowStep WithBranches(FlowStep step, IReadOnlyList<IReadOnlyList<FlowStep>> branches) => step switch
    {
        WaitUntilStep w => w with { Happened = branches[0], Not = branches[1] },
        ConditionStep c => c with { Yes = branches[0], No = branches[1] },
        SplitStep s => s with { Arms = [.. s.Arms.Select((a, i) => a with { Steps = branches[i] })] },
        _ => step,
    };

    private static FlowDefinition At(FlowDefinition flow, FlowPlace place, Func<IReadOnlyList<FlowStep>, IReadOnlyList<FlowStep>> change) => place.Parent.Length == 0 ? flow with { Steps = change(flow.Steps) }
        : flow.Find(place.Parent) is { } parent && place.Branch < parent.Branches.Count ? Replace(flow, WithBranches(parent, [.. parent.Branches.Select((b, i) => i == place.Branch ? change(b) : b)])) : flow;

    /// <summary>Changes every list of the flow.</summary>
    private static IReadOnlyList<FlowStep> Map(IReadOnlyList<FlowStep> list, Func<IReadOnlyList<FlowStep>, IReadOnlyList<FlowStep>> change) =>
        [.. change(list).Select(s => s.Branches.Count == 0 ? s : WithBranches(s, [.. s.Branches.Select(b => Map(b, change))]))];
}
