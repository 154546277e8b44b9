using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Campaigns;

public sealed class CampaignResultsTests
{
    private static readonly DateOnly Assigned = new(2026, 1, 5);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Only_members_who_bought_within_their_window_count_and_each_once(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack with { HoldoutPercent = 50, MeasureDays = 30 }, default)).Must();
        await retailer.Data.WriteAsync(async db =>
        {
            for (var id = 1; id <= 8; id++)
            {
                db.Add(Fixtures.Member(retailer.Clock, id));
                db.Add(new CampaignMember { CampaignId = campaign, MemberId = id, Group = id <= 4 ? CampaignGroup.Treatment : CampaignGroup.Holdout, AssignedOn = Assigned, AssignedAt = retailer.Clock.Now });
            }

            db.AddRange(
                Bought(1, Assigned), Bought(1, Assigned.AddDays(3)), Bought(2, Assigned.AddDays(30)),
                Bought(3, Assigned.AddDays(31)), Bought(4, Assigned.AddDays(-1)),
                Bought(5, Assigned.AddDays(10)), Bought(6, Assigned.AddDays(10), PurchaseKind.Return));
            await db.SaveChangesAsync();
        }, default);

        var result = (await retailer.Get<CampaignResults>().RunAsync(retailer.Anna, [campaign], default)).Must()[campaign];

        Assert.Equal(new Side(4, 2), result.Treated);
        Assert.Equal(new Side(4, 1), result.Holdout);
        Assert.Equal(Verdict.NoDifference, result.Verdict);
        Assert.Equal(Assigned.AddDays(31), result.DecidedOn);
    }

    [Fact]
    public async Task Who_may_not_see_campaigns_gets_no_result()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var manager = new Actor("user", 9, "Sanne", new HashSet<Permission> { Permission.ViewMembers }, [1]);

        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<CampaignResults>().RunAsync(manager, [1], default)).Kind);
    }

    [Fact]
    public void The_known_example_brings_360_extra_buyers()
    {
        var result = CampaignResult.Of(new Side(36_000, 2_160), new Side(4_000, 200), 10, Assigned, 30, Assigned.AddDays(60), 0);

        Assert.Equal(Verdict.More, result.Verdict);
        Assert.Equal(360, result.Extra!.Value.Extra);
        Assert.InRange(result.Lift!.Value.Low, 0.0023, 0.0025);
        Assert.InRange(result.Lift.Value.High, 0.0167, 0.0169);
    }

    [Theory]
    [InlineData(0, 0, 10, 60, Verdict.Nobody)]
    [InlineData(500, 0, 0, 60, Verdict.NoHoldout)]
    [InlineData(500, 500, 10, 60, Verdict.WrongDraw)]
    [InlineData(900, 100, 10, 30, Verdict.TooEarly)]
    [InlineData(900, 100, 10, 31, Verdict.NoDifference)]
    public void Nothing_is_said_that_the_numbers_do_not_bear(int treated, int holdout, int percent, int daysLater, Verdict verdict)
    {
        DateOnly? last = treated + holdout == 0 ? null : Assigned;

        Assert.Equal(verdict, CampaignResult.Of(new Side(treated, treated / 10), new Side(holdout, holdout / 10), percent, last, 30, Assigned.AddDays(daysLater), 0).Verdict);
    }

    private static int number;

    internal static Purchase Bought(long member, DateOnly on, PurchaseKind kind = PurchaseKind.Purchase) => new()
    {
        Source = "test", ExternalId = $"{++number}", Kind = kind, MemberId = member, OccurredAt = on.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc), BusinessDate = on,
        TotalCents = kind == PurchaseKind.Return ? -1000 : 1000, ContentHash = "x", RecordedAt = on.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc),
    };
}
