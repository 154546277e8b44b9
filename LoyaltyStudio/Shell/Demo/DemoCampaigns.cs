using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Campaigns of the demo retailer, made from ready-made ones and run on days of the last weeks, so that some customers are at each step: running, ended, proposed and drafts.</summary>
internal sealed class DemoCampaigns(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today, ulong seed)
{
    /// <summary>The days on which they ran, counted back from today.</summary>
    private static readonly int[] RunDays = [40, 26, 25, 14, 12, 10, 8, 6, 4, 2, 1];

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task MakeAsync(Actor marketer, Actor manager, CancellationToken ct)
    {
        // The retailer is a Dutch one: campaigns and segments get Dutch names.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = StudioLanguages.CultureOf("nl");
        var (ending, outreach) = (0L, new DemoOutreach(services, seed));
        foreach (var ago in RunDays)
        {
            At(ago, 5);
            switch (ago)
            {
                case 40:
                    await StartAsync(marketer, "lost", ct);
                    await StartAsync(marketer, "second-purchase", ct);
                    break;
                case 26:
                    ending = await StartAsync(marketer, "care", ct);
                    await StartAsync(marketer, "birthday", ct);
                    break;
                case 14:
                    await StartAsync(marketer, "welcome", ct);
                    await StartAsync(marketer, "early-access", ct);
                    break;
                case 4:
                    (await Get<MoveCampaign>().RunAsync(marketer, ending, CampaignStep.End, ct)).Must();
                    break;
                case 2:
                    await outreach.BringAsync(marketer, today.AddDays(-ago), ct);
                    await outreach.StartAsync(marketer, ct);
                    break;
            }

            At(ago, 6);
            (await Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), today.AddDays(-ago), null, ct)).Must();
            At(ago, 9);
            (await Get<DeliverOutbox>().RunAsync(Actor.Job("deliver-outbox"), new(), ct)).Must();
        }

        At(1, 16);
        await outreach.CallAsync(manager, ct);
        (await Get<MakeCampaign>().RunAsync(marketer, "surprise", ct, salt: $"surprise {seed}")).Must();
        await ProposeAsync(marketer, ct);
    }

    private async Task<long> StartAsync(Actor marketer, string recipe, CancellationToken ct)
    {
        var campaign = (await Get<MakeCampaign>().RunAsync(marketer, recipe, ct, salt: $"demo {recipe} {seed}")).Must();
        (await Get<MoveCampaign>().RunAsync(marketer, campaign, CampaignStep.Start, ct)).Must();
        return campaign;
    }

    /// <summary>One that waits for a second person. The rule itself is off again afterwards, so that whoever tries the demo can start campaigns alone.</summary>
    private async Task ProposeAsync(Actor marketer, CancellationToken ct)
    {
        var campaign = (await Get<MakeCampaign>().RunAsync(marketer, "newsletter", ct, salt: $"newsletter {seed}")).Must();
        await ApprovalAsync(true, ct);
        (await Get<MoveCampaign>().RunAsync(marketer, campaign, CampaignStep.Start, ct)).Must();
        await ApprovalAsync(false, ct);
    }

    private Task<Nothing> ApprovalAsync(bool on, CancellationToken ct) => Get<StudioData>().WriteAsync(async db =>
    {
        var rules = await db.Set<ContactSetting>().AsTracking().FirstOrDefaultAsync(ct);
        if (rules is null)
        {
            db.Add(rules = new ContactSetting());
        }

        rules.ApproveCampaigns = on;
        await db.SaveChangesAsync(ct);
        return new Nothing();
    }, ct);

    private void At(int ago, int hour) => clock.Set(calendar.ToUtc(today.AddDays(-ago).ToDateTime(new TimeOnly(hour, 0))));
}
