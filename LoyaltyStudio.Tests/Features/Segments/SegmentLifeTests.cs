using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Features.Segments.Rfm;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Segments;

/// <summary>Segments as people use them: made, refreshed night after night, changed by hand, handed to campaigns and rules, put away.</summary>
public sealed class SegmentLifeTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTime Begin = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public Task A_night_writes_who_came_and_who_went_on_sqlite() => NightAsync(Engines.Sqlite);

    [Fact]
    public Task A_night_writes_who_came_and_who_went_on_postgresql() => NightAsync(Engines.PostgreSql);

    private static async Task NightAsync(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Begin));
        var (one, two) = (await retailer.AddMemberAsync("M1", consent: true), await retailer.AddMemberAsync("M2"));
        var id = await SaveAsync(retailer, "Met toestemming", SegmentNode.All(SegmentNode.Of("consent.email", SegmentTest.Is, "true")));
        Assert.Equal([one], await MembersAsync(retailer, id));
        await MoveAsync(retailer, "M2", "1234 AB", "Ede");
        await MoveAsync(retailer, "M2", "1234 AC", "Ede");
        var moved = await SaveAsync(retailer, "Net verhuisd", SegmentNode.All(SegmentNode.Of("moved", SegmentTest.LastDays, "7")));
        Assert.Equal([two], await MembersAsync(retailer, moved));
        retailer.Clock.Advance(TimeSpan.FromDays(7));
        var night = (await retailer.Get<RefreshSegments>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 9), null, Ct)).Must();
        Assert.Equal(new SegmentsRefresh(2, 0, 1), night);
        Assert.Equal(new SegmentsRefresh(2, 0, 0), (await retailer.Get<RefreshSegments>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 9), null, Ct)).Must());
        var history = (await retailer.Get<ShowSegment>().RunAsync(retailer.Anna, moved, Ct)).Must().History;
        Assert.Equal([new SegmentDaySize(new DateOnly(2026, 3, 2), 1, 1, 0), new SegmentDaySize(new DateOnly(2026, 3, 9), 0, 0, 1)], history);
        var codes = await retailer.ReadAsync(db => retailer.Get<ISegmentCodes>().OfAsync(db, [one, two], Ct));
        Assert.Equal(["met-toestemming"], codes[one]);
        Assert.Empty(codes[two]);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_circle_that_two_colleagues_close_together_ends_and_holds_nobody(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Begin));
        var member = await retailer.AddMemberAsync("M1", consent: true);

        // A new segment cannot name the number that it is about to get either.
        var own = await retailer.Get<SaveSegment>().RunAsync(retailer.Anna, SegmentDraft.New with { Name = "Zelf", Definition = new SegmentDefinition(SegmentNode.All(SegmentNode.In(1))) }, Ct);
        Assert.Equal(OutcomeKind.Invalid, own.Kind);
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Segment { Id = 71, Code = "a", Name = "A", Definition = new SegmentDefinition(SegmentNode.All(SegmentNode.In(72))).ToJson(), Author = "t" });
            db.Add(new Segment { Id = 72, Code = "b", Name = "B", Definition = new SegmentDefinition(SegmentNode.Any(SegmentNode.In(71), SegmentNode.Of("consent.email", SegmentTest.Is, "true"))).ToJson(), Author = "t" });
            await db.SaveChangesAsync(Ct);
        }, Ct);
        (await retailer.Get<RefreshSegments>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 3), null, Ct)).Must();
        Assert.Equal([member], await MembersAsync(retailer, 72));
    }

    [Fact]
    public async Task A_segment_never_asks_for_itself_and_is_not_deleted_while_it_is_used()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), new FakeClock(Begin));
        await retailer.AddMemberAsync("M1", consent: true);
        var first = await SaveAsync(retailer, "Één", SegmentNode.All());
        var second = await SaveAsync(retailer, "Één", SegmentNode.All(SegmentNode.In(first, inside: false)));
        Assert.Equal(["een", "een-2"], await retailer.ReadAsync(db => db.Set<Segment>().OrderBy(s => s.Id).Select(s => s.Code).ToListAsync(Ct)));
        var draft = (await retailer.Get<ShowSegment>().RunAsync(retailer.Anna, first, Ct)).Must().Draft;
        var circle = await retailer.Get<SaveSegment>().RunAsync(retailer.Anna, draft with { Definition = new SegmentDefinition(SegmentNode.All(SegmentNode.In(second))) }, Ct);
        Assert.Equal(OutcomeKind.Invalid, circle.Kind);
        Assert.Equal("segment_used", (await retailer.Get<DeleteSegment>().RunAsync(retailer.Anna, first, Ct)).Code);
        (await retailer.Get<DeleteSegment>().RunAsync(retailer.Anna, second, Ct)).Must();
        (await retailer.Get<DeleteSegment>().RunAsync(retailer.Anna, first, Ct)).Must();
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<SegmentMember>().CountAsync(Ct)));
    }

    [Fact]
    public async Task What_is_wrong_with_a_condition_is_said_at_its_place()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), new FakeClock(Begin));
        var catalogue = retailer.Get<SegmentCatalogue>();
        string[] Places(SegmentNode root) => [.. SegmentRules.Check(new SegmentDefinition(root), catalogue).Select(e => e.Field)];
        Assert.Equal(["c1"], Places(SegmentNode.All(SegmentNode.Of("tier", SegmentTest.Is))));
        Assert.Equal(["c2"], Places(SegmentNode.All(SegmentNode.Any(SegmentNode.Of("nothing", SegmentTest.Is, "1")))));
        Assert.Equal(["c1"], Places(SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: 0)))));
        Assert.Equal(["c1"], Places(SegmentNode.All(SegmentNode.Of("spend.total", SegmentTest.Between, "5", "4"))));
        Assert.Equal(["definition"], Places(SegmentNode.All(Enumerable.Repeat(SegmentNode.Of("moved", SegmentTest.Known), 61).ToArray())));
        var deep = SegmentNode.All();
        for (var i = 0; i < SegmentDefinition.MostDepth; i++)
        {
            deep = SegmentNode.Any(deep);
        }

        Assert.Equal(["definition"], Places(deep));
        Assert.Empty(Places(SegmentDefinition.Parse("""{"root":{"match":"All","parts":[{"field":"moved","test":"Known"}]}}""").Root));
    }

    [Fact]
    public async Task A_fixed_list_stays_and_refuses_lines_that_name_nobody()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), new FakeClock(Begin));
        var one = await retailer.AddMemberAsync("M1", consent: true);
        var two = await retailer.AddMemberAsync("M2");
        var id = (await retailer.Get<SaveSegment>().RunAsync(retailer.Anna, new SegmentDraft(null, 0, "Lijst", "", SegmentType.Fixed, new SegmentDefinition(SegmentNode.All(SegmentNode.Of("consent.email", SegmentTest.Is, "true")))), Ct)).Must();
        Assert.Equal([one], await MembersAsync(retailer, id));
        var added = (await retailer.Get<AddToSegment>().RunAsync(retailer.Anna, new AddToSegmentRequest(id, ["M1", " m2@example.nl ;x", "", "K9999"]), Ct)).Must();
        Assert.Equal((1, 1, new RefusedLine(4, "K9999")), (added.Added, added.Already, Assert.Single(added.Refused)));
        (await retailer.Get<RefreshSegments>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 3), null, Ct)).Must();
        Assert.Equal([one, two], await MembersAsync(retailer, id));
        (await retailer.Get<RemoveFromSegment>().RunAsync(retailer.Anna, id, one, Ct)).Must();
        Assert.Equal([two], await MembersAsync(retailer, id));
    }

    [Fact]
    public async Task Who_is_equal_has_equal_scores_and_only_changes_are_written()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), new FakeClock(Begin));
        await retailer.Data.WriteAsync(async db =>
        {
            for (var i = 1; i <= 10; i++)
            {
                var member = Fixtures.Member(retailer.Clock, i);
                db.Add(member);
                db.Add(new MemberStat { MemberId = i, FirstPurchaseOn = new DateOnly(2026, 1, 1), LastPurchaseOn = new DateOnly(2026, 1, i <= 4 ? 1 : i), PurchaseCount = 1 });
            }

            await db.SaveChangesAsync(Ct);
        }, Ct);
        var first = (await retailer.Get<RefreshRfm>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 2), Ct)).Must();
        Assert.Equal(new RfmRefresh(10, 10), first);
        var recency = await retailer.ReadAsync(db => db.Set<MemberRfm>().OrderBy(r => r.MemberId).Select(r => r.Recency).ToListAsync(Ct));
        // Four are equal and nobody is worse; then 4, 5, 6 … of ten are worse: 1 + ⌊5·w/10⌋.
        Assert.Equal([1, 1, 1, 1, 3, 3, 4, 4, 5, 5], recency);
        Assert.Equal(10, (await retailer.Get<ShowRfm>().RunAsync(retailer.Anna, Ct)).Must().Scored);
        Assert.Equal(0, (await retailer.Get<ShowRfm>().RunAsync(new Actor("user", 5, "Chantal", new HashSet<Permission> { Permission.ViewSegments }, [7]), Ct)).Must().Scored);
        Assert.Equal(new RfmRefresh(10, 0), (await retailer.Get<RefreshRfm>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 3), Ct)).Must());
    }

    [Fact]
    public Task A_campaign_for_a_segment_draws_from_it_and_counts_the_others_on_sqlite() => CampaignAsync(Engines.Sqlite);

    [Fact]
    public Task A_campaign_for_a_segment_draws_from_it_and_counts_the_others_on_postgresql() => CampaignAsync(Engines.PostgreSql);

    private static async Task CampaignAsync(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Begin));
        var yes = await retailer.AddMemberAsync("M1", consent: true);
        await retailer.AddMemberAsync("M2");
        await retailer.AddMemberAsync("X3", consent: true);
        var id = await SaveAsync(retailer, "Met M", SegmentNode.All(SegmentNode.Of("has_email", SegmentTest.Is, "true"), SegmentNode.None(SegmentNode.Of("enrolled", SegmentTest.Before, "2020-01-01"))));
        await retailer.Data.WriteAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().Where(m => m.ExternalId == "X3").ExecuteUpdateAsync(s => s.SetProperty(m => m.EnrolledOn, new DateOnly(2019, 1, 1)), Ct), Ct);
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack with { SegmentId = id, DaysWithoutPurchase = null, HoldoutPercent = 0 }, Ct)).Must();
        var count = (await retailer.Get<CountAudience>().RunAsync(retailer.Anna, CampaignDraft.ForSegment(id, "Voor M") with { Id = campaign, HoldoutPercent = 0 }, Ct)).Must();
        Assert.Equal((3, 1, 1, 1), (count.Members, count.Of(Exclusion.NotInSegment), count.Of(Exclusion.NoConsent), count.Eligible));
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, Ct)).Must();
        (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("t"), new DateOnly(2026, 3, 2), null, Ct)).Must();
        Assert.Equal([yes], await retailer.ReadAsync(db => db.Set<CampaignMember>().Select(m => m.MemberId).ToListAsync(Ct)));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<CampaignRun>().Select(r => r.NotInSegment).SingleAsync(Ct)));
        Assert.Equal("segment_used", (await retailer.Get<DeleteSegment>().RunAsync(retailer.Anna, id, Ct)).Code);
    }

    [Fact]
    public async Task Overlap_and_sample_stay_within_the_stores_of_who_looks()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), new FakeClock(Begin));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new LoyaltyStudio.Features.Access.Model.Store { Id = 1, Code = "ede", Name = "Ede" });
            await db.SaveChangesAsync(Ct);
        }, Ct);
        var here = await retailer.AddMemberAsync("M1", "ede", consent: true);
        await retailer.AddMemberAsync("M2", consent: true);
        await SaveAsync(retailer, "Iedereen", SegmentNode.All());
        var ede = Retailer.Person(9, "Ede", [1]);
        var count = (await retailer.Get<CountSegment>().RunAsync(ede, SegmentDefinition.Everybody, Ct)).Must();
        Assert.Equal((1, 1, here), (count.Count, count.Of, Assert.Single(count.Sample).Id));
        var overlap = Assert.Single((await retailer.Get<CompareSegment>().RunAsync(ede, new CompareSegmentRequest(SegmentDefinition.Everybody, null), Ct)).Must());
        Assert.Equal((1, 1, 1), (overlap.Size, overlap.Common, overlap.Either));
        Assert.Equal(2, (await retailer.Get<CountSegment>().RunAsync(retailer.Anna, SegmentDefinition.Everybody, Ct)).Must().Count);
        var rows = (await retailer.Get<ListSegmentMembers>().RunAsync(ede, new ListSegmentMembersRequest("iedereen"), Ct)).Must();
        Assert.Equal(here, Assert.Single(rows).Id);
    }

    private static async Task<long> SaveAsync(Retailer retailer, string name, SegmentNode root) =>
        (await retailer.Get<SaveSegment>().RunAsync(retailer.Anna, SegmentDraft.New with { Name = name, Definition = new SegmentDefinition(root) }, Ct)).Must();

    private static Task<List<long>> MembersAsync(Retailer retailer, long segment) => retailer.ReadAsync(db => db.Set<SegmentMember>().Where(m => m.SegmentId == segment).OrderBy(m => m.MemberId).Select(m => m.MemberId).ToListAsync(Ct));

    private static async Task MoveAsync(Retailer retailer, string number, string code, string city) =>
        (await retailer.Get<SaveMember>().RunAsync(retailer.Anna, new SaveMemberRequest(null, null, number, null, null, null, null, null, null, null, null, PostalCode: code, City: city), Ct)).Must();
}
