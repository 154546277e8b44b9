using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Model;
using static LoyaltyStudio.Features.Campaigns.Recipes.RecipeFlow;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Ready-made campaigns for who is new: welcome, first and second purchase.</summary>
internal static class BeginningRecipes
{
    private static readonly SegmentNode BirthdayKnown = SegmentNode.Of("birthday", SegmentTest.Known);

    internal static IReadOnlyList<CampaignRecipe> All { get; } = [Welcome(), FirstPurchase(), SecondPurchase()];

    private static CampaignRecipe Welcome() => new("welcome", RecipeGroup.Beginning, "Welcome", "Says welcome, asks for what you would like to know of them after three days, and thanks with 50 points for the answer.",
        "Everybody who joins, on the day itself", "waving_hand", new CampaignDraft { Purpose = CampaignPurpose.Service, HoldoutPercent = 0, Priority = 80, BudgetKind = BudgetKind.Brand }.Does(Day("enrolled"),
        Mail("Welkom bij {{organisatie}}, {{voornaam}}",
            """
            Beste {{voornaam}},

            Wat leuk dat je erbij bent! Vanaf nu spaar je bij {{organisatie}} bij elke aankoop punten. Noem aan de kassa je naam of kaartnummer {{kaartnummer}}, of log in bij de webshop.

            Met je punten krijg je cadeaucheques. En hoe vaker je komt, hoe meer je van ons krijgt.

            Tot snel!
            """,
            "Welcome to {{organisation}}, {{first_name}}",
            """
            Dear {{first_name}},

            How nice that you joined! From now on you save points at {{organisation}} with every purchase. Just give your name or card number {{card_number}} at the till, or sign in at the web shop.

            Your points become gift cheques. And the more often you come, the more you get from us.

            See you soon!
            """),
        Wait(3),
        If(BirthdayKnown, [], [
            Mail("Twee korte vragen, en 50 punten voor jou",
                """
                Beste {{voornaam}},

                We leren je graag een beetje kennen, dan sturen we je alleen wat bij je past. Beantwoord deze mail met twee dingen:

                1. Wanneer ben je jarig? Dan vieren we dat met je.
                2. Waar kom je het liefst voor bij ons?

                Als dank zetten we 50 punten op je kaart. Vertellen in de winkel mag natuurlijk ook.
                """,
                "Two short questions, and 50 points for you",
                """
                Dear {{first_name}},

                We would like to know you a little, so that we only send you what suits you. Answer this mail with two things:

                1. When is your birthday? Then we celebrate it with you.
                2. What do you most like to come to us for?

                To thank you we put 50 points on your card. Telling us in the store is just as good.
                """),
            Wait(14),
            If(BirthdayKnown, [Gift(50)], []),
        ])));

    private static CampaignRecipe FirstPurchase() => new("first-purchase", RecipeGroup.Beginning, "First purchase", "One welcome discount for the first purchase, and one reminder before it ends.",
        "Members who joined and have not bought anything yet", "shopping_bag", new CampaignDraft { Priority = 60 }.Does(FlowTrigger.Daily,
        Percent(10, 21),
        Mail("{{voornaam}}, je welkomstkorting ligt klaar",
            """
            Beste {{voornaam}},

            Fijn dat je lid bent van {{organisatie}}. Je eerste aankoop krijg je met {{kortingswaarde}} korting.

            {{kortingscode}}

            Laat de code zien bij de kassa of vul hem in de webshop in. Hij is geldig tot en met {{geldig_tot}}.
            """,
            "{{first_name}}, your welcome discount is ready",
            """
            Dear {{first_name}},

            Good to have you with {{organisation}}. Your first purchase comes with {{coupon_value}} off.

            {{coupon_code}}

            Show the code at the till or enter it in the web shop. It is valid until {{valid_until}}.
            """),
        Bought(14, [], [
            Mail("Nog één week: je welkomstkorting",
                """
                Beste {{voornaam}},

                Je welkomstkorting van {{kortingswaarde}} ligt er nog tot en met {{geldig_tot}}.

                {{kortingscode}}

                Kunnen we je ergens mee helpen? Loop gerust binnen of beantwoord deze mail.
                """,
                "One more week: your welcome discount",
                """
                Dear {{first_name}},

                Your welcome discount of {{coupon_value}} is still yours until {{valid_until}}.

                {{coupon_code}}

                Can we help you with anything? Drop by or just answer this mail.
                """),
        ])))
    { State = LifecycleState.Unknown };

    private static CampaignRecipe SecondPurchase() => new("second-purchase", RecipeGroup.Beginning, "Second purchase", "Thanks for the first purchase and gives a reason to come back soon: the second purchase makes a customer.",
        "New customers, ten days after their first purchase", "repeat", new CampaignDraft { Priority = 70, MeasureDays = 60 }.Does(On("purchase", 10, first: true),
        Percent(10, 30),
        Mail("Welkom {{voornaam}}, iets voor je tweede bezoek",
            """
            Beste {{voornaam}},

            Bedankt voor je eerste aankoop bij {{organisatie}}. We hopen dat je er blij mee bent.

            Voor je volgende bezoek hebben we {{kortingswaarde}} korting voor je.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Je hebt al {{punten}} punten gespaard.
            """,
            "Welcome {{first_name}}, something for your second visit",
            """
            Dear {{first_name}},

            Thank you for your first purchase at {{organisation}}. We hope that you are happy with it.

            For your next visit we have {{coupon_value}} off for you.

            {{coupon_code}}

            Valid until {{valid_until}}. You have saved {{points}} points already.
            """),
        Bought(20, [Gift(50)], [
            Mail("Je korting geldt nog tien dagen",
                """
                Beste {{voornaam}},

                Even een seintje: je {{kortingswaarde}} korting is geldig tot en met {{geldig_tot}}.

                {{kortingscode}}

                Tot ziens bij {{organisatie}}!
                """,
                "Your discount holds for ten more days",
                """
                Dear {{first_name}},

                Just so you know: your {{coupon_value}} off is valid until {{valid_until}}.

                {{coupon_code}}

                See you at {{organisation}}!
                """),
        ])))
    { State = LifecycleState.New };
}
