using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Where a way through a flow goes on: after the last step of a branch with what follows the step that it branched from.</summary>
internal sealed class FlowMap
{
    private readonly Dictionary<string, FlowStep> steps = [];
    private readonly Dictionary<string, string> next = [];

    internal FlowMap(FlowDefinition flow)
    {
        Flow = flow;
        First = Add(flow.Steps, "");
    }

    internal FlowDefinition Flow { get; }

    /// <summary>Key of the first step.</summary>
    internal string First { get; }

    /// <summary>Null for a step that is not there (any more).</summary>
    internal FlowStep? this[string key] => steps.GetValueOrDefault(key);

    /// <summary>The key after a step; empty at the end.</summary>
    internal string After(string key) => steps[key] is EndStep ? "" : next[key];

    /// <summary>The first key of a branch, or what follows the step where the branch is empty.</summary>
    internal string Into(FlowStep step, IReadOnlyList<FlowStep> branch) => branch.Count > 0 ? branch[0].Key : next[step.Key];

    private string Add(IReadOnlyList<FlowStep> list, string after)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var step = list[i];
            steps[step.Key] = step;
            next[step.Key] = i + 1 < list.Count ? list[i + 1].Key : after;
            foreach (var branch in step.Branches)
            {
                Add(branch, next[step.Key]);
            }
        }

        return list.Count > 0 ? list[0].Key : after;
    }
}
