using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Reading;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>The way of a complaint, who sees it, and what it stops meanwhile.</summary>
public sealed class ComplaintTests
{
    private static OpenComplaintRequest Draft(string key, long? store = FeedbackWorld.Utrecht) => new("Kras op de tafel", "Op het blad zit een kras.", "M1", store, Channel.Store, key);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_complaint_is_taken_answered_closed_and_opened_again_and_every_step_stays(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var member = await retailer.AddMemberAsync("M1", "utrecht");
        var id = (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, Draft("k"), default)).Must();
        Assert.Equal(id, (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, Draft("k"), default)).Must());
        Assert.Equal("complaint_differs", (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, Draft("k") with { Body = "Iets anders" }, default)).Code);
        var open = (await retailer.Get<ShowComplaint>().RunAsync(retailer.Anna, id, default)).Must();
        Assert.Equal(new DateOnly(2026, 12, 4), open.Row.DueOn);
        Assert.Equal([member], await retailer.ReadAsync(db => OpenComplaints.Members(db).ToListAsync()));

        await StepAsync(retailer, FeedbackWorld.Chantal, id, ComplaintStep.Assigned, owner: 7);
        Assert.Equal("Chantal", (await retailer.Get<ShowComplaint>().RunAsync(FeedbackWorld.Chantal, id, default)).Must().Row.Owner);
        Assert.Equal(1, (await retailer.Get<ListComplaints>().RunAsync(FeedbackWorld.Chantal, new ListComplaintsRequest(ComplaintFilter.Mine, null, new PageRequest()), default)).Must().Page.Total);
        retailer.Clock.Advance(TimeSpan.FromDays(4));
        Assert.True((await retailer.Get<ShowComplaint>().RunAsync(retailer.Anna, id, default)).Must().Row.Overdue);
        await StepAsync(retailer, FeedbackWorld.Chantal, id, ComplaintStep.Answered, "Er komt een nieuw blad.", mail: true);
        Assert.Empty(await retailer.ReadAsync(db => OpenComplaints.Members(db).ToListAsync()));
        var mail = await retailer.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync(m => m.MemberId == member));
        Assert.Contains("Er komt een nieuw blad.", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("%%", mail.Html + mail.Text, StringComparison.Ordinal);
        await StepAsync(retailer, FeedbackWorld.Chantal, id, ComplaintStep.Closed);
        await StepAsync(retailer, FeedbackWorld.Chantal, id, ComplaintStep.Reopened);

        var steps = (await retailer.Get<ShowComplaint>().RunAsync(retailer.Anna, id, default)).Must().Steps.Select(s => s.Step).Reverse();
        Assert.Equal([ComplaintStep.Opened, ComplaintStep.Assigned, ComplaintStep.Answered, ComplaintStep.Closed, ComplaintStep.Reopened], steps);
        Assert.Equal("changed_meanwhile", (await retailer.Get<ChangeComplaint>().RunAsync(retailer.Anna, new ChangeComplaintRequest(id, ComplaintStep.Noted, "x", null, false, 0), default)).Code);
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task A_manager_sees_only_own_stores_and_what_has_none_is_for_head_office()
    {
        await using var retailer = await FeedbackWorld.NewAsync(Engines.Sqlite);
        await retailer.AddMemberAsync("M1", "utrecht");
        var own = (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, Draft("1"), default)).Must();
        var other = (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, Draft("2", FeedbackWorld.Zeist), default)).Must();
        var office = (await retailer.Get<OpenComplaint>().RunAsync(retailer.Anna, Draft("3", null), default)).Must();
        var seen = (await retailer.Get<ListComplaints>().RunAsync(FeedbackWorld.Chantal, new ListComplaintsRequest(ComplaintFilter.All, null, new PageRequest()), default)).Must();
        Assert.Equal([own], seen.Page.Rows.Select(r => r.Id));
        foreach (var hidden in new[] { other, office })
        {
            Assert.Equal(OutcomeKind.NotFound, (await retailer.Get<ShowComplaint>().RunAsync(FeedbackWorld.Chantal, hidden, default)).Kind);
            Assert.Equal(OutcomeKind.NotFound, (await retailer.Get<ChangeComplaint>().RunAsync(FeedbackWorld.Chantal, new ChangeComplaintRequest(hidden, ComplaintStep.Noted, "x", null, false, 0), default)).Kind);
        }

        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<OpenComplaint>().RunAsync(FeedbackWorld.Chantal, Draft("4", null), default)).Kind);
        Assert.Equal(OutcomeKind.Invalid, (await retailer.Get<ChangeComplaint>().RunAsync(retailer.Anna, new ChangeComplaintRequest(other, ComplaintStep.Assigned, "", 7, false, 0), default)).Kind);
    }

    private static async Task StepAsync(Retailer retailer, Actor actor, long id, ComplaintStep step, string text = "", long? owner = null, bool mail = false)
    {
        var version = await retailer.ReadAsync(db => db.Set<Complaint>().Where(c => c.Id == id).Select(c => c.Version).SingleAsync());
        (await retailer.Get<ChangeComplaint>().RunAsync(actor, new ChangeComplaintRequest(id, step, text, owner, mail, version), default)).Must();
    }
}
