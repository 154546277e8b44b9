using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Campaigns.Pages;

public sealed partial class CampaignEditorPage
{
    private readonly LoadState<Opened> state = new();
    private readonly Problems problems = new();

    /// <summary>Names of the choices that the reader was offered, so that the sentence of a new condition has them too.</summary>
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> learned = [];
    private CampaignForm? form;
    private CampaignDraft? draft;
    private FlowChoices choices = FlowChoices.None;
    private FlowPlace? menu;
    private string chosen = "", part = "flow";
    private bool started, dirty, opened;

    [Parameter] public long? Id { get; set; }

    /// <summary>The segment that a new campaign begins with.</summary>
    [SupplyParameterFromQuery] private long? Segment { get; set; }

    private sealed record Opened(CampaignDraft Draft, bool Started, bool Proposed, FlowChoices Choices);

    /// <summary>Flow and settings as they stand on the screen.</summary>
    private CampaignDraft DraftNow => form!.Into(draft!);

    private FlowWords Words => new(Localizers, Catalogue, Format, choices, learned);

    private IReadOnlyList<Crumb> Crumbs => Id is null ? [new(U["Campaigns"], "/campaigns")] : [new(U["Campaigns"], "/campaigns"), new(draft?.Name ?? "", $"/campaigns/{Id}")];

    private FlowDesk Desk => new()
    {
        Words = Words, Chosen = chosen, Open = menu, Errors = problems.Fields, Choose = ChooseAsync,
        OpenMenu = started ? null : place => { menu = place; StateHasChanged(); }, Insert = started ? null : Insert, Move = started ? null : (key, by) => Put(FlowEdit.Move(draft!.Flow, key, by)), Remove = started ? null : RemoveAsync,
    };

    protected override Task OnParametersSetAsync() => opened ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        opened = true;
        await LoadAsync(state, async (actor, ct) =>
        {
            if (!actor.May(Permission.EditCampaigns))
            {
                return Refuse.Forbidden();
            }

            if (Id is not { } id)
            {
                var all = (await Choices.RunAsync(actor, null, ct)).Must();
                return new Opened(First(all), false, false, all);
            }

            var found = await Show.RunAsync(actor, id, ct);
            return found.IsDone ? new Opened(found.Value!.Draft, found.Value.StartedAt is not null, found.Value.State == CampaignState.Proposed, (await Choices.RunAsync(actor, found.Value.Draft.Flow, ct)).Must()) : found.As<Opened>();
        });
        if (state.Value is { } ready)
        {
            (draft, started, choices, form) = (ready.Draft, ready.Started, ready.Choices, CampaignForm.From(ready.Draft));
        }

        StateHasChanged();
    }

    /// <summary>A new campaign begins with the name and segment to fill in and one offer with its message.</summary>
    private CampaignDraft First(FlowChoices all) => all.Segments.FirstOrDefault(s => s.Id == Segment) is { Name: { } called } named ? CampaignDraft.ForSegment(named.Id, called) : CampaignDraft.WinBack;

    private void Changed()
    {
        dirty = true;
        StateHasChanged();
    }

    private void Put(FlowDefinition flow)
    {
        (draft, menu) = (draft! with { Flow = flow }, null);
        Changed();
    }

    private void Insert(FlowPlace place, StepKind kind)
    {
        var step = FlowEdit.New(kind, FlowEdit.NewKey(draft!.Flow));
        chosen = step.Key;
        Put(FlowEdit.Insert(draft.Flow, place, step));
    }

    private Task ChooseAsync(string key)
    {
        (chosen, menu) = (chosen == key ? "" : key, null);
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task RemoveAsync(string key)
    {
        if (draft!.Flow.Find(key) is { } step && (step.Branches.All(b => b.Count == 0) || await Confirm.AskAsync(T["Remove this step?"], T["The steps in its branches go with it."], T["Remove"], danger: true)))
        {
            chosen = chosen == key ? "" : chosen;
            Put(FlowEdit.Remove(draft.Flow, key));
        }
    }

    private bool IsOfFlow(FieldError error) => error.Field == "Flow" || error.Field.Contains('.', StringComparison.Ordinal);

    private async Task SaveAsync()
    {
        if (await RunAsync((actor, ct) => Save.RunAsync(actor, DraftNow, ct), problems) is { } outcome)
        {
            if (outcome.IsDone)
            {
                dirty = false;
                // The guard has to know before the page leaves.
                StateHasChanged();
                Toasts.Done(T["{0} is saved.", form!.Name]);
                Navigation.NavigateTo($"/campaigns/{outcome.Value}");
                return;
            }

            ShowFirstError();
        }
    }

    /// <summary>Opens the part, and the card, that has to change.</summary>
    private void ShowFirstError()
    {
        if (problems.Fields.Count == 0)
        {
            return;
        }

        part = problems.Fields.Any(IsOfFlow) ? "flow" : "settings";
        var wrong = problems.Fields.Where(IsOfFlow).Select(f => f.Field.Split('.')[0]).ToList();
        if (part == "flow" && !wrong.Contains(chosen))
        {
            chosen = wrong.Find(k => k == FlowDesk.Trigger || draft!.Flow.Find(k) is not null) ?? "";
        }
    }
}
