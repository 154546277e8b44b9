using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Jobs.Pages;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Campaigns.Pages;

public sealed partial class CampaignPage
{
    private readonly LoadState<CampaignDetail> state = new();
    private JobBar? bar;
    private bool busy;

    [Parameter] public long Id { get; set; }
    [SupplyParameterFromQuery] private string? Tab { get; set; }
    [SupplyParameterFromQuery] private string? Group { get; set; }
    [SupplyParameterFromQuery] private string? Q { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    private string Name => state.Value!.Draft.Name;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private Task LoadAsync() => LoadAsync(state, (actor, ct) => Show.RunAsync(actor, Id, ct));

    private static bool Writes(CampaignDetail campaign, MessageChannel channel) => campaign.Draft.Flow.Everything().OfType<Model.MessageStep>().Any(m => m.Channel == channel);

    private string About(CampaignDetail campaign)
    {
        var draft = campaign.Draft;
        var period = (draft.StartOn, draft.EndOn) switch
        {
            ({ } from, { } until) => T["from {0} to {1}", UiFormat.Date(from), UiFormat.Date(until)].Value,
            ({ } from, null) => T["from {0}", UiFormat.Date(from)],
            (null, { } until) => T["to {0}", UiFormat.Date(until)],
            _ => "",
        };
        string[] parts = [CampaignTexts.Audience(T, campaign.Segment, draft.DaysWithoutPurchase), draft.Flow.Everything().OfType<Model.OfferStep>().FirstOrDefault()?.Terms is { } offer ? CampaignTexts.Coupon(T, Format, offer.Kind, offer.Value) : "",
            draft.HoldoutPercent > 0 ? T["{0} % control group", draft.HoldoutPercent] : "", period];
        return string.Join(" · ", parts.Where(p => p.Length > 0));
    }

    private Task StartAsync() => state.Value!.NeedsApproval
        ? StepAsync(CampaignStep.Start, T["Propose {0}?", Name], T["Somebody else with the right to approve reads it and starts it. When you change it meanwhile, it is a draft again."], T["Propose"], T["{0} waits for approval.", Name])
        : StepAsync(CampaignStep.Start, T["Start {0}?", Name], T["From the next run on, members who fit get into it. After this, whom it is for, the control group, the measuring days and the steps stay what they are; words may change."], T["Start"], T["{0} has started.", Name]);

    private Task ApproveAsync() => StepAsync(CampaignStep.Approve, T["Approve {0}?", Name],
        T["From the next run on, members who fit get into it. After this, whom it is for, the control group, the measuring days and the steps stay what they are; words may change."], T["Approve and start"], T["{0} has started.", Name]);

    private Task SendBackAsync() => StepAsync(CampaignStep.SendBack, T["Send {0} back?", Name], T["It is a draft again and can be changed."], T["Send back"], T["{0} is a draft again.", Name]);

    private async Task CopyAsync()
    {
        if (await RunAsync((actor, ct) => Copy.RunAsync(actor, Id, ct)) is { IsDone: true, Value: var id })
        {
            Toasts.Done(T["This is a copy of {0}.", Name]);
            Navigation.NavigateTo($"/campaigns/{id}/edit");
        }
    }

    private Task PauseAsync() => StepAsync(CampaignStep.Pause, T["Pause {0}?", Name], T["Nobody new gets into the campaign until you resume it. Coupons stay valid and measuring goes on."], T["Pause"], T["{0} is paused.", Name]);

    private Task ResumeAsync() => StepAsync(CampaignStep.Resume, T["Resume {0}?", Name], T["From the next run on, members who fit get a message again."], T["Resume"], T["{0} is running again.", Name]);

    private Task EndAsync() => StepAsync(CampaignStep.End, T["End {0}?", Name], T["Nobody gets into the campaign any more, and who is on the way gets nothing more. It cannot be resumed. Coupons stay valid and measuring goes on."], T["End"], T["{0} has ended.", Name], danger: true);

    private async Task StepAsync(CampaignStep step, string title, string text, string button, string done, bool danger = false)
    {
        if (await Confirm.AskAsync(title, text, button, danger) && await RunAsync((actor, ct) => Move.RunAsync(actor, Id, step, ct)) is { } outcome)
        {
            if (outcome.IsDone)
            {
                Toasts.Done(done);
            }

            await LoadAsync();
        }
    }

    private async Task RunNowAsync()
    {
        if (!await Confirm.AskAsync(T["Run {0} now?", Name], T["All running campaigns look for members who fit and write their messages now, instead of tonight."], T["Run now"]))
        {
            return;
        }

        var since = Clock.GetUtcNow().UtcDateTime;
        if (await RunAsync((actor, ct) => RunJob.RunAsync(actor, new RunJobNowRequest("run-campaigns", null, ""), ct)) is { IsDone: true })
        {
            busy = true;
            _ = bar!.WatchAsync(since);
        }
    }

    private async Task EndedAsync(JobRunRow run)
    {
        busy = false;
        await LoadAsync();
        if (run.State == JobState.Done && state.Value?.Latest is { } latest)
        {
            Toasts.Done(T["{0}: {1} messages written, {2} in the control group.", Name, UiFormat.Number(latest.Messaged), UiFormat.Number(latest.Holdout)]);
        }
    }
}
