using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Campaigns.Playbook;

/// <summary>What fits customers in one state: the thought behind it, and a campaign that is ready to be read and started.</summary>
/// <param name="Strategy">In one or two sentences; English, key of the translation.</param>
/// <param name="Draft">Null where nothing is to be sent: first somebody answers.</param>
/// <param name="NameEn">The campaign's name where colleagues read English; the draft has the Dutch one.</param>
public sealed record StatePlay(LifecycleState State, string Strategy, CampaignDraft? Draft, string NameEn)
{
    /// <summary>One for every state, in the order of the semantics (8).</summary>
    public static IReadOnlyList<StatePlay> All { get; } =
    [
        new(LifecycleState.Unknown, "Keep it short and go on with what brought them here. A first purchase is the only aim.", Make("Eerste aankoop", CouponKind.Percent, 10, 21,
            "{{voornaam}}, je welkomstkorting ligt klaar",
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
            """), "First purchase"),
        new(LifecycleState.New, "Welcome them, ask what they like and give something back for it. The second purchase makes a customer.", Make("Welkom, tot de volgende keer", CouponKind.Percent, 10, 30,
            "Welkom {{voornaam}}, iets voor je tweede bezoek",
            """
            Beste {{voornaam}},

            Bedankt voor je eerste aankoop bij {{organisatie}}. We leren je graag beter kennen: vul je gegevens aan, dan vinden we sneller iets wat bij je past.

            Voor je volgende bezoek hebben we {{kortingswaarde}} korting voor je.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Je hebt al {{punten}} punten gespaard.
            """,
            "Welcome {{first_name}}, something for your second visit",
            """
            Dear {{first_name}},

            Thank you for your first purchase at {{organisation}}. We would like to know you better: complete your details and we find sooner what suits you.

            For your next visit we have {{coupon_value}} off for you.

            {{coupon_code}}

            Valid until {{valid_until}}. You have saved {{points}} points already.
            """), "Welcome, see you again"),
        new(LifecycleState.Active, "Remind them in time of what runs out and suggest what fits. No large discounts: they buy anyway.", Make("Op tijd weer in huis", CouponKind.Percent, 5, 21,
            "{{voornaam}}, is het alweer tijd?",
            """
            Beste {{voornaam}},

            Je koopt vaak bij {{organisatie}}, dank je wel. Misschien is iets wat je eerder kocht bijna op. Met deze code krijg je {{kortingswaarde}} korting.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Je saldo is {{punten}} punten.
            """,
            "{{first_name}}, is it time again?",
            """
            Dear {{first_name}},

            You often buy at {{organisation}}, thank you. Perhaps something that you bought before is running out. With this code you get {{coupon_value}} off.

            {{coupon_code}}

            Valid until {{valid_until}}. You have {{points}} points.
            """), "In the house in time"),
        new(LifecycleState.Ambassador, "Thank them and give them something that others do not get. Ask them to bring a friend.", Make("Dank je wel, ambassadeur", CouponKind.Percent, 15, 45,
            "Dank je wel, {{voornaam}}",
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
            """), "Thank you, ambassador"),
        new(LifecycleState.AtRisk, "No offers now. First somebody answers the complaint or the low score; then a personal gesture puts it right.", null, ""),
        new(LifecycleState.Hesitating, "A personal message with a discount that is only theirs, before they get used to another shop.", Make("Even iets voor jou", CouponKind.Percent, 10, 21,
            "{{voornaam}}, dit is alleen voor jou",
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
            """), "Something just for you"),
        new(LifecycleState.Lapsed, "Say that you miss them and make coming back easy. Only with consent.", Make("We missen je", CouponKind.Percent, 15, 30,
            "{{voornaam}}, we missen je",
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
            """), "We miss you"),
        new(LifecycleState.Lost, "One good welcome-back offer, not a stream of mails. Only with consent; who does not answer is left in peace.", Make("Welkom terug", CouponKind.Percent, 20, 45,
            "{{voornaam}}, welkom terug bij {{organisatie}}",
            """
            Beste {{voornaam}},

            Het is lang geleden. We zouden je graag terugzien bij {{organisatie}} en geven je daarom {{kortingswaarde}} korting op je hele aankoop.

            {{kortingscode}}

            Geldig tot en met {{geldig_tot}}. Wil je niets meer van ons horen, dan is een klik onderaan genoeg.
            """,
            "{{first_name}}, welcome back to {{organisation}}",
            """
            Dear {{first_name}},

            It has been a long time. We would like to see you again at {{organisation}} and so give you {{coupon_value}} off your whole purchase.

            {{coupon_code}}

            Valid until {{valid_until}}. If you would rather not hear from us, one click below is enough.
            """), "Welcome back"),
        new(LifecycleState.Returned, "Thank them for coming back and make the next visit soon: who buys twice again stays.", Make("Fijn dat je er weer bent", CouponKind.Percent, 10, 30,
            "Fijn dat je er weer bent, {{voornaam}}",
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
            """), "Good to see you again"),
    ];

    public static StatePlay Of(LifecycleState state) => All.First(p => p.State == state);

    private static CampaignDraft Make(string name, CouponKind kind, int value, int days, string subjectNl, string bodyNl, string subjectEn, string bodyEn) =>
        new CampaignDraft { Name = name }.WithMail(new OfferTerms(kind, value, days), new MessageText(subjectNl, bodyNl), new MessageText(subjectEn, bodyEn));
}
