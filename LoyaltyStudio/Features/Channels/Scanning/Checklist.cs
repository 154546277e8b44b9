using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Channels.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Channels.Scanning;

/// <summary>The questions that come with the product: concrete, so that two people who look find the same. Written into the database when a channel is used for the first time.</summary>
internal static class Checklist
{
    private static readonly Dictionary<ScanChannel, (string Nl, string En)[]> Ready = new()
    {
        [ScanChannel.SiteApp] =
        [
            ("De startpagina staat op een telefoon binnen drie seconden in beeld", "The home page shows on a phone within three seconds"),
            ("Een bestaand product is via het zoekveld in één keer te vinden, ook met een typefout", "The search box finds a known product at once, even with a typing mistake"),
            ("Bij elk product staat of het op voorraad is en wanneer het wordt bezorgd", "Every product says whether it is in stock and when it will be delivered"),
            ("Bezorgkosten en retourregels staan al op de productpagina", "Delivery costs and return rules stand on the product page already"),
            ("Afrekenen lukt zonder account en in hooguit vier stappen", "Checking out works without an account and in at most four steps"),
            ("Punten, klasse en cheques zijn na inloggen direct te zien en te gebruiken", "Points, tier and cheques are seen and usable right after signing in"),
            ("Een foutmelding zegt wat er mis is en hoe het verder kan", "An error message says what is wrong and how to go on"),
            ("De site werkt met alleen het toetsenbord en met vergrote tekst", "The site works with the keyboard only and with enlarged text"),
            ("Telefoonnummer en openingstijden staan op elke pagina", "Telephone number and opening hours stand on every page"),
        ],
        [ScanChannel.Email] =
        [
            ("De bestelbevestiging komt binnen vijf minuten aan", "The confirmation of an order arrives within five minutes"),
            ("De afzender en het onderwerp maken duidelijk van wie en waarover", "Sender and subject say from whom it is and what it is about"),
            ("De boodschap is op een telefoon te lezen zonder te vergroten", "The message can be read on a phone without zooming"),
            ("Er staat één duidelijke knop in en die leidt naar wat beloofd werd", "There is one clear button, and it leads to what was promised"),
            ("Wie net iets kocht krijgt geen aanbieding voor hetzelfde", "Somebody who just bought something gets no offer of the same"),
            ("Afmelden kan met één klik en werkt meteen", "Unsubscribing takes one click and works at once"),
            ("Antwoorden op de mail komen bij een mens aan", "Answers to the mail reach a person"),
            ("Zonder plaatjes is de boodschap nog te begrijpen", "The message can be understood without pictures"),
        ],
        [ScanChannel.CustomerService] =
        [
            ("De telefoon wordt binnen één minuut door een mens opgenomen", "A person picks up the telephone within one minute"),
            ("Een mail krijgt binnen één werkdag een inhoudelijk antwoord", "A mail gets a real answer within one working day"),
            ("De medewerker ziet eerdere aankopen en klachten van de klant", "The colleague sees earlier purchases and complaints of the customer"),
            ("De klant hoeft zijn verhaal maar één keer te vertellen", "The customer tells the story only once"),
            ("Een terugbelafspraak wordt op de afgesproken dag gehaald", "A call back comes on the day that was agreed"),
            ("De medewerker mag zelf een klein gebaar maken", "The colleague may make a small gesture without asking"),
            ("Aan het eind wordt herhaald wat er is afgesproken", "At the end it is repeated what was agreed"),
            ("Ook na het antwoord wordt gevraagd of het heeft geholpen", "After the answer somebody asks whether it helped"),
        ],
        [ScanChannel.Stores] =
        [
            ("Een klant wordt binnen één minuut begroet", "A customer is greeted within one minute"),
            ("De etalage en de ingang zijn schoon en kloppen met de actie", "Window and entrance are clean and fit the current offer"),
            ("Bij elk artikel staat een leesbare prijs", "Every article has a price that can be read"),
            ("Een medewerker weet of een artikel in een andere winkel ligt", "A colleague knows whether another store has the article"),
            ("De wachttijd aan de kassa is korter dan drie minuten", "The wait at the till is shorter than three minutes"),
            ("De kassa vraagt naar de klantenkaart en noemt het puntensaldo", "The till asks for the card and names the points"),
            ("Online bestelde artikelen zijn binnen twee minuten meegegeven", "Articles ordered online are handed over within two minutes"),
            ("Met een rolstoel of kinderwagen zijn alle afdelingen te bereiken", "All departments can be reached with a wheelchair or a pram"),
            ("Ruilen kan zonder discussie volgens de regels die er hangen", "Exchanging works without discussion, by the rules on the wall"),
        ],
        [ScanChannel.Social] =
        [
            ("Een openbare vraag krijgt binnen vier uur antwoord op werkdagen", "A public question is answered within four hours on working days"),
            ("Klachten worden niet verwijderd maar beantwoord", "Complaints are answered and not removed"),
            ("Openingstijden en adres kloppen op elk profiel", "Opening hours and address are right on every profile"),
            ("De laatste eigen bijdrage is jonger dan twee weken", "The latest post of our own is younger than two weeks"),
            ("Beelden tonen onze eigen winkels, mensen en producten", "Pictures show our own stores, people and products"),
            ("Persoonlijke gegevens worden alleen in een privébericht gevraagd", "Personal data are asked in a private message only"),
            ("Recensies op zoekmachines krijgen een antwoord, ook de goede", "Reviews on search engines get an answer, the good ones too"),
            ("Video’s hebben ondertiteling", "Videos have subtitles"),
        ],
        [ScanChannel.AfterSale] =
        [
            ("De klant krijgt vanzelf bericht waar de bestelling is", "The customer is told without asking where the order is"),
            ("Bezorging komt op de beloofde dag, of er is vooraf gebeld", "Delivery comes on the promised day, or somebody called before"),
            ("De verpakking is heel en zonder overbodig plastic", "The package is whole and without needless plastic"),
            ("Er zit een duidelijke handleiding of gebruikstip bij", "A clear manual or a tip for use goes with it"),
            ("Retour aanmelden duurt minder dan twee minuten", "Announcing a return takes less than two minutes"),
            ("Geld is binnen vijf werkdagen na de retour terug", "Money is back within five working days after the return"),
            ("Een reparatie heeft een beloofde dag en die wordt gehaald", "A repair has a promised day, and it is met"),
            ("Na een klacht hoort de klant wat er is veranderd", "After a complaint the customer hears what has changed"),
        ],
    };

    /// <summary>The questions of a channel, in order; those that come with the product until somebody wrote them down.</summary>
    internal static async Task<List<ScanQuestion>> EnsureAsync(StudioDb db, ScanChannel channel, CancellationToken ct)
    {
        var known = await db.Set<ScanQuestion>().AsTracking().Where(q => q.Channel == channel).OrderBy(q => q.Place).ThenBy(q => q.Id).ToListAsync(ct);
        if (known.Count > 0)
        {
            return known;
        }

        known = [.. Fresh(channel)];
        db.AddRange(known);
        await db.SaveChangesAsync(ct);
        return known;
    }

    internal static IEnumerable<ScanQuestion> Fresh(ScanChannel channel) => Ready[channel].Select((q, i) => new ScanQuestion { Channel = channel, Place = i + 1, TextNl = q.Nl, TextEn = q.En });
}
