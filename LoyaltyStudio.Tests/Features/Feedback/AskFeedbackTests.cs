using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>Who is asked, once, and what becomes of the answer.</summary>
public sealed class AskFeedbackTests
{
    private static readonly DateOnly Today = FeedbackWorld.Today;

    private static RecordPurchaseRequest Bought(string id, string member, int daysAgo) => new("till", id, FeedbackWorld.Now.AddDays(-daysAgo), [new("A", 1, 5_000, "A")], member, "utrecht");

    private static async Task<int> AskAsync(Retailer retailer, DateOnly? on = null) => (await retailer.Get<AskFeedback>().RunAsync(LoyaltyStudio.Platform.Actor.Job("ask-feedback"), on ?? Today, null, default)).Must().Invitations;

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Only_buyers_with_consent_and_without_an_open_complaint_are_asked_and_only_once(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        await FeedbackWorld.SurveyAsync(retailer, SurveyKind.AfterPurchase);
        foreach (var (name, consent) in new[] { ("asked", true), ("silent", false), ("angry", true), ("recent", true), ("late", true) })
        {
            await retailer.AddMemberAsync(name, consent: consent);
        }

        (await retailer.BuyAsync(Bought("1", "asked", 7))).Must();
        (await retailer.BuyAsync(Bought("2", "silent", 7))).Must();
        (await retailer.BuyAsync(Bought("3", "angry", 7))).Must();
        (await retailer.BuyAsync(Bought("4", "recent", 2))).Must();
        (await retailer.BuyAsync(Bought("5", "late", 40))).Must();
        (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, new OpenComplaintRequest("Kapot", "Het is stuk.", "angry", FeedbackWorld.Utrecht, Channel.Store, "k1"), default)).Must();

        Assert.Equal(1, await AskAsync(retailer));
        Assert.Equal(0, await AskAsync(retailer));
        Assert.Equal(0, await AskAsync(retailer, Today.AddDays(1)));
        Assert.Equal(1, await AskAsync(retailer, Today.AddDays(5)));
        var invited = await retailer.ReadAsync(db => (from i in db.Set<SurveyInvitation>() join m in db.Set<Member>() on i.MemberId equals m.Id orderby i.Id select m.ExternalId).ToListAsync());
        Assert.Equal(["asked", "recent"], invited);
        Assert.All(await retailer.ReadAsync(db => db.Set<OutboxMessage>().Where(m => m.AttachmentKind == "survey").ToListAsync()), m => Assert.Contains("%%survey%%?s=10", m.Html, StringComparison.Ordinal));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_link_works_once_stores_no_token_and_a_low_score_alerts_the_manager_once(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        await FeedbackWorld.SurveyAsync(retailer, SurveyKind.AfterPurchase);
        await retailer.AddMemberAsync("M1", consent: true);
        (await retailer.BuyAsync(Bought("1", "M1", 7))).Must();
        await AskAsync(retailer);
        var message = await retailer.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync(m => m.AttachmentKind == "survey"));
        var maker = retailer.Get<IEnumerable<IMailAttachment>>().Single(a => a.Kind == "survey");
        var link = (await maker.MakeAsync(message, default)).Link;
        var token = link[(link.LastIndexOf('/') + 1)..];
        Assert.StartsWith("https://klanten.example.nl/f/", link, StringComparison.Ordinal);
        Assert.DoesNotContain(token, message.Html + message.Text, StringComparison.Ordinal);

        var survey = retailer.Get<PublicSurvey>();
        Assert.Null((await survey.FindAsync(token, default))!.Score);
        Assert.Null(await survey.FindAsync("0123456789012345678901", default));
        Assert.Equal(4, (await survey.AnswerAsync(token, 4, "<script>alert(1)</script> levering te laat", default))!.Score);
        Assert.Equal(4, (await survey.AnswerAsync(token, 10, "toch goed", default))!.Score);
        Assert.True((await survey.FindAsync(token, default))!.MayAskContact);
        await survey.AskContactAsync(token, "bel mij", default);
        await survey.AskContactAsync(token, "bel mij", default);

        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<SurveyAnswer>().CountAsync()));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<Complaint>().CountAsync()));
        Assert.Equal([FeedbackSubject.Answer, FeedbackSubject.Complaint], await retailer.ReadAsync(db => db.Set<FeedbackAlert>().OrderBy(a => a.Subject).Select(a => a.Subject).ToListAsync()));
        var alerts = await retailer.ReadAsync(db => db.Set<OutboxMessage>().Where(m => m.ColleagueId == 7).ToListAsync());
        Assert.Equal(2, alerts.Count);
        Assert.All(alerts, a => Assert.DoesNotContain("<script>", a.Html, StringComparison.Ordinal));
        Assert.Contains("levering", await retailer.ReadAsync(db => db.Set<FeedbackTag>().Select(t => t.Tag).ToListAsync()));
        Assert.False((await maker.MakeAsync(message, default)).WithheldBecause.Length == 0);

        retailer.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Null(await survey.FindAsync(token, default));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_board_counts_only_the_stores_that_somebody_sees_and_its_figures_agree_by_hand(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var survey = await FeedbackWorld.SurveyAsync(retailer, SurveyKind.InStore);
        var drafts = Enumerable.Range(0, 60).Select(i => new AnswerDraft(survey, i < 30 ? (i < 18 ? 9 : i < 24 ? 8 : 5) : 10, i == 0 ? "Fijn personeel" : "", null, i < 30 ? FeedbackWorld.Utrecht : FeedbackWorld.Zeist, Channel.Store, $"k{i}")).ToList();
        Assert.Equal(60, (await retailer.Get<RecordAnswers>().RunAsync(retailer.Anna, drafts, default)).Must());
        Assert.Equal(0, (await retailer.Get<RecordAnswers>().RunAsync(retailer.Anna, drafts, default)).Must());

        var all = (await retailer.Get<ReadNps>().RunAsync(retailer.Anna, new ReadNpsRequest(12), default)).Must();
        Assert.Equal((48, 6, 6), (all.Total.Promoters, all.Total.Passives, all.Total.Detractors));
        Assert.Equal(0.7, all.Total.Value, 10);
        Assert.Equal(2, all.Stores.Count);
        Assert.Equal([("personeel", 1, 9.0)], all.Themes.Select(t => (t.Tag, t.Count, t.Average)));
        var own = (await retailer.Get<ReadNps>().RunAsync(FeedbackWorld.Chantal, new ReadNpsRequest(12), default)).Must();
        Assert.Equal(30, own.Total.Count);
        Assert.Equal((18 - 6) / 30.0, own.Total.Value, 10);
        Assert.Equal(0, (await retailer.Get<ReadNps>().RunAsync(FeedbackWorld.Chantal, new ReadNpsRequest(12, FeedbackWorld.Zeist), default)).Must().Total.Count);
        Assert.False((await retailer.Get<RecordAnswers>().RunAsync(FeedbackWorld.Chantal, [drafts[40] with { RequestKey = "z" }], default)).IsDone);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_tablet_takes_each_form_once_ends_with_a_new_address_and_slows_down(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        await FeedbackWorld.SurveyAsync(retailer, SurveyKind.InStore);
        var code = (await retailer.Get<RenewTablet>().RunAsync(FeedbackWorld.Chantal, FeedbackWorld.Utrecht, default)).Must().Path[7..];
        Assert.False((await retailer.Get<RenewTablet>().RunAsync(FeedbackWorld.Chantal, FeedbackWorld.Zeist, default)).IsDone);
        var tablet = retailer.Get<TabletSurvey>();
        var key = SurveyToken.New();
        Assert.Equal(TabletResult.Stored, await tablet.AnswerAsync(code, key, 9, "", default));
        Assert.Equal(TabletResult.Stored, await tablet.AnswerAsync(code, key, 9, "", default));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<SurveyAnswer>().CountAsync()));
        for (var i = 0; i < 39; i++)
        {
            Assert.Equal(TabletResult.Stored, await tablet.AnswerAsync(code, SurveyToken.New(), 8, "", default));
        }

        Assert.Equal(TabletResult.Wait, await tablet.AnswerAsync(code, SurveyToken.New(), 8, "", default));
        Assert.Equal(TabletResult.Unknown, await tablet.AnswerAsync(code, "no key", 8, "", default));
        (await retailer.Get<RenewTablet>().RunAsync(FeedbackWorld.Chantal, FeedbackWorld.Utrecht, default)).Must();
        Assert.Null(await tablet.FindAsync(code, default));
    }

    /// <summary>What a manager is told is cut, and never through the middle of an emoji, which PostgreSQL refuses together with the answer.</summary>
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_long_answer_with_an_emoji_where_the_alert_is_cut_is_kept(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var survey = await FeedbackWorld.SurveyAsync(retailer, SurveyKind.InStore);
        var words = new string('a', 299) + "😀" + new string('b', 40);
        Assert.Equal(1, (await retailer.Get<RecordAnswers>().RunAsync(retailer.Anna, [new AnswerDraft(survey, 2, words, null, FeedbackWorld.Utrecht, Channel.Store, "k")], default)).Must());
        Assert.Equal(words, await retailer.ReadAsync(db => db.Set<SurveyAnswer>().Select(a => a.Comment).SingleAsync()));
        Assert.Equal((299, 301), (AnswerBook.Cut(words, 300).Length, AnswerBook.Cut(words, 301).Length));
    }
}
