using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Printing;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Campaigns.StoreTasks;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Letters go into one print run each, with consent of that moment; what a store has to do is seen and done in that store only.</summary>
public sealed class PrintAndTaskTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_letter_is_in_one_print_run_with_its_code_and_who_took_back_consent_is_not(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await WriteAsync(retailer, async db =>
        {
            for (var id = 1; id <= 4; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id, consent: false);
                (member.Street, member.PostalCode, member.City) = (id == 4 ? "" : $"Dorpsstraat {id}", "1234 AB", "Ede");
                db.Add(member);
            }

            await db.SaveChangesAsync();
            Consent(db, retailer, 1, 2, 3, 4);
        });
        var flow = new FlowDefinition(FlowTrigger.Daily, [new OfferStep { Key = "s1", Terms = new OfferTerms(CouponKind.Amount, 500, 30) },
            new MessageStep { Key = "s2", Channel = MessageChannel.Print, Nl = new MessageText("Voor {{voornaam}}", "Beste {{voornaam}},\n\n{{kortingscode}}\n\nTot gauw!"), En = new MessageText("For you", "Dear {{first_name}}") }]);
        var campaign = await StartAsync(retailer, flow);
        Assert.Equal(3, await retailer.ReadAsync(db => db.Set<Placement>().CountAsync()));

        retailer.Clock.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(retailer, db =>
        {
            Consent(db, retailer, granted: false, 2);
            return Task.CompletedTask;
        });
        var made = (await retailer.Get<MakeCampaignPrint>().RunAsync(retailer.Anna, campaign, default)).Must();
        Assert.Equal((2, 1), (made.Letters, made.Withheld));
        Assert.Equal("nothing_to_print", (await retailer.Get<MakeCampaignPrint>().RunAsync(retailer.Anna, campaign, default)).Code);

        var run = Assert.Single((await retailer.Get<ListCampaignPrints>().RunAsync(retailer.Anna, campaign, default)).Must().Runs);
        var letters = (await retailer.Get<OpenCampaignPrint>().RunAsync(retailer.Anna, campaign, run.At, default)).Must();
        Assert.Equal(["Dorpsstraat 1", "Dorpsstraat 3"], letters.Select(l => l.Street));
        var code = await retailer.ReadAsync(db => db.Set<Coupon>().Where(c => c.MemberId == 1).Select(c => c.CodeSealed).SingleAsync());
        Assert.Equal(CodeText.Print(retailer.Get<CodeVault>().Reveal(code)), letters[0].Code);
        Assert.Contains(letters[0].Code, letters[0].Text, StringComparison.Ordinal);
        Assert.Equal("Voor Zoë", letters[0].Subject);
        Assert.True((await retailer.Get<OpenCampaignPrint>().RunAsync(Retailer.Person(3, "Chantal", [1]), campaign, run.At, default)).Kind == OutcomeKind.Forbidden);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_store_sees_and_finishes_its_own_tasks_only(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await WriteAsync(retailer, async db =>
        {
            db.AddRange(new Store { Id = 1, Code = "ede", Name = "Ede" }, new Store { Id = 2, Code = "goes", Name = "Goes" });
            for (var id = 1; id <= 3; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id);
                member.HomeStoreId = id == 3 ? null : id;
                db.Add(member);
            }

            await db.SaveChangesAsync();
        });
        await StartAsync(retailer, new FlowDefinition(FlowTrigger.Daily, [new TaskStep { Key = "s1", Title = "Bel even", Words = "Vraag of alles goed is.", Days = 2 }]));
        var chantal = Retailer.Person(3, "Chantal", [1]);

        var own = Assert.Single((await ListAsync(retailer, chantal)).Page.Rows);
        Assert.Equal((1, "Bel even", "Ede", new DateOnly(2026, 3, 12)), (own.MemberId, own.Title, own.Store, own.DueOn));
        Assert.Equal(3, (await ListAsync(retailer, retailer.Anna)).Page.Total);
        var others = (await ListAsync(retailer, retailer.Anna)).Page.Rows.First(t => t.MemberId == 2);
        Assert.Equal("task_unknown", (await retailer.Get<CloseStoreTask>().RunAsync(chantal, new CloseStoreTaskRequest(others.Id, true, "", others.Version), default)).Code);
        Assert.Equal("note", Assert.Single((await retailer.Get<CloseStoreTask>().RunAsync(chantal, new CloseStoreTaskRequest(own.Id, false, " ", own.Version), default)).Errors).Field);

        Assert.Equal(StoreTaskState.Done, (await retailer.Get<CloseStoreTask>().RunAsync(chantal, new CloseStoreTaskRequest(own.Id, true, "Gebeld", own.Version), default)).Must());
        Assert.Equal("changed_meanwhile", (await retailer.Get<CloseStoreTask>().RunAsync(chantal, new CloseStoreTaskRequest(own.Id, true, "", own.Version), default)).Code);
        Assert.Equal(0, (await ListAsync(retailer, chantal)).Page.Total);
        Assert.Equal("Gebeld", Assert.Single((await ListAsync(retailer, chantal, StoreTaskState.Done)).Page.Rows).Note);
    }

    private static async Task<StoreTaskList> ListAsync(Retailer retailer, Actor actor, StoreTaskState state = StoreTaskState.Open) =>
        (await retailer.Get<ListStoreTasks>().RunAsync(actor, new ListStoreTasksRequest(state, null, new PageRequest(0, 10)), default)).Must();

    private static void Consent(LoyaltyStudio.Data.StudioDb db, Retailer retailer, params long[] members) => Consent(db, retailer, true, members);

    private static void Consent(LoyaltyStudio.Data.StudioDb db, Retailer retailer, bool granted, params long[] members) => db.AddRange(members.Select(m => new ConsentRecord
    {
        MemberId = m, Purpose = ConsentPurpose.Post, Granted = granted, At = retailer.Clock.Now, Source = "test", Wording = "Post", RecordedBy = "test", RecordedAt = retailer.Clock.Now,
    }));

    private static Task WriteAsync(Retailer retailer, Func<LoyaltyStudio.Data.StudioDb, Task> work) => retailer.Data.WriteAsync(async db =>
    {
        await work(db);
        await db.SaveChangesAsync();
    }, default);

    private static async Task<long> StartAsync(Retailer retailer, FlowDefinition flow)
    {
        var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, new CampaignDraft { Name = "Proef", HoldoutPercent = 0, Flow = flow }, default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, id, CampaignStep.Start, default)).Must();
        (await retailer.Get<RunCampaigns>().RunAsync(retailer.Anna, DateOnly.FromDateTime(retailer.Clock.Now), null, default)).Must();
        return id;
    }
}
