using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;
using static LoyaltyStudio.Features.Campaigns.Recipes.RecipeFlow;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Ready-made campaigns about the programme itself: early sale access, points, cheques and tiers that end.</summary>
internal static class StandingRecipes
{
    internal static IReadOnlyList<CampaignRecipe> All { get; } = [EarlyAccess(), Points(), Cheques(), Tier()];

    private static CampaignRecipe EarlyAccess() => new("early-access", RecipeGroup.Staying, "First in the sale", "Tells gold and silver members that they may go in before the others, and everybody else when the sale opens; the till knows it too.",
        "Each tier, on the day on which it may enter a planned sale", "door_open", new CampaignDraft { ReEntryDays = 14, CoolDownDays = 0, Priority = 85, MeasureDays = 14 }.Does(new FlowTrigger(TriggerKind.SaleStart),
        If(SegmentNode.Of("tier", SegmentTest.Is, "goud"), [
            Mail("{{voornaam}}, jij mag als eerste naar binnen",
                """
                Beste {{voornaam}},

                De uitverkoop bij {{organisatie}} begint. Je bent {{klasse}}, dus voor jou is hij nu al open: eerder dan voor wie dan ook.

                Noem je naam of kaartnummer aan de kassa, of log in bij de webshop. Veel plezier met uitzoeken!
                """,
                "{{first_name}}, you may go in first",
                """
                Dear {{first_name}},

                The sale at {{organisation}} is about to begin. You are {{tier}}, so for you it is open now: before anybody else.

                Give your name or card number at the till, or sign in at the web shop. Enjoy choosing!
                """),
            Till(3, "Mag al in de uitverkoop", "Deze klant heeft als goud lid eerder toegang: reken uitverkoopprijzen.", "May enter the sale already", "This gold member has early access: charge sale prices."),
        ], [
            If(SegmentNode.Of("tier", SegmentTest.Is, "zilver"), [
                Mail("{{voornaam}}, de uitverkoop is voor jou al open",
                    """
                    Beste {{voornaam}},

                    Morgen begint de uitverkoop bij {{organisatie}}. Omdat je {{klasse}} bent, mag jij vandaag al.

                    Noem je naam of kaartnummer aan de kassa, of log in bij de webshop.
                    """,
                    "{{first_name}}, the sale is open for you already",
                    """
                    Dear {{first_name}},

                    Tomorrow the sale begins at {{organisation}}. Because you are {{tier}}, you may come in today.

                    Give your name or card number at the till, or sign in at the web shop.
                    """),
                Till(2, "Mag al in de uitverkoop", "Deze klant heeft als zilver lid eerder toegang: reken uitverkoopprijzen.", "May enter the sale already", "This silver member has early access: charge sale prices."),
            ], [
                Mail("De uitverkoop is begonnen",
                    """
                    Beste {{voornaam}},

                    Vandaag opent de uitverkoop bij {{organisatie}}. Kom je langs? Met je {{punten}} punten ben je trouwens al een eind op weg naar een volgende klasse, en dan mag je de volgende keer eerder.
                    """,
                    "The sale has begun",
                    """
                    Dear {{first_name}},

                    Today the sale opens at {{organisation}}. Will you drop by? With your {{points}} points you are well on your way to the next tier, by the way, and then you may come in earlier next time.
                    """),
            ]),
        ])))
    {
        Caution = "It looks for the tiers goud and zilver. Does your programme call them otherwise, then choose your own in the two conditions. Plan the sale itself under Programme.",
    };

    private static CampaignRecipe Points() => new("points-expiry", RecipeGroup.Staying, "Points that end", "Shows six weeks before points end what they are good for, and gives a little reason to come by.",
        "Members with points that end in 45 days", "hourglass_bottom", new CampaignDraft { ReEntryDays = 90, Priority = 65, MeasureDays = 60 }.Does(Day("points.ending", -45),
        Mail("{{voornaam}}, maak iets moois van je punten",
            """
            Beste {{voornaam}},

            Je hebt {{punten}} punten bij {{organisatie}}, en een deel daarvan vervalt over een week of zes. Zonde om te laten liggen.

            Kom langs of kijk in de webshop wat je ervoor krijgt. Met één aankoop erbij heb je misschien net genoeg voor een cheque.
            """,
            "{{first_name}}, make something nice of your points",
            """
            Dear {{first_name}},

            You have {{points}} points at {{organisation}}, and some of them end in about six weeks. It would be a pity to lose them.

            Drop by or look in the web shop what you get for them. One more purchase may be just enough for a cheque.
            """)))
    {
        Notice = StandingNotice.PointsExpire,
    };

    private static CampaignRecipe Cheques() => new("cheque-expiry", RecipeGroup.Staying, "Cheque that ends", "Three weeks before a cheque ends: an idea of what to use it for, and a word at the till.",
        "Members with an open cheque that ends in 21 days", "redeem", new CampaignDraft { ReEntryDays = 60, Priority = 65, MeasureDays = 30 }.Does(Day("cheques.ends", -21),
        Mail("Je cheque ligt nog te wachten, {{voornaam}}",
            """
            Beste {{voornaam}},

            Je hebt een cheque van {{organisatie}} die over drie weken verloopt. Het is je eigen spaargeld, dus kom hem gerust opmaken.

            Code kwijt? Aan de kassa van {{winkel}} zoeken we hem zo voor je op.
            """,
            "Your cheque is still waiting, {{first_name}}",
            """
            Dear {{first_name}},

            You have a cheque of {{organisation}} that ends in three weeks. It is what you saved yourself, so do come and use it.

            Lost the code? At the till of {{store}} we look it up for you.
            """),
        Till(21, "Heeft nog een open cheque", "Wijs de klant op de cheque die binnenkort verloopt.", "Has an open cheque", "Point out the cheque that ends soon.")))
    {
        Notice = StandingNotice.ChequeEnds,
    };

    private static CampaignRecipe Tier() => new("tier-warning", RecipeGroup.Staying, "Stay in your tier", "Two months before a tier ends: what it brings, with extra points on the next purchase to help to keep it.",
        "Members whose tier ends in 60 days", "military_tech", new CampaignDraft { ReEntryDays = 200, Priority = 65, MeasureDays = 60 }.Does(Day("tier.until", -60),
        new OfferStep { Terms = new OfferTerms(CouponKind.Points, 100, 60) },
        Mail("{{voornaam}}, blijf {{klasse}}",
            """
            Beste {{voornaam}},

            Je bent {{klasse}} bij {{organisatie}} en dat willen we graag zo houden. Over twee maanden kijken we opnieuw.

            Daarom een steuntje: {{kortingswaarde}} bij je volgende aankoop.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}.
            """,
            "{{first_name}}, stay {{tier}}",
            """
            Dear {{first_name}},

            You are {{tier}} at {{organisation}} and we would like to keep it that way. In two months we look again.

            So here is some help: {{coupon_value}} with your next purchase.

            {{coupon_code}}

            Valid until {{valid_until}}.
            """)))
    {
        Notice = StandingNotice.TierEnds,
    };
}
