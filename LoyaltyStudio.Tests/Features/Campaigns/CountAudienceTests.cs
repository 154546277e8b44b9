using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

public sealed class CountAudienceTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_count_in_the_editor_is_what_the_run_then_does(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var today = DateOnly.FromDateTime(retailer.Clock.Now);
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack with { DaysWithoutPurchase = 100, CoolDownDays = 14, HoldoutPercent = 0 }, default)).Must();
        var other = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack with { Name = "Eerder" }, default)).Must();
        await retailer.Data.WriteAsync(async db =>
        {
            for (var id = 1; id <= 40; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id, consent: id % 4 != 0);
                member.Status = id % 11 == 0 ? MemberStatus.Cancelled : MemberStatus.Active;
                member.Email = id % 7 == 0 ? null : member.Email;
                member.Index();
                db.Add(member);
                if (id % 5 != 0)
                {
                    // The last day that is too recent and the first that is long enough ago stand beside each other.
                    var last = today.AddDays(id % 3 == 0 ? -99 : -100);
                    db.Add(CampaignResultsTests.Bought(id, last));
                    db.Add(new MemberStat { MemberId = id, FirstPurchaseOn = last, LastPurchaseOn = last, PurchaseCount = 1, NetCents = 1000 });
                }

                if (id is 2 or 13)
                {
                    db.Add(new CampaignMember { CampaignId = campaign, MemberId = id, Group = CampaignGroup.Holdout, AssignedOn = today.AddDays(-40), AssignedAt = retailer.Clock.Now });
                }

                if (id is 17 or 19 or 23)
                {
                    var on = today.AddDays(id == 23 ? -14 : -13);
                    db.Add(new CampaignMember { CampaignId = other, MemberId = id, Group = id == 19 ? CampaignGroup.Holdout : CampaignGroup.Treatment, AssignedOn = on, AssignedAt = retailer.Clock.Now });
                    if (id != 19)
                    {
                        db.Add(new CampaignContact { CampaignId = other, MemberId = id, EnteredOn = on, Step = "s2", Kind = "message", Channel = MessageChannel.Email, On = on, At = retailer.Clock.Now });
                    }
                }
            }

            await db.SaveChangesAsync();
        }, default);

        var count = (await retailer.Get<CountAudience>().RunAsync(retailer.Anna, CampaignDraft.WinBack with { Id = campaign, DaysWithoutPurchase = 100, CoolDownDays = 14, HoldoutPercent = 25 }, default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, default)).Must();
        (await retailer.Get<RunCampaigns>().RunAsync(retailer.Anna, today, null, default)).Must();

        var run = await retailer.ReadAsync(db => db.Set<CampaignRun>().SingleAsync(r => r.CampaignId == campaign));
        Assert.Equal((run.Members, run.NeverBought, run.BoughtRecently, run.AlreadyIn), (count.Members, count.Of(Exclusion.NeverBought), count.Of(Exclusion.BoughtRecently), count.Of(Exclusion.AlreadyIn)));
        Assert.Equal((run.NotActive, run.NoEmail, run.NoConsent, run.RecentCampaign), (count.Of(Exclusion.NotActive), count.Of(Exclusion.NoEmail), count.Of(Exclusion.NoConsent), count.Of(Exclusion.RecentCampaign)));
        Assert.Equal(run.Messaged, count.Eligible);
        Assert.Equal(1, run.RecentCampaign);
        Assert.Equal(2, run.AlreadyIn);
        Assert.Equal((int)Math.Round(count.Eligible * 0.25), count.Holdout);

        // A second run of the day draws nobody, and its funnel is the same and adds up.
        (await retailer.Get<RunCampaigns>().RunAsync(retailer.Anna, today, null, default)).Must();
        var again = await retailer.ReadAsync(db => db.Set<CampaignRun>().SingleAsync(r => r.CampaignId == campaign));
        Assert.Equal((run.Members, run.AlreadyIn, run.Holdout, run.Messaged), (again.Members, again.AlreadyIn, again.Holdout, again.Messaged));
        Assert.Equal(again.Members, again.NotInSegment + again.NeverBought + again.BoughtRecently + again.AlreadyIn + again.NotActive + again.NoEmail + again.NoConsent + again.OpenComplaint + again.RecentCampaign + again.Holdout + again.Messaged);

        foreach (var (group, expected) in new[] { ("treatment", run.Messaged), ("never_bought", run.NeverBought), ("bought_recently", run.BoughtRecently), ("already_in", run.AlreadyIn),
            ("not_active", run.NotActive), ("no_email", run.NoEmail), ("no_consent", run.NoConsent), ("recent_campaign", run.RecentCampaign) })
        {
            var list = (await retailer.Get<ListCampaignMembers>().RunAsync(retailer.Anna, new ListCampaignMembersRequest(campaign, group, new PageRequest(0, 5)), default)).Must();
            Assert.True(list.Total == expected, $"{group}: {list.Total} in the list, {expected} in the funnel");
        }
    }

    [Theory]
    [InlineData("nl", "Zoë, we missen je")]
    [InlineData("en", "Zoë, we miss you")]
    public async Task The_preview_is_the_message_of_a_real_member(string language, string subject)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await retailer.Data.WriteAsync(async db =>
        {
            var member = Fixtures.Member(retailer.Clock, 1);
            member.Language = language;
            db.Add(member);
            await db.SaveChangesAsync();
        }, default);
        var preview = retailer.Get<PreviewCampaignMail>();

        var mail = (await preview.RunAsync(retailer.Anna, new PreviewCampaignMailRequest(CampaignDraft.WinBack, language), default)).Must();
        var wrong = await preview.RunAsync(retailer.Anna, new PreviewCampaignMailRequest(CampaignDraft.WinBack.WithMail(new OfferTerms(CouponKind.Percent, 10, 30), new MessageText("Hallo", "{{onbekend}}"), new MessageText("Hello", "Dear")), language), default);

        Assert.Equal(("Zoë Brûlée", subject), (mail.Member, mail.Subject));
        Assert.DoesNotContain("<style", mail.Html, StringComparison.Ordinal);
        Assert.Equal(language == "nl" ? "s2.BodyNl" : null, wrong.Errors.SingleOrDefault()?.Field);
    }
}
