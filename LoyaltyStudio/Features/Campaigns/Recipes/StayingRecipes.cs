using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Model;
using static LoyaltyStudio.Features.Campaigns.Recipes.RecipeFlow;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Ready-made campaigns for customers who come: replenishment, birthday, care, newsletter, moved house.</summary>
internal static class StayingRecipes
{
    internal static IReadOnlyList<CampaignRecipe> All { get; } = [Replenishment(), Birthday(), Care(), Newsletter(), Moved()];

    private static CampaignRecipe Replenishment() => new("replenishment", RecipeGroup.Staying, "In the house in time", "Reminds a few days before something that they buy again and again runs out. No large discount: they buy anyway.",
        "Active customers, three days before a product is expected to run out", "autorenew", new CampaignDraft { ReEntryDays = 21, CoolDownDays = 7, Priority = 55, MeasureDays = 21 }.Does(Day("prediction.product_due", -3),
        Mail("{{voornaam}}, is het alweer tijd?",
            """
            Beste {{voornaam}},

            Misschien is iets wat je vaker bij {{organisatie}} koopt bijna op. Wij hebben het voor je klaarstaan, in {{winkel}} en in de webshop.

            Je saldo is {{punten}} punten.

            Tot gauw!
            """,
            "{{first_name}}, is it time again?",
            """
            Dear {{first_name}},

            Perhaps something that you often buy at {{organisation}} is running out. We have it ready for you, at {{store}} and in the web shop.

            You have {{points}} points.

            See you soon!
            """),
        Bought(10, [], [
            Percent(5, 14),
            Mail("Een duwtje in de rug",
                """
                Beste {{voornaam}},

                Om het je makkelijk te maken: {{kortingswaarde}} korting op je volgende aankoop.

                {{kortingscode}}

                Geldig tot en met {{geldig_tot}}.
                """,
                "A little help",
                """
                Dear {{first_name}},

                To make it easy for you: {{coupon_value}} off your next purchase.

                {{coupon_code}}

                Valid until {{valid_until}}.
                """),
        ])))
    { State = LifecycleState.Active };

    private static CampaignRecipe Birthday() => new("birthday", RecipeGroup.Staying, "Birthday", "Congratulates on the day itself, with a present in the form of a discount and a kind word at the till.",
        "Everybody whose birthday is known, every year", "cake", new CampaignDraft { ReEntryDays = 300, CoolDownDays = 0, Priority = 90, MeasureDays = 30 }.Does(Day(CampaignTriggers.Birthday),
        Off(500, 2_500, 30),
        Mail("Gefeliciteerd, {{voornaam}}!",
            """
            Beste {{voornaam}},

            Van harte gefeliciteerd met je verjaardag! Namens iedereen bij {{organisatie}} een cadeautje: {{kortingswaarde}} korting bij een aankoop vanaf € 25.

            {{kortingscode}}

            Je kunt het gebruiken tot en met {{geldig_tot}}. Maak er een mooie dag van!
            """,
            "Happy birthday, {{first_name}}!",
            """
            Dear {{first_name}},

            Happy birthday! Everybody at {{organisation}} gives you a present: {{coupon_value}} off a purchase of € 25 or more.

            {{coupon_code}}

            You can use it until {{valid_until}}. Have a lovely day!
            """),
        Till(14, "Net jarig geweest", "Feliciteer deze klant: jarig in de afgelopen twee weken.", "Just had a birthday", "Congratulate this customer: birthday in the past two weeks.")));

    private static CampaignRecipe Care() => new("care", RecipeGroup.Staying, "Thank you and a review", "Asks after a purchase whether all is well, and two weeks later for a review, unless something was brought back.",
        "Who bought something, three days later", "reviews", new CampaignDraft { ReEntryDays = 60, CoolDownDays = 3, Priority = 40, MeasureDays = 45, BudgetKind = BudgetKind.Brand }.Does(On("purchase", 3),
        Mail("Is alles naar wens, {{voornaam}}?",
            """
            Beste {{voornaam}},

            Bedankt voor je aankoop bij {{organisatie}}. Ben je er blij mee? Werkt of past er iets niet, beantwoord dan deze mail of kom langs. We lossen het met je op.

            Je aankoop heeft je punten opgeleverd: je saldo is {{punten}}.
            """,
            "Is everything as you like it, {{first_name}}?",
            """
            Dear {{first_name}},

            Thank you for your purchase at {{organisation}}. Are you happy with it? If something does not work or fit, answer this mail or drop by. We will put it right together.

            Your purchase brought you points: you have {{points}} now.
            """),
        Wait(11),
        If(SegmentNode.Times("return", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: 15)), [new EndStep()], []),
        Mail("Wat vind je ervan?",
            """
            Beste {{voornaam}},

            Je hebt je aankoop van {{organisatie}} nu een paar weken in huis. Wil je vertellen hoe het bevalt? Beantwoord deze mail met een cijfer van 0 tot 10 en een zin erbij. Andere klanten en wij leren ervan.

            Dank je wel!
            """,
            "What do you think of it?",
            """
            Dear {{first_name}},

            You have had your purchase from {{organisation}} for a few weeks now. Will you tell us how you like it? Answer this mail with a mark from 0 to 10 and a line beside it. Other customers and we learn from it.

            Thank you!
            """)));

    private static CampaignRecipe Newsletter() => new("newsletter", RecipeGroup.Staying, "Newsletter", "What is new this month, with two subjects of which half of the members each get one, to see which is read more.",
        "Everybody with consent for e-mail, on the first of each month", "newspaper", new CampaignDraft { ReEntryDays = 20, CoolDownDays = 0, HoldoutPercent = 5, Priority = 20, MeasureDays = 28, BudgetKind = BudgetKind.Brand }
        .Does(new FlowTrigger(TriggerKind.Schedule) { Schedule = TriggerSchedule.Monthly, Day = 1 }, Newsletters()))
    {
        Caution = "The words are an example: write what is new in your shop before you start it, and again every month. Words may change while it runs.",
    };

    private static MessageStep Newsletters()
    {
        var mail = Mail("Nieuw bij {{organisatie}} deze maand",
            """
            Beste {{voornaam}},

            Dit is er nieuw in de winkel en online:

            – Schrijf hier je eerste nieuws, in een of twee zinnen.
            – En hier iets wat mensen verder helpt: een tip, een idee, een verhaal.

            Je hebt {{punten}} punten. Loop gerust eens binnen bij {{winkel}}.
            """,
            "New at {{organisation}} this month",
            """
            Dear {{first_name}},

            This is new in the store and online:

            – Write your first news here, in a line or two.
            – And something that helps people: a tip, an idea, a story.

            You have {{points}} points. Do drop by at {{store}}.
            """);
        return mail with { Nl = mail.Nl with { OtherSubject = "{{voornaam}}, dit wil je zien" }, En = mail.En with { OtherSubject = "{{first_name}}, you will want to see this" } };
    }

    private static CampaignRecipe Moved() => new("moved", RecipeGroup.Staying, "Moved house", "Wishes luck in the new home and gives a discount in the weeks in which people buy most for it.",
        "Members whose address changed, three days later", "home", new CampaignDraft { ReEntryDays = 180, Priority = 75, MeasureDays = 90 }.Does(Day("moved", 3),
        Percent(15, 60),
        Mail("Veel geluk in je nieuwe huis, {{voornaam}}",
            """
            Beste {{voornaam}},

            Je bent verhuisd, gefeliciteerd! Er komt vast van alles bij kijken. Daarom krijg je twee maanden de tijd om {{kortingswaarde}} korting te gebruiken.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Kom je er niet uit? In de winkel denken we graag met je mee.
            """,
            "Good luck in your new home, {{first_name}}",
            """
            Dear {{first_name}},

            You have moved, congratulations! There is surely a lot to do. So you have two months to use {{coupon_value}} off.

            {{coupon_code}}

            Valid until {{valid_until}}. Not sure what you need? We like to think along with you in the store.
            """),
        Bought(45, [], [
            Mail("Nog twee weken: je verhuiskorting",
                """
                Beste {{voornaam}},

                Zit je er al een beetje? Je {{kortingswaarde}} korting geldt nog tot en met {{geldig_tot}}.

                {{kortingscode}}
                """,
                "Two more weeks: your moving discount",
                """
                Dear {{first_name}},

                Are you settling in? Your {{coupon_value}} off still holds until {{valid_until}}.

                {{coupon_code}}
                """),
        ])));
}
