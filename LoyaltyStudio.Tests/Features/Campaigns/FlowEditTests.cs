using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Campaigns;

public sealed class FlowEditTests
{
    private static readonly MessageText WithCoupon = new("Hallo", "{{kortingscode}}"), EnglishCoupon = new("Hello", "{{coupon_code}}");

    [Fact]
    public void Steps_go_where_they_are_put_and_keep_their_keys_through_every_change()
    {
        var flow = new FlowDefinition(FlowTrigger.Daily, []);
        flow = FlowEdit.Insert(flow, FlowPlace.Top(0), FlowEdit.New(StepKind.WaitUntil, FlowEdit.NewKey(flow)));
        flow = FlowEdit.Insert(flow, new FlowPlace("s1", 1, 0), FlowEdit.New(StepKind.Message, FlowEdit.NewKey(flow)));
        flow = FlowEdit.Insert(flow, new FlowPlace("s1", 1, 0), FlowEdit.New(StepKind.Wait, FlowEdit.NewKey(flow)));
        flow = FlowEdit.Insert(flow, FlowPlace.Top(0), FlowEdit.New(StepKind.Offer, FlowEdit.NewKey(flow)));
        Assert.Equal("s4 s1 s3 s2", Keys(flow));

        flow = FlowEdit.Move(flow, "s2", -1);
        Assert.Equal("s4 s1 s2 s3", Keys(flow));
        Assert.Equal("s4 s1 s2 s3", Keys(FlowEdit.Move(FlowEdit.Move(flow, "s2", -1), "s1", 1)));
        flow = FlowEdit.Replace(flow, new WaitStep { Key = "s3", Days = 9 });
        Assert.Equal(9, ((WaitStep)flow.Find("s3")!).Days);
        Assert.Equal("s4", Keys(FlowEdit.Remove(flow, "s1")));
        Assert.Equal("s5", FlowEdit.NewKey(flow));
        Assert.Equal(Keys(flow), Keys(FlowDefinition.Parse(flow.ToJson())));
    }

    [Fact]
    public void Arms_come_and_go_and_their_shares_always_come_to_a_hundred()
    {
        var split = (SplitStep)FlowEdit.New(StepKind.Split, "s1");
        split = FlowEdit.AddArm(split);
        Assert.Equal([34, 33, 33], split.Arms.Select(a => a.Percent));
        split = FlowEdit.RemoveArm(split, 0);
        Assert.Equal(["B 50", "C 50"], split.Arms.Select(a => $"{a.Name} {a.Percent}"));
    }

    [Fact]
    public void A_coupon_in_a_message_needs_an_offer_before_it_on_every_way()
    {
        var message = new MessageStep { Key = "s9", Nl = WithCoupon, En = EnglishCoupon };
        var offer = new OfferStep { Key = "s1", Terms = new OfferTerms(CouponKind.Percent, 10, 30) };
        Assert.Equal(["s9.BodyNl", "s9.BodyEn"], Errors(message));
        Assert.Empty(Errors(offer, message));
        Assert.Equal(["s9.BodyNl", "s9.BodyEn"], Errors(new WaitUntilStep { Key = "s2", Happened = [offer], Not = [new WaitStep { Key = "s3" }] }, message));

        // Who goes along the other branch does not come to the message.
        Assert.Empty(Errors(new WaitUntilStep { Key = "s2", Happened = [offer], Not = [new EndStep { Key = "s3" }] }, message));
        Assert.Empty(Errors(new WaitUntilStep { Key = "s2", Happened = [offer], Not = [offer with { Key = "s3" }] }, message));
        Assert.Empty(Errors(new WaitUntilStep { Key = "s2", Happened = [new EndStep { Key = "s3" }], Not = [new EndStep { Key = "s4" }] }, message));
    }

    [Fact]
    public async Task Names_that_nobody_knows_are_refused_on_the_card_where_they_stand()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var draft = CampaignDraft.WinBack with
        {
            Flow = new FlowDefinition(new FlowTrigger(TriggerKind.Event) { Event = "nothing.known" },
            [
                new ConditionStep { Key = "s1", Definition = new(SegmentNode.All(SegmentNode.Of("no_field", SegmentTest.Is, "1"))) },
                new ConditionStep { Key = "s2" },
                new HandOverStep { Key = "s3", EndpointId = 99 },
                new SplitStep { Key = "s4", Arms = [new("A", 60, []), new("B", 50, [])] },
            ]),
        };
        var save = retailer.Get<SaveCampaign>();
        var refused = await save.RunAsync(retailer.Anna, draft, CancellationToken.None);
        Assert.Equal(["Trigger.Event", "s1.Definition.c1", "s2.Definition", "s4.Arms"], refused.Errors.Select(e => e.Field).Order(StringComparer.Ordinal));
        var gone = await save.RunAsync(retailer.Anna, draft with { Flow = new FlowDefinition(FlowTrigger.Daily, [new HandOverStep { Key = "s3", EndpointId = 99 }]) }, CancellationToken.None);
        Assert.Equal("s3.EndpointId", Assert.Single(gone.Errors).Field);
        var noSegment = await save.RunAsync(retailer.Anna, CampaignDraft.WinBack with { Flow = CampaignDraft.WinBack.Flow with { Trigger = new FlowTrigger(TriggerKind.SegmentEntered) } }, CancellationToken.None);
        Assert.Equal("SegmentId", Assert.Single(noSegment.Errors).Field);
        var sale = await save.RunAsync(retailer.Anna, CampaignDraft.WinBack with { Flow = CampaignDraft.WinBack.Flow with { Trigger = new FlowTrigger(TriggerKind.SaleStart) { SaleId = 5 } } }, CancellationToken.None);
        Assert.Equal("Trigger.SaleId", Assert.Single(sale.Errors).Field);
        Assert.NotNull(retailer.Get<SegmentCatalogue>().Event("purchase"));
        Assert.True(FlowKnowledge.KnowsDate("birthday", retailer.Get<SegmentCatalogue>()) && FlowKnowledge.KnowsDate("points.ending", retailer.Get<SegmentCatalogue>()) && !FlowKnowledge.KnowsDate("purchase", retailer.Get<SegmentCatalogue>()));
    }

    private static string Keys(FlowDefinition flow) => string.Join(' ', flow.Everything().Select(s => s.Key));

    private static IEnumerable<string> Errors(params IReadOnlyList<FlowStep> steps) => FlowRules.Check(new FlowDefinition(FlowTrigger.Daily, steps), CampaignPurpose.Promotion).Where(e => e.Message.StartsWith("This shows a coupon", StringComparison.Ordinal)).Select(e => e.Field);
}
