using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Calendar and contact history.</summary>
public sealed class CampaignReadingTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_calendar_shows_periods_what_went_out_what_is_to_come_and_the_sales(string engine)
    {
        await using var world = await RecipeWorld.OpenAsync(engine, new DateTime(2026, 5, 11, 9, 0, 0, DateTimeKind.Utc));
        var retailer = world.Retailer;
        var lost = await StartAsync(world, "lost");
        var letter = await StartAsync(world, "newsletter");
        await world.FitAsync("lost");
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Sale { Name = "Zomer", StartsAt = new DateTime(2026, 5, 28, 8, 0, 0, DateTimeKind.Utc), EndsAt = new DateTime(2026, 6, 20, 8, 0, 0, DateTimeKind.Utc) });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        await world.LiveAsync(1);

        var may = (await retailer.Get<ReadCalendar>().RunAsync(retailer.Anna, null, CancellationToken.None)).Must();
        var (first, last) = (may.Days[0].On, may.Days[^1].On);
        Assert.Equal((new DateOnly(2026, 4, 27), new DateOnly(2026, 5, 31)), (first, last));
        Assert.Equal([lost, letter], may.Bars.Select(b => b.Id));
        Assert.All(may.Bars, b => Assert.Equal((new DateOnly(2026, 5, 11), (DateOnly?)null), (b.From, b.Until)));
        Assert.Equal([(lost, 1)], Day(may, 11).Sent.Select(s => (s.CampaignId, s.Messages)));
        Assert.Contains(may.Days.SelectMany(d => d.Planned), p => p.CampaignId == lost && p is { Waiting: true, Members: 1 });
        Assert.Equal(["Goud", "Zilver", ""], new[] { 26, 27, 28 }.Select(d => Day(may, d).Sales.Single().Tier));
        Assert.Empty(may.In(new DateOnly(2026, 5, 4)));

        var june = (await retailer.Get<ReadCalendar>().RunAsync(retailer.Anna, new DateOnly(2026, 6, 17), CancellationToken.None)).Must();
        Assert.Equal(new DateOnly(2026, 6, 1), june.Days[0].On);
        Assert.Contains(Day(june, 1).Planned, p => p.CampaignId == letter && !p.Waiting);
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<ReadCalendar>().RunAsync(retailer.Anna with { Permissions = new HashSet<Permission>() }, null, CancellationToken.None)).Kind);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_history_of_a_member_tells_what_was_done_what_was_left_out_and_only_to_who_may_see_the_member(string engine)
    {
        await using var world = await RecipeWorld.OpenAsync(engine, new DateTime(2026, 5, 11, 9, 0, 0, DateTimeKind.Utc));
        var retailer = world.Retailer;
        await StartAsync(world, "lost");
        await StartAsync(world, "birthday");
        await world.FitAsync("lost");
        await world.FitAsync("birthday");
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new LoyaltyStudio.Features.Access.Model.Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            await db.SaveChangesAsync();
            await db.Set<LoyaltyStudio.Features.Members.Model.Member>().ExecuteUpdateAsync(m => m.SetProperty(x => x.HomeStoreId, 1));
        }, CancellationToken.None);
        await world.LiveAsync(1);

        var list = retailer.Get<ListMemberContacts>();
        var found = (await list.RunAsync(retailer.Anna, new ListMemberContactsRequest(1, new PageRequest(0)), CancellationToken.None)).Must();
        Assert.Contains(found.Contacts.Rows, c => c is { Kind: "message", Channel: MessageChannel.Email, Reason: "", MessageId: not null } && c.Subject == "Gefeliciteerd, {{voornaam}}!" && c.CouponLastFour.Length == 4);
        Assert.Equal(found.Contacts.Rows.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Select(c => c.Id), found.Contacts.Rows.Select(c => c.Id));
        var places = (await retailer.Get<ListMemberCampaigns>().RunAsync(retailer.Anna, 1, CancellationToken.None)).Must();

        // The birthday went first; so the other campaign had to wait for its rest.
        Assert.Equal("recent_campaign", Assert.Single(places.Out).Reason);
        Assert.Equal("member_unknown", (await list.RunAsync(Retailer.Person(4, "Chantal", [2]), new ListMemberContactsRequest(1, new PageRequest(0)), CancellationToken.None)).Code);
        Assert.True((await list.RunAsync(Retailer.Person(4, "Chantal", [1]), new ListMemberContactsRequest(1, new PageRequest(0)), CancellationToken.None)).IsDone);
        Assert.Equal(OutcomeKind.Forbidden, (await list.RunAsync(retailer.Anna with { Permissions = new HashSet<Permission>() }, new ListMemberContactsRequest(1, new PageRequest(0)), CancellationToken.None)).Kind);
    }

    private static async Task<long> StartAsync(RecipeWorld world, string recipe)
    {
        var retailer = world.Retailer;
        var campaign = (await retailer.Get<MakeCampaign>().RunAsync(retailer.Anna, recipe, CancellationToken.None)).Must();
        await retailer.Data.WriteAsync(db => db.Set<Campaign>().ExecuteUpdateAsync(c => c.SetProperty(x => x.HoldoutPercent, 0)), CancellationToken.None);
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, CancellationToken.None)).Must();
        return campaign;
    }

    private static CalendarDay Day(CampaignMonth month, int day) => month.Days.Single(d => d.On == new DateOnly(month.First.Year, month.First.Month, day));
}
