using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Jobs.Pages;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Cheques.Pages;

public sealed partial class ChequeRunPage
{
    private readonly LoadState<ChequeRunDetail> state = new();
    private JobBar? bar;
    private bool busy, watched;

    [Parameter] public long Id { get; set; }
    [SupplyParameterFromQuery] private string? Tab { get; set; }
    [SupplyParameterFromQuery] private string? Q { get; set; }
    [SupplyParameterFromQuery] private string? Show { get; set; }
    [SupplyParameterFromQuery] private string? Tier { get; set; }
    [SupplyParameterFromQuery] private long? Store { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    /// <summary>The calculation was asked for by the dialog that opened the run.</summary>
    [SupplyParameterFromQuery] private bool? Started { get; set; }

    private string Name => ChequeTexts.Period(T, state.Value!.Period);

    private string SchemeName => ChequeTexts.Scheme(T, state.Value!.SchemeCode, state.Value.Scheme?.NameNl ?? "", state.Value.Scheme?.NameEn ?? "");

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The scheduler starts the run a moment later.
        if (bar is not null && Started == true && !watched)
        {
            watched = true;
            busy = state.Value?.State == ChequeRunState.Draft;
            _ = bar.WatchAsync(Clock.GetUtcNow().UtcDateTime.AddSeconds(-20));
            await InvokeAsync(StateHasChanged);
        }
    }

    private Task LoadAsync() => LoadAsync(state, (actor, ct) => Run.RunAsync(actor, Id, ct));

    private async Task CalculateAsync()
    {
        if (await Confirm.AskAsync(T["Calculate the issue of {0}?", Name], T["This works out what every member gets. Nothing is issued by it; afterwards somebody else approves the totals."], T["Calculate"]))
        {
            await StartAsync();
        }
    }

    private async Task ApproveAsync()
    {
        var run = state.Value!;
        if (await Confirm.AskAsync(T["Approve the issue of {0}?", Name], T["{0} cheques of {1} in all, prepared by {2} on {3}. After this the totals are fixed and the cheques can be issued.", UiFormat.Number(run.Totals.Cheques), Format.Money(run.Totals.ValueCents), ChequeTexts.Person(T, run.PreparedBy), Format.Instant(run.PreparedAt)], T["Approve"])
            && await RunAsync((actor, ct) => Approve.RunAsync(actor, Id, run.RowVersion, ct)) is { } outcome)
        {
            if (outcome.IsDone)
            {
                Toasts.Done(T["The issue of {0} is approved.", Name]);
            }

            await LoadAsync();
        }
    }

    private async Task IssueAsync()
    {
        if (await Confirm.AskAsync(T["Issue the cheques of {0}?", Name], Says("{0} cheques of {1} in all are made and their points are taken off. This cannot be undone."), T["Issue"]))
        {
            await StartAsync();
        }
    }

    private async Task CancelAsync()
    {
        if (await Confirm.AskAsync(T["Give up the issue of {0}?", Name], Says("{0} cheques of {1} in all will not be made. The period is free again for a new issue."), T["Give up"], danger: true)
            && await RunAsync((actor, ct) => CancelRun.RunAsync(actor, Id, ct)) is { } outcome)
        {
            if (outcome.IsDone)
            {
                Toasts.Done(T["The issue of {0} is given up.", Name]);
            }

            await LoadAsync();
        }
    }

    private string Says(string sentence) => T[sentence, UiFormat.Number(state.Value!.Totals.Cheques), Format.Money(state.Value!.Totals.ValueCents)];

    /// <summary>Through the scheduler, so that the work goes on when this page is closed.</summary>
    private async Task StartAsync()
    {
        var since = Clock.GetUtcNow().UtcDateTime;
        if (await RunAsync((actor, ct) => RunJob.RunAsync(actor, new RunJobNowRequest("issue-cheques", null, state.Value!.Period, new Dictionary<string, string> { ["scheme"] = state.Value.SchemeCode }), ct)) is { IsDone: true })
        {
            busy = true;
            _ = bar!.WatchAsync(since);
        }
    }

    private async Task EndedAsync(JobRunRow run)
    {
        busy = false;
        await LoadAsync();
        if (run.State == JobState.Done)
        {
            Toasts.Done(T["{0}: {1}", ChequeTexts.PeriodTitle(T, state.Value!.Period), ChequeTexts.State(T, state.Value!.State)]);
        }
    }
}
