using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Model;
using static LoyaltyStudio.Features.Campaigns.Recipes.RecipeFlow;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Ready-made campaigns for who drifts away, was let down, or came back.</summary>
internal static class LeavingRecipes
{
    internal static IReadOnlyList<CampaignRecipe> All { get; } = [Hesitating(), Lapsed(), Lost(), Returned(), Recovery()];

    private static CampaignRecipe Hesitating() => new("hesitating", RecipeGroup.Leaving, "Something just for you", "A personal message with a discount that is only theirs, before they get used to another shop.",
        "Customers on the day that they stay away longer than usual", "schedule", new CampaignDraft { ReEntryDays = 180, Priority = 60 }.Does(Into(LifecycleState.Hesitating),
        Percent(10, 21),
        Mail("{{voornaam}}, dit is alleen voor jou",
            """
            Beste {{voornaam}},

            Het is iets langer geleden dan anders dat we je zagen. Daarom ligt er bij {{organisatie}} {{kortingswaarde}} korting voor je klaar.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Je hebt nog {{punten}} punten staan.
            """,
            "{{first_name}}, this is just for you",
            """
            Dear {{first_name}},

            It has been a little longer than usual since we saw you. That is why {{organisation}} has {{coupon_value}} off for you.

            {{coupon_code}}

            Valid until {{valid_until}}. You still have {{points}} points.
            """)))
    { State = LifecycleState.Hesitating };

    private static CampaignRecipe Lapsed() => new("lapsed", RecipeGroup.Leaving, "We miss you", "Says that you miss them and makes coming back easy, with one reminder before the discount ends.",
        "Customers who stay away much longer than usual", "favorite", new CampaignDraft { ReEntryDays = 365, Priority = 55 }.Does(FlowTrigger.Daily,
        Percent(15, 30),
        Mail("{{voornaam}}, we missen je",
            """
            Beste {{voornaam}},

            We hebben je al een tijd niet gezien bij {{organisatie}}. Kom je weer eens langs? Je krijgt {{kortingswaarde}} korting.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Je {{punten}} punten staan er nog.
            """,
            "{{first_name}}, we miss you",
            """
            Dear {{first_name}},

            We have not seen you at {{organisation}} for a while. Will you drop by again? You get {{coupon_value}} off.

            {{coupon_code}}

            Valid until {{valid_until}}. Your {{points}} points are still there.
            """),
        Bought(21, [], [
            Mail("Je {{kortingswaarde}} korting loopt bijna af",
                """
                Beste {{voornaam}},

                Nog ruim een week: tot en met {{geldig_tot}} krijg je {{kortingswaarde}} korting bij {{organisatie}}.

                {{kortingscode}}

                Is er iets waardoor je niet meer komt? We horen het graag, beantwoord gewoon deze mail.
                """,
                "Your {{coupon_value}} off is about to end",
                """
                Dear {{first_name}},

                A good week to go: until {{valid_until}} you get {{coupon_value}} off at {{organisation}}.

                {{coupon_code}}

                Is there something that keeps you away? We would like to know, just answer this mail.
                """),
        ])))
    { State = LifecycleState.Lapsed };

    private static CampaignRecipe Lost() => new("lost", RecipeGroup.Leaving, "Win back in three steps", "First a kind word without a discount, then 15 %, at last 20 % as a goodbye. Whoever buys gets no more of it; who does not answer is left in peace.",
        "Customers who stayed away far longer than usual", "undo", new CampaignDraft { ReEntryDays = 730, Priority = 50, MeasureDays = 90 }.Does(FlowTrigger.Daily,
        Mail("Hoe gaat het, {{voornaam}}?",
            """
            Beste {{voornaam}},

            Het is lang geleden dat we je zagen bij {{organisatie}}. Er is intussen veel nieuws bijgekomen, en je {{punten}} punten staan er nog.

            Kom je eens kijken? We vinden het leuk als je weer binnenloopt.
            """,
            "How are you, {{first_name}}?",
            """
            Dear {{first_name}},

            It has been a long time since we saw you at {{organisation}}. A lot of new things have come in since, and your {{points}} points are still there.

            Will you come and have a look? We would be happy to see you again.
            """),
        Bought(14, [new EndStep()], []),
        Percent(15, 30),
        Mail("{{voornaam}}, {{kortingswaarde}} korting als je terugkomt",
            """
            Beste {{voornaam}},

            We zouden je graag terugzien bij {{organisatie}}. Daarom krijg je {{kortingswaarde}} korting op je hele aankoop.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}.
            """,
            "{{first_name}}, {{coupon_value}} off when you come back",
            """
            Dear {{first_name}},

            We would like to see you again at {{organisation}}. So you get {{coupon_value}} off your whole purchase.

            {{coupon_code}}

            Valid until {{valid_until}}.
            """),
        Bought(30, [new EndStep()], []),
        Percent(20, 45),
        Mail("Nog één keer: welkom terug bij {{organisatie}}",
            """
            Beste {{voornaam}},

            Dit is de laatste keer dat we aandringen. Kom je toch weer eens langs, dan krijg je {{kortingswaarde}} korting.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Hoor je liever niets meer van ons, dan is een klik onderaan genoeg. En kom je later nog eens, dan ben je net zo welkom.
            """,
            "One last time: welcome back to {{organisation}}",
            """
            Dear {{first_name}},

            This is the last time that we ask. If you do drop by again, you get {{coupon_value}} off.

            {{coupon_code}}

            Valid until {{valid_until}}. If you would rather not hear from us, one click below is enough. And if you come by later, you are just as welcome.
            """)))
    { State = LifecycleState.Lost };

    private static CampaignRecipe Returned() => new("returned", RecipeGroup.Leaving, "Good to see you again", "Thanks for coming back and makes the next visit soon: who buys twice again stays.",
        "Lost customers, on the day after they bought again", "celebration", new CampaignDraft { ReEntryDays = 365, Priority = 70 }.Does(Into(LifecycleState.Returned),
        Percent(10, 30),
        Mail("Fijn dat je er weer bent, {{voornaam}}",
            """
            Beste {{voornaam}},

            Wat leuk dat je weer bij {{organisatie}} was. Voor je volgende bezoek krijg je {{kortingswaarde}} korting.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Je saldo is {{punten}} punten.
            """,
            "Good to see you again, {{first_name}}",
            """
            Dear {{first_name}},

            How nice that you were at {{organisation}} again. For your next visit you get {{coupon_value}} off.

            {{coupon_code}}

            Valid until {{valid_until}}. You have {{points}} points.
            """),
        Till(30, "Is weer terug", "Deze klant was lang weg en kwam terug: een extra welkom doet goed.", "Is back again", "This customer was away for long and came back: an extra welcome does good.")))
    { State = LifecycleState.Returned };

    private static CampaignRecipe Recovery() => new("recovery", RecipeGroup.Leaving, "Putting it right", "A colleague calls first. Five days later, when the complaint is answered, points and a personal word follow; when it is still open, the manager gets it.",
        "Customers with a complaint, a broken promise or a low score", "support_agent", new CampaignDraft { Purpose = CampaignPurpose.Service, HoldoutPercent = 0, ReEntryDays = 60, Priority = 95, BudgetKind = BudgetKind.Brand }
        .Does(Into(LifecycleState.AtRisk),
        Call("Bel deze klant: er ging iets mis", "Luister, bied excuses aan en spreek af hoe het goed komt. Zet de afspraak bij de klacht.", 2),
        Wait(5),
        If(SegmentNode.Of("feedback.open_complaint", SegmentTest.Is, "true"), [
            Call("Klacht staat na vijf dagen nog open", "Neem dit als leidinggevende over en bel de klant vandaag.", 1),
        ], [
            Gift(200),
            Mail("Sorry, {{voornaam}}",
                """
                Beste {{voornaam}},

                Het ging laatst niet zoals je van ons mag verwachten. Dat spijt ons, en we hebben er intern naar gekeken.

                Als gebaar hebben we 200 punten op je kaart gezet. Is er nog iets niet opgelost, beantwoord dan deze mail: een mens leest mee.
                """,
                "Sorry, {{first_name}}",
                """
                Dear {{first_name}},

                Lately things did not go as you may expect of us. We are sorry, and we have looked into it.

                As a gesture we have put 200 points on your card. If anything is still not right, answer this mail: a person reads it.
                """),
        ])))
    {
        Caution = "The tasks come to the home store of the customer. Agree who looks at them.",
    };

    private static FlowTrigger Into(LifecycleState state) => new(TriggerKind.StateEntered) { States = [state] };
}
