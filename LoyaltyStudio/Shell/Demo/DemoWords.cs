using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Shell.Demo;

/// <param name="Store">Place of the store; −1 for head office.</param>
/// <param name="Answer">Empty while nobody has answered.</param>
internal sealed record DemoComplaint(int Store, int DaysAgo, string Subject, string Body, bool Owned, string Answer);

/// <summary>What customers say.</summary>
internal static class DemoWords
{
    internal static readonly DemoComplaint[] Complaints =
    [
        new(0, 1, "Stoel wiebelt na een week", "De eetkamerstoel die ik vorige week kocht staat niet recht. Ik heb de schroeven al aangedraaid.", false, ""),
        new(3, 2, "Pakket bij de verkeerde buren", "Volgens de bezorger is het pakket afgegeven, maar mijn buren weten van niets.", true, ""),
        new(0, 8, "Verkeerde kleur kussens meegegeven", "Thuis bleek dat er één blauw en één groen kussen in de tas zat.", true, ""),
        new(1, 3, "Punten niet bijgeschreven", "Ik had mijn kaart vergeten. De kassa zei dat het later kon, maar er staat niets op mijn rekening.", false, ""),
        new(-1, 5, "Te veel e-mails", "Ik krijg elke week drie mails. Eén keer per maand is genoeg.", true, ""),
        new(2, 16, "Onvriendelijk geholpen bij ruilen", "Ik wilde een lamp ruilen en kreeg een zucht als antwoord. De bon had ik gewoon bij me.", true, "Dat had zo niet gemogen. We hebben het met het team besproken en de lamp ligt klaar om te ruilen."),
        new(3, 24, "Kast beschadigd bezorgd", "De linkerdeur heeft een kras van tien centimeter. Zie de foto’s die ik mailde.", true, "Wat vervelend. Er komt vrijdag een nieuwe deur; de monteur belt een half uur van tevoren."),
        new(0, 31, "Lang wachten aan de kassa", "Zaterdag stond ik twintig minuten in de rij terwijl één kassa dicht was.", true, "U heeft gelijk. Op zaterdag openen we voortaan altijd twee kassa’s."),
        new(1, 45, "Waardecheque werkte niet online", "De code van mijn cheque werd geweigerd. In de winkel lukte het wel.", true, "De fout in de webshop is gevonden en hersteld. U heeft 50 punten extra gekregen."),
        new(2, 70, "Retour nog niet terugbetaald", "Ik stuurde de gordijnen drie weken geleden terug en heb nog geen geld.", true, "Het bedrag is vandaag overgemaakt. Onze excuses dat het zo lang duurde."),
        new(3, 96, "Levering twee keer verzet", "De bank zou dinsdag komen, toen donderdag en toen een week later.", true, "We hebben de vervoerder hierop aangesproken en u de bezorgkosten teruggegeven."),
    ];

    private static readonly string[] Good =
    [
        "Heel vriendelijk personeel, ze namen echt de tijd.", "Mooie collectie en altijd iets nieuws.", "Snelle levering, netjes verpakt.", "Goed advies gekregen over de kleuren.", "Fijne winkel om rond te lopen.",
        "Top kwaliteit, de stoelen zijn stevig.", "De spaarpunten zijn een leuk extraatje.", "Ruilen ging zonder gedoe.", "Bestellen op de website was zo gedaan.", "Altijd behulpzaam, ook als het druk is.",
    ];

    private static readonly string[] Fair =
    [
        "Prima, maar de prijs is aan de hoge kant.", "Goed geholpen, wel even moeten wachten.", "Leuke spullen, de keuze in verlichting mag groter.", "Levering duurde een dag langer dan gedacht.", "Mooie winkel, lastig parkeren.", "Website werkt goed, zoeken kan beter.",
    ];

    private static readonly string[] Bad =
    [
        "Levering kwam drie dagen te laat en niemand belde.", "Niemand om te helpen op zaterdag.", "Te duur voor deze kwaliteit.", "Kras op het tafelblad, pas na drie mails een antwoord.", "Lang in de rij gestaan aan de kassa.",
        "Artikel bleek uitverkocht nadat ik had betaald.", "Retour duurde weken.", "De bezorger zette het pakket in de regen.", "Medewerker wist niets van het product.",
    ];

    /// <summary>The first store does well, the second less; deliveries were late last winter, and the web shop feels it.</summary>
    internal static int Score(ref DemoChance chance, long store, Channel channel, DateOnly on, DateOnly today)
    {
        var age = (today.DayNumber - on.DayNumber) / 365.0;
        var mood = 0.50 - (0.06 * age) + (store % 4 == 1 ? 0.08 : store % 4 == 2 ? -0.10 : 0) + (channel == Channel.Web ? -0.07 : 0) - (on.Month is 12 or 1 && channel == Channel.Web ? 0.18 : 0);
        return chance.Next() is var u && u < mood ? 9 + (chance.Happens(0.45) ? 1 : 0) : u < mood + 0.31 ? 7 + (chance.Happens(0.6) ? 1 : 0) : chance.Happens(0.6) ? 6 : chance.Below(6);
    }

    internal static string Comment(ref DemoChance chance, int score, Channel channel)
    {
        if (!chance.Happens(score <= 6 ? 0.6 : 0.3))
        {
            return "";
        }

        var words = score >= 9 ? Good : score >= 7 ? Fair : Bad;
        return words[channel == Channel.Web && score <= 6 && chance.Happens(0.5) ? 0 : chance.Below(words.Length)];
    }

    internal static (int Stars, string Text) Review(ref DemoChance chance)
    {
        var stars = chance.Happens(0.55) ? 5 : chance.Happens(0.6) ? 4 : 1 + chance.Below(3);
        string[] words = stars >= 5 ? ["Precies wat ik zocht.", "Mooier dan op de foto.", "Stevig en goed afgewerkt.", "Staat prachtig in de kamer."]
            : stars == 4 ? ["Mooi, alleen iets kleiner dan gedacht.", "Goede kwaliteit, handleiding kan duidelijker.", "Fijn product."]
            : ["Kleur valt tegen.", "Na een maand al kapot.", "Slecht!!! Nooit meer!!!"];
        return (stars, words[chance.Below(words.Length)]);
    }
}
