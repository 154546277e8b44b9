using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Model;
using static LoyaltyStudio.Features.Campaigns.Recipes.RecipeFlow;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Ready-made campaigns for who loves the shop: ambassadors, friends, surprises.</summary>
internal static class TogetherRecipes
{
    internal static IReadOnlyList<CampaignRecipe> All { get; } = [Friends(), Ambassador(), Surprise()];

    private static CampaignRecipe Friends() => new("friends", RecipeGroup.Together, "Bring a friend", "Thanks for the high mark and gives a link of their own to invite somebody with.",
        "Customers who give a mark of 9 or 10, the day after", "group_add", new CampaignDraft { ReEntryDays = 180, CoolDownDays = 7, Priority = 60, MeasureDays = 90, BudgetKind = BudgetKind.Brand }
        .Does(On("feedback.answers", 1, details: SegmentNode.Of("score", SegmentTest.AtLeast, "9")),
        Mail("Dank je wel, {{voornaam}}! Gun je het een ander ook?",
            """
            Beste {{voornaam}},

            Wat een mooi cijfer gaf je ons, dank je wel. Ken je iemand die {{organisatie}} ook leuk zou vinden? Stuur je eigen uitnodiging door:

            {{uitnodigingslink}}

            Je vriend of vriendin krijgt een warm welkom. En zodra de eerste aankoop definitief is, krijg jij je beloning.
            """,
            "Thank you, {{first_name}}! Would a friend like it too?",
            """
            Dear {{first_name}},

            What a fine mark you gave us, thank you. Do you know somebody who would like {{organisation}} too? Pass on your own invitation:

            {{referral_link}}

            Your friend gets a warm welcome. And as soon as the first purchase is final, you get your reward.
            """),
        Wait(30),
        If(SegmentNode.Times("referral", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: 31)), [], [
            Till(30, "Vertel over vriend werft vriend", "Deze klant is heel tevreden: vraag of iemand in de omgeving ook iets aan ons heeft.", "Tell about bringing a friend", "This customer is very happy: ask whether somebody they know would like us too."),
        ])))
    {
        Caution = "The reward for who brings a friend is a rule of the programme. Look there whether it is set.",
    };

    private static CampaignRecipe Ambassador() => new("ambassador", RecipeGroup.Together, "Thank you, ambassador", "Thanks them twice a year and gives something that others do not get.",
        "Customers who buy most and recommend you", "workspace_premium", new CampaignDraft { ReEntryDays = 180, Priority = 75, MeasureDays = 60, BudgetKind = BudgetKind.Brand }.Does(FlowTrigger.Daily,
        Percent(15, 45),
        Mail("Dank je wel, {{voornaam}}",
            """
            Beste {{voornaam}},

            Je hoort bij onze trouwste klanten en je beveelt ons aan. Daar zijn we blij mee. Als dank krijg je {{kortingswaarde}} korting, alleen voor jou.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Neem gerust iemand mee naar {{winkel}}.
            """,
            "Thank you, {{first_name}}",
            """
            Dear {{first_name}},

            You are among our most loyal customers and you recommend us. That makes us happy. As a thank-you you get {{coupon_value}} off, just for you.

            {{coupon_code}}

            Valid until {{valid_until}}. Feel free to bring somebody along to {{store}}.
            """),
        Till(45, "Ambassadeur", "Een van onze trouwste klanten. Bedank persoonlijk.", "Ambassador", "One of our most loyal customers. Thank them in person.")))
    { State = LifecycleState.Ambassador };

    private static CampaignRecipe Surprise() => new("surprise", RecipeGroup.Together, "Surprise", "Every month one in ten gets 250 points out of the blue, by lot and within the budget, and hears it the day after.",
        "Customers who bought at least four times in a year", "auto_awesome", new CampaignDraft { ReEntryDays = 25, CoolDownDays = 0, Priority = 45, MeasureDays = 60, BudgetKind = BudgetKind.Brand, BudgetCents = 500_00 }
        .Does(new FlowTrigger(TriggerKind.Schedule) { Schedule = TriggerSchedule.Monthly, Day = 15 },
        Gift(250, 10),
        Wait(1),
        If(SegmentNode.Times("campaign.gift", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: 2)), [
            Mail("Verrassing, {{voornaam}}!",
                """
                Beste {{voornaam}},

                Zomaar, omdat je zo vaak bij ons bent: we hebben 250 punten op je kaart gezet. Je saldo is nu {{punten}}.

                Geniet ervan, en tot snel bij {{winkel}}.
                """,
                "Surprise, {{first_name}}!",
                """
                Dear {{first_name}},

                Just because you come to us so often: we have put 250 points on your card. You now have {{points}}.

                Enjoy them, and see you soon at {{store}}.
                """),
        ], [])))
    {
        Segment = new("Loyal: four purchases in a year", "Bought at least four times in the past twelve months.", new SegmentDefinition(SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 4, new SegmentPeriod(LastDays: 365))))),
    };
}
