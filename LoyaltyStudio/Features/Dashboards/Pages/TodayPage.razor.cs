using LoyaltyStudio.Features.Dashboards.Today;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Dashboards.Pages;

/// <summary>The first page: the chain today, or the own store for those who see only stores.</summary>
public sealed partial class TodayPage
{
    private readonly LoadState<TodayBoard> board = new();
    private readonly LoadState<IReadOnlyList<JobRow>> jobs = new();

    [Inject] private ReadToday Today { get; set; } = default!;
    [Inject] private ListJobs Jobs { get; set; } = default!;
    [Inject] private IStringLocalizer<JobsTexts> JobTexts { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        await LoadBoardAsync();
        if (Actor.Stores is { } own)
        {
            Navigation.NavigateTo(own is [var only] ? $"/stores/{only}" : "/stores", replace: true);
            return;
        }

        await LoadJobsAsync();
    }

    private Task LoadBoardAsync() => LoadAsync(board, (actor, ct) => Today.RunAsync(actor, ct));

    private Task LoadJobsAsync() => LoadAsync(jobs, (actor, ct) => Jobs.RunAsync(actor, ct));

    private string JobName(string name) => JobTexts[JobWords.Of(name).Title];

    private static IReadOnlyList<DateOnly> Months(TodayBoard today) => [.. today.Purchases.Select(p => p.Month)];

    private string PurchaseSummary(TodayBoard today) => T["In {0} months members bought {1} times; {2} purchases were without a card.", today.Purchases.Count,
        UiFormat.Number(today.Purchases.Sum(p => p.ByMembers)), UiFormat.Number(today.Purchases.Sum(p => p.Anonymous))];

    private string PointSummary(TodayBoard today) => T["In {0} months {1} points were earned, {2} spent and {3} expired.", today.PointMonths.Count,
        UiFormat.Number(today.PointMonths.Sum(p => p.Earned)), UiFormat.Number(today.PointMonths.Sum(p => p.Spent)), UiFormat.Number(today.PointMonths.Sum(p => p.Expired))];

    private string ChequeSummary(TodayBoard today) => T["In {0} quarters {1} was issued in cheques, of which {2} was used and {3} expired.", today.ChequeQuarters.Count,
        Format.WholeMoney(today.ChequeQuarters.Sum(q => q.IssuedCents)), Format.WholeMoney(today.ChequeQuarters.Sum(q => q.RedeemedCents)), Format.WholeMoney(today.ChequeQuarters.Sum(q => q.ExpiredCents))];
}
