namespace LoyaltyStudio.Shell.Demo;

/// <summary>What the fictional retailer "Huis &amp; Haard" sells and where, and how its customers are called. All made up.</summary>
internal static class DemoCatalogue
{
    internal const string Organisation = "Huis & Haard";

    internal sealed record DemoStore(string Code, string Name, string Street, string PostalCode, string City, double Share);

    internal sealed record DemoProduct(string Sku, string Name, string Category, string Brand, int PriceCents);

    internal static readonly IReadOnlyList<DemoStore> Stores =
    [
        new("utrecht", "Utrecht", "Oudegracht 112", "3511 AW", "Utrecht", 0.18),
        new("haarlem", "Haarlem", "Grote Houtstraat 45", "2011 SB", "Haarlem", 0.13),
        new("groningen", "Groningen", "Herestraat 78", "9711 LM", "Groningen", 0.12),
        new("breda", "Breda", "Ginnekenstraat 21", "4811 JC", "Breda", 0.11),
        new("zwolle", "Zwolle", "Diezerstraat 60", "8011 RG", "Zwolle", 0.10),
        new("nijmegen", "Nijmegen", "Broerstraat 33", "6511 KM", "Nijmegen", 0.10),
        new("amersfoort", "Amersfoort", "Langestraat 88", "3811 AJ", "Amersfoort", 0.09),
        new("webshop", "Webshop", "", "", "", 0.17),
    ];

    internal static readonly IReadOnlyList<DemoProduct> Products = [.. Make()];

    internal static readonly string[] Streets = ["Dorpsstraat", "Kerkstraat", "Molenweg", "Beatrixlaan", "Lindenlaan", "Stationsweg", "Oude Gracht", "Burgemeester Röellstraat"];
    internal static readonly string[] Cities = ["Utrecht", "Amersfoort", "Zeist", "'s-Hertogenbosch", "Haarlem", "Deventer", "Leeuwarden"];

    internal static readonly string[] FirstNames =
    [
        "Sanne", "Bram", "Femke", "Daan", "Lotte", "Sem", "Noor", "Thijs", "Fleur", "Ruben", "Eva", "Lars", "Mila", "Jesse", "Roos", "Finn", "Tess", "Milan", "Isa", "Luuk", "Anouk",
        "Stijn", "Iris", "Koen", "Maud", "Jasper", "Lieke", "Niels", "Fenna", "Tim", "Merel", "Wouter", "Esra", "Mohamed", "Yara", "Omar", "Aylin", "Youssef", "Ingrid", "Henk", "Marijke", "Kees",
        "Ria", "Gerard", "Wilma", "Joop", "Els", "Piet", "Trudy", "Chloë", "Zoë", "René",
    ];

    internal static readonly string[] LastNames =
    [
        "de Jong", "Jansen", "de Vries", "van den Berg", "van Dijk", "Bakker", "Janssen", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "de Groot", "Bos", "Vos", "Peters", "Hendriks", "van Leeuwen",
        "Dekker", "Brouwer", "de Wit", "Dijkstra", "Smits", "de Graaf", "van der Meer", "Kok", "Jacobs", "van der Linden", "Vermeulen", "van den Heuvel", "Yılmaz", "El Amrani", "Kaya", "Bouzid",
        "van Vliet", "Schouten", "Hoekstra", "Prins", "Postma", "Willems",
    ];

    private static IEnumerable<DemoProduct> Make()
    {
        (string Category, string Brand, int From, int To, string[] Names)[] groups =
        [
            ("Woontextiel", "Linnea", 1495, 8995, ["Dekbedovertrek", "Plaid", "Kussen", "Sprei", "Badhanddoek", "Gordijn", "Tafelkleed", "Vloerkleed"]),
            ("Servies", "Klei & Co", 495, 4995, ["Ontbijtbord", "Dinerbord", "Schaal", "Mok", "Espressokop", "Karaf", "Soepkom", "Taartplateau"]),
            ("Verlichting", "Lumo", 1995, 14995, ["Tafellamp", "Hanglamp", "Vloerlamp", "Lichtslinger", "Nachtlamp", "Kaarslantaarn"]),
            ("Keuken", "Kookpunt", 795, 12995, ["Koekenpan", "Braadpan", "Messenblok", "Snijplank", "Weegschaal", "Ovenschaal", "Kruidenrek", "Theepot"]),
            ("Tuin", "Buiten", 995, 9995, ["Plantenbak", "Tuinfakkel", "Gieter", "Vogelhuisje", "Buitenkussen", "Windlicht"]),
            ("Geur en verzorging", "Bloom", 595, 3995, ["Geurkaars", "Handzeep", "Geurstokjes", "Badolie", "Roomspray"]),
            ("Decoratie", "Huis & Haard", 695, 6995, ["Vaas", "Fotolijst", "Wandklok", "Spiegel", "Kandelaar", "Kunstplant", "Opbergmand"]),
            ("Seizoen", "Huis & Haard", 395, 3995, ["Kerstbal", "Kerstkrans", "Paastak", "Lampion", "Adventskaars"]),
        ];
        var number = 1000;
        foreach (var (category, brand, low, high, names) in groups)
        {
            foreach (var (name, i) in names.Select((n, i) => (n, i)))
            {
                foreach (var (kind, k) in new[] { "klein", "groot" }.Select((n, k) => (n, k)))
                {
                    var price = low + ((high - low) * ((i * 2) + k) / (names.Length * 2)) / 100 * 100;
                    yield return new DemoProduct($"HH-{++number}", $"{name} {kind}", category, brand, price);
                }
            }
        }
    }
}
