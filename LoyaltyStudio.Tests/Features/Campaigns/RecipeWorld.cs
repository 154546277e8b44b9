using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>A retailer with one member of whom something holds, or to whom something happens, that a ready-made campaign looks for.</summary>
internal sealed class RecipeWorld(Retailer retailer) : IAsyncDisposable
{
    internal Retailer Retailer => retailer;

    internal DateOnly Today => DateOnly.FromDateTime(retailer.Clock.Now);

    internal static async Task<RecipeWorld> OpenAsync(string engine, DateTime from)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(from));
        var world = new RecipeWorld(retailer);
        await world.AddAsync(Fixtures.Member(retailer.Clock, 1), m => m.Index());
        return world;
    }

    public ValueTask DisposeAsync() => retailer.DisposeAsync();

    /// <summary>Makes the member one whom the recipe means, and answers after how many days its campaign should meet them.</summary>
    internal async Task<int> FitAsync(string recipe)
    {
        switch (recipe)
        {
            case "welcome":
                return await MemberAsync(m => m.EnrolledOn = Today);
            case "birthday":
                return await MemberAsync(m => m.BirthDate = Today.AddYears(-30));
            case "moved":
                return await MemberAsync(m => m.MovedOn = Today, 3);
            case "first-purchase":
                return await StateAsync(LifecycleState.Unknown);
            case "second-purchase":
                await StateAsync(LifecycleState.New);
                return await BuyAsync(1, 10);
            case "care":
                return await BuyAsync(1, 3);
            case "newsletter":
                return 0;
            case "surprise":
                return await BuyAsync(4, 0);
            case "replenishment":
                await StateAsync(LifecycleState.Active);
                await AddAsync(new Product { Id = 7, Sku = "koffie", Name = "Koffie" });
                return await AddAsync(new Replenishment { MemberId = 1, ProductId = 7, DueOn = Today.AddDays(3), EarlyOn = Today, LateOn = Today.AddDays(6), LastOn = Today.AddDays(-20) });
            case "early-access":
                await AddAsync(new MemberTier { MemberId = 1, Tier = "goud", Since = Today });
                return await AddAsync(new Sale { Name = "Zomer", StartsAt = retailer.Clock.Now.AddHours(48), EndsAt = retailer.Clock.Now.AddDays(20) });
            case "points-expiry":
                return await AddAsync(new PointLot { Id = 1, MemberId = 1, EntryId = 1, Earned = 100, Remaining = 100, ActivatesOn = Today, ExpiresOn = Today.AddDays(45) });
            case "cheque-expiry":
                await AddAsync(new ChequeRun { Id = 1, Scheme = ChequeScheme.Main, Period = "2026Q1", VersionId = 1, PreparedBy = "test" });
                return await AddAsync(new Cheque { Id = 1, RunId = 1, MemberId = 1, EntryId = 1, CodeHash = [1], CodeSealed = "s", LastFour = "ABCD", FaceCents = 500, IssuedOn = Today, ValidUntil = Today.AddDays(21) });
            case "tier-warning":
                return await AddAsync(new MemberTier { MemberId = 1, Tier = "goud", Since = Today.AddDays(-300), ValidUntil = Today.AddDays(60) });
            case "friends":
                return await AddAsync(new SurveyAnswer { SurveyId = 1, MemberId = 1, Score = 10, Channel = Channel.Store, AnsweredAt = retailer.Clock.Now, AnsweredOn = Today }, after: 1);
            case "hesitating":
                return await StateAsync(LifecycleState.Hesitating);
            case "lapsed":
                return await StateAsync(LifecycleState.Lapsed);
            case "lost":
                return await StateAsync(LifecycleState.Lost);
            case "returned":
                return await StateAsync(LifecycleState.Returned);
            case "recovery":
                return await StateAsync(LifecycleState.AtRisk);
            case "ambassador":
                return await StateAsync(LifecycleState.Ambassador);
            default:
                throw new ArgumentOutOfRangeException(nameof(recipe), recipe, "No world for this recipe yet.");
        }
    }

    /// <summary>Runs the campaigns of the present day, and then of every day on which a way goes on, until nobody waits.</summary>
    internal async Task LiveAsync(int days = 200)
    {
        for (var last = Today.AddDays(days); Today <= last; retailer.Clock.Advance(TimeSpan.FromDays(1)))
        {
            (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("night"), Today, null, CancellationToken.None)).Must();
            if (!await retailer.ReadAsync(db => db.Set<Journey>().AnyAsync(j => j.State == JourneyState.Waiting)))
            {
                return;
            }
        }
    }

    /// <summary>What happened, in order: message email, offer, gift 250 …; what was left out stands in brackets.</summary>
    internal Task<string> StoryAsync() => retailer.ReadAsync(async db => string.Join(", ", (await db.Set<CampaignContact>().OrderBy(c => c.Id).ToListAsync())
        .Select(c => (c.Kind, c.Channel, c.Amount) switch { (_, { } channel, _) => channel.ToString(), ("gift", _, > 0) => $"gift {c.Amount}", _ => c.Kind } is var what && c.Outcome == ContactOutcome.Skipped ? $"({what}: {c.Reason})" : what)));

    private async Task<int> MemberAsync(Action<Member> change, int after = 0)
    {
        await retailer.Data.WriteAsync(async db =>
        {
            change(await db.Set<Member>().AsTracking().FirstAsync(m => m.Id == 1));
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return after;
    }

    private async Task<int> StateAsync(LifecycleState state)
    {
        await AddAsync(new MemberState { MemberId = 1, State = state, Since = Today, Cause = "test" });
        return await AddAsync(new StateChange { MemberId = 1, ToState = state, On = Today, Cause = "test" });
    }

    private async Task<int> BuyAsync(int times, int after)
    {
        for (var n = 0; n < times; n++)
        {
            (await retailer.BuyAsync(new RecordPurchaseRequest("till", $"{n}", retailer.Clock.Now.AddHours(-1).AddDays(times == 1 ? 0 : -30 * n), [new SoldLine("lamp", 1, 2_000, "Nachtlamp", "Verlichting")], "900000001"))).Must();
        }

        return after;
    }

    private async Task<int> AddAsync<T>(T row, Action<T>? first = null, int after = 0) where T : class
    {
        first?.Invoke(row);
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(row);
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return after;
    }
}
