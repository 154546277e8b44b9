using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>What the cards of a drawn flow share: the words, what is chosen, and what happens on a press. Without <see cref="Insert"/> the drawing is only to read.</summary>
public sealed class FlowDesk
{
    /// <summary>Under this key the card of the trigger is chosen.</summary>
    public const string Trigger = "Trigger";

    public required FlowWords Words { get; init; }

    /// <summary>The key of the chosen step; empty: none.</summary>
    public string Chosen { get; init; } = "";

    /// <summary>The place whose menu is open.</summary>
    public FlowPlace? Open { get; init; }

    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>What happened per step; null where nothing is counted.</summary>
    public IReadOnlyDictionary<string, StepCount>? Counts { get; init; }

    public Func<string, Task>? Choose { get; init; }
    public Action<FlowPlace?>? OpenMenu { get; init; }
    public Action<FlowPlace, StepKind>? Insert { get; init; }
    public Action<string, int>? Move { get; init; }
    public Func<string, Task>? Remove { get; init; }

    public bool CanDraw => Insert is not null;

    public IEnumerable<FieldError> ErrorsOf(string key) => Errors.Where(e => e.Field.StartsWith(key, StringComparison.Ordinal) && e.Field.Length > key.Length && e.Field[key.Length] == '.');
}
