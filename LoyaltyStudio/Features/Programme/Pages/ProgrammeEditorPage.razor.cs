using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace LoyaltyStudio.Features.Programme.Pages;

public sealed partial class ProgrammeEditorPage
{
    private readonly LoadState<IReadOnlyList<ProgrammeRow>> state = new();
    private readonly Problems problems = new();
    private ProgrammeWords words = default!;
    private ProgrammeFacts facts = default!;
    private RuleFacts context = RuleFacts.Empty;
    private IReadOnlyList<SaidOverlap> overlaps = [];
    private ProgrammeForm? form;
    private ProgrammeContent? content;
    private ProgrammeRow? row;
    private ProgrammeRow? live;
    private string note = "";
    private bool dirty;
    private (long? Id, long? From)? shown;

    [Parameter] public long? Id { get; set; }
    [SupplyParameterFromQuery] private long? From { get; set; }

    protected override void OnInitialized()
    {
        words = new ProgrammeWords(T, Format);
        facts = new ProgrammeFacts(T, words, (kind, code) => context.Label(kind, code));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (shown != (Id, From))
        {
            shown = (Id, From);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        await LoadAsync(state, async (actor, ct) =>
        {
            if (!actor.May(Permission.EditProgramme))
            {
                return Refuse.Forbidden();
            }

            context = (await Context.RunAsync(actor, ct)).Value ?? RuleFacts.Empty;
            return await Versions.RunAsync(actor, ct);
        });
        if (state.Value is not { } rows)
        {
            return;
        }

        live = rows.FirstOrDefault(r => r.Stage == VersionStage.Live);
        row = Id is { } id ? rows.FirstOrDefault(r => r.Id == id && r.Stage == VersionStage.Draft) : null;
        var start = Id is not null ? row?.Content : (rows.FirstOrDefault(r => r.Id == From) ?? live)?.Content ?? ReferenceProgramme.Content;
        form = start is null ? null : ProgrammeForm.From(start);
        content = form?.ToContent();
        note = row?.Note ?? "";
        dirty = false;
        problems.Clear();
        Overlap();
        StateHasChanged();
    }

    /// <summary>Looks for rules that meet: when the page opens and on every save.</summary>
    private void Overlap()
    {
        if (content is null)
        {
            return;
        }

        var said = new RuleWords(T, words, content, context.Label);
        overlaps = [.. RuleOverlaps.Find(content, Format.Calendar.Today(Clock)).Select(o => said.Say(o, Examples.PartsOf(content, o.Example)))];
    }

    private Task ChangedAsync()
    {
        dirty = true;
        content = form!.ToContent();
        return Task.CompletedTask;
    }

    private async Task<bool> KeepAsync()
    {
        var request = new SaveProgrammeDraftRequest(row?.Id, row?.RowVersion ?? 0, form!.ToContent(), note.Trim());
        if (await RunAsync((actor, ct) => Save.RunAsync(actor, request, ct), problems) is not { IsDone: true, Value: var id })
        {
            return false;
        }

        dirty = false;
        form.Settle();
        await LoadAsync(state, Versions.RunAsync);
        row = state.Value?.FirstOrDefault(r => r.Id == id);
        return row is not null;
    }

    private async Task SaveAsync()
    {
        var fresh = row is null;
        if (!await KeepAsync())
        {
            return;
        }

        Overlap();
        Toasts.Done(overlaps.Count == 0 ? T["Draft {0} is saved.", row!.Number] : T["Draft {0} is saved. Rules meet {1} times: see the examples under the rules.", row!.Number, overlaps.Count]);
        if (fresh)
        {
            shown = (row.Id, null);
            Navigation.NavigateTo($"/programme/versions/{row.Id}/edit", replace: true);
        }
    }

    private async Task PublishAsync()
    {
        if ((dirty || row is null) && !await KeepAsync())
        {
            return;
        }

        var options = new DialogOptions { Width = "min(34rem, 94vw)", CloseDialogOnOverlayClick = false };
        if (await Dialogs.OpenAsync<PublishDialog>(T["Publish version {0}", row!.Number], new() { ["Version"] = row }, options) is true)
        {
            Navigation.NavigateTo($"/programme?version={row.Id}");
        }
    }
}
