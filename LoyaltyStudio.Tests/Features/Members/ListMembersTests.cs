using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Cheques.Reading;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Purchases.Reading;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Members;

public sealed class ListMembersTests
{
    private static readonly Actor Manager = Retailer.Person(9, "Chantal", [1]);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_store_manager_finds_only_members_whose_home_store_is_theirs(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        Assert.Equal(13, (await ListAsync(shop, shop.Anna)).Page.Total);

        var own = await ListAsync(shop, Manager);
        Assert.Equal([6, 5, 4, 3, 2, 1], own.Page.Rows.Select(m => m.Id));
        Assert.Equal("Utrecht", Assert.Single(own.Stores).Name);
        Assert.Equal(0, (await ListAsync(shop, Manager, store: 2)).Page.Total);
        Assert.Equal([6, 4, 2], (await ListAsync(shop, Manager, search: "evens zoë")).Page.Rows.Select(m => m.Id));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Filters_of_other_features_narrow_the_list(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        Assert.Equal([13, 8, 7, 4, 3, 2, 1], await IdsAsync(shop, ("bought", "active")));
        Assert.Equal([9, 5], await IdsAsync(shop, ("bought", "lost")));
        Assert.Equal([12, 11, 10, 6], await IdsAsync(shop, ("bought", "never")));
        Assert.Equal(13, (await IdsAsync(shop, ("tier", "brons"))).Count);
        Assert.Empty(await IdsAsync(shop, ("tier", "goud")));
        Assert.Empty(await IdsAsync(shop, ("bought", "active"), ("tier", "zilver")));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task No_panel_shows_a_member_of_another_store(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        var ct = CancellationToken.None;
        Assert.Equal(OutcomeKind.Done, await AskAsync(1));
        Assert.Equal(OutcomeKind.NotFound, await AskAsync(7));
        Assert.Equal(OutcomeKind.NotFound, await AskAsync(13));

        async Task<OutcomeKind> AskAsync(long id)
        {
            OutcomeKind[] answers =
            [
                (await shop.Get<ShowMember>().RunAsync(Manager, id, ct)).Kind,
                (await shop.Get<ShowMemberPoints>().RunAsync(Manager, id, ct)).Kind,
                (await shop.Get<ListMemberEntries>().RunAsync(Manager, id, new PageRequest(), ct)).Kind,
                (await shop.Get<ShowMemberTier>().RunAsync(Manager, id, ct)).Kind,
                (await shop.Get<ListMemberPurchases>().RunAsync(Manager, id, new PageRequest(), ct)).Kind,
                (await shop.Get<ListMemberCheques>().RunAsync(Manager, id, ct)).Kind,
                (await shop.Get<ListMemberCampaigns>().RunAsync(Manager, id, ct)).Kind,
                (await shop.Get<RecordConsent>().RunAsync(Manager, new RecordConsentRequest(id, ConsentPurpose.Email, true, "till", "Ja"), ct)).Kind,
            ];
            return Assert.Single(answers.Distinct());
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_ledger_of_a_member_runs_to_the_balance_and_says_how_points_were_counted(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        var points = (await shop.Get<ShowMemberPoints>().RunAsync(shop.Anna, 1, CancellationToken.None)).Must();
        var first = (await shop.Get<ListMemberEntries>().RunAsync(shop.Anna, 1, new PageRequest(0, 3), CancellationToken.None)).Must();
        var rest = (await shop.Get<ListMemberEntries>().RunAsync(shop.Anna, 1, new PageRequest(3, 50), CancellationToken.None)).Must();

        Assert.Equal((7, 3, 4), (first.Total, first.Rows.Count, rest.Rows.Count));
        Assert.Equal(points.State.Total, first.Rows[0].Balance);
        Assert.Equal(first.Rows[^1].Balance, first.Rows[^1].Points + rest.Rows[0].Balance);
        Assert.Equal((1_137, 11L), (first.Rows[0].Basis!.EligibleCents, first.Rows[0].Points));
        Assert.Equal(points.State.Total, points.Lots.Sum(l => l.Remaining));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Consent_is_recorded_once_and_withdrawn_at_once(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        var record = shop.Get<RecordConsent>();
        var give = new RecordConsentRequest(2, ConsentPurpose.Email, true, "aan de kassa", "Ja, mail mij.");

        Assert.True((await record.RunAsync(shop.Anna, give, CancellationToken.None)).IsDone);
        Assert.Equal("consent_unchanged", (await record.RunAsync(shop.Anna, give, CancellationToken.None)).Code);
        Assert.True(await ConsentAsync());
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await record.RunAsync(shop.Anna, give with { Granted = false, Wording = "Stop maar." }, CancellationToken.None)).IsDone);
        Assert.False(await ConsentAsync());
        Assert.Equal(2, await shop.ReadAsync(db => db.Set<ConsentRecord>().CountAsync(c => c.MemberId == 2)));

        Task<bool> ConsentAsync() => shop.ReadAsync(db => db.Set<Member>().Where(m => m.Id == 2).Select(m => m.EmailConsent).SingleAsync());
    }

    private static async Task<MemberList> ListAsync(Retailer shop, Actor actor, string search = "", long? store = null) =>
        (await shop.Get<ListMembers>().RunAsync(actor, new ListMembersRequest(search, new PageRequest(), store), CancellationToken.None)).Must();

    private static async Task<IReadOnlyList<long>> IdsAsync(Retailer shop, params (string Slug, string Value)[] more) =>
        [.. (await shop.Get<ListMembers>().RunAsync(shop.Anna, new ListMembersRequest("", new PageRequest(), More: more.ToDictionary(m => m.Slug, m => m.Value)), CancellationToken.None)).Must().Page.Rows.Select(m => m.Id)];
}
