using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>What of a flow a result is measured of: trigger, steps, offers and branches. Words are not part of it.</summary>
public static class FlowShape
{
    /// <summary>Whether two flows do the same, whatever they say.</summary>
    public static bool Same(FlowDefinition a, FlowDefinition b) => Wordless(a) == Wordless(b);

    private static string Wordless(FlowDefinition flow) => (flow with { Steps = [.. flow.Steps.Select(Wordless)] }).ToJson();

    private static FlowStep Wordless(FlowStep step) => step switch
    {
        MessageStep m => m with { Nl = Wordless(m.Nl), En = Wordless(m.En) },
        WaitUntilStep w => w with { Happened = Wordless(w.Happened), Not = Wordless(w.Not) },
        ConditionStep c => c with { Yes = Wordless(c.Yes), No = Wordless(c.No) },
        SplitStep s => s with { Arms = [.. s.Arms.Select(a => a with { Steps = Wordless(a.Steps) })] },
        TaskStep t => t with { Title = "", Words = "" },
        _ => step,
    };

    /// <summary>Only whether there is a second subject counts.</summary>
    private static MessageText Wordless(MessageText text) => new("", "", text.OtherSubject.Length > 0 ? "B" : "");

    private static IReadOnlyList<FlowStep> Wordless(IReadOnlyList<FlowStep> steps) => [.. steps.Select(Wordless)];
}
