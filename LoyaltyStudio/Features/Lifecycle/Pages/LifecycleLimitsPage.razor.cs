using System.Globalization;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Settings;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Lifecycle.Pages;

/// <summary>The limits between the states, with who would move beside them while one types.</summary>
public sealed partial class LifecycleLimitsPage
{
    private static readonly LifecycleLimits Standard = LifecycleLimits.Of(new LifecycleSettings());

    private static readonly (string Title, (string Label, string Name, Func<LifecycleLimits, int> Get, Func<LifecycleLimits, int, LifecycleLimits> Set)[] Fields)[] Groups =
    [
        ("And for everybody",
        [
            ("Lost after so many days", "lost_days", l => l.LostDays, (l, v) => l with { LostDays = v }),
            ("Returned for so many days", "returned_days", l => l.ReturnedDays, (l, v) => l with { ReturnedDays = v }),
        ]),
        ("New",
        [
            ("Days after the first purchase", "new_days", l => l.NewDays, (l, v) => l with { NewDays = v }),
            ("Purchases at most", "new_purchases", l => l.NewPurchases, (l, v) => l with { NewPurchases = v }),
        ]),
        ("At risk",
        [
            ("Score at most", "low_score", l => l.LowScore, (l, v) => l with { LowScore = v }),
            ("For so many days", "risk_days", l => l.RiskDays, (l, v) => l with { RiskDays = v }),
        ]),
        ("Ambassador",
        [
            ("Score at least", "high_score", l => l.HighScore, (l, v) => l with { HighScore = v }),
            ("Top part of spenders, %", "top_percent", l => l.TopPercent, (l, v) => l with { TopPercent = v }),
        ]),
        ("Rhythm",
        [
            ("Weight of comparable customers", "group_weight", l => l.GroupWeight, (l, v) => l with { GroupWeight = v }),
            ("Days while nothing is known", "start_days", l => l.StartDays, (l, v) => l with { StartDays = v }),
        ]),
    ];

    private readonly LoadState<LifecycleLimits> state = new();
    private readonly Problems problems = new();
    private LifecycleLimits draft = Standard;
    private LimitsTried? tried;
    private int asked;

    private bool Changed => state.Value is { } was && was != draft;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        await LoadAsync(state, Rules.RunAsync);
        if (state.Value is { } now)
        {
            draft = now;
            await TryAsync();
        }
    }

    private Task SetAsync(ChangeEventArgs e, Action<decimal> set) =>
        decimal.TryParse(e.Value as string, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < 100_000 ? SetAsync(() => set(value)) : Task.CompletedTask;

    private async Task SetAsync(Action set)
    {
        set();
        var mine = ++asked;
        await Task.Delay(TimeSpan.FromMilliseconds(300), Closing).ContinueWith(_ => { }, TaskScheduler.Default);
        if (mine == asked && !Closing.IsCancellationRequested)
        {
            await TryAsync();
        }
    }

    private async Task TryAsync()
    {
        var mine = ++asked;
        if (!Actor.May(Permission.EditInsight) || Actor.Stores is not null)
        {
            return;
        }

        var fresh = new LoadState<LimitsTried>();
        Outcome<LimitsTried>? outcome = null;
        await LoadAsync(fresh, async (actor, ct) => (outcome = await Try.RunAsync(actor, draft, ct)).Value!);
        if (mine != asked || outcome is not { } came)
        {
            return;
        }

        problems.Clear();
        if (came.IsDone)
        {
            tried = came.Value;
        }
        else
        {
            problems.Take(came);
        }
    }

    private async Task SaveAsync()
    {
        if (await RunAsync((actor, ct) => Save.RunAsync(actor, draft, ct), problems) is { IsDone: true })
        {
            Toasts.Done(T["The limits are saved. The next night looks at everybody."]);
            await LoadAsync();
        }
    }

    private static string Text(decimal value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
