using System.Globalization;
using System.Text;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Members and purchases as files, the same for the same seed. All purchases lie in the given quarter, early enough for their points to be active at its end.</summary>
internal static class GeneratedFiles
{
    private static readonly string[] Stores = ["utrecht", "zwolle", "breda"];

    internal static string Members(int count, int seed)
    {
        var chance = new Random(seed);
        var text = new StringBuilder("klantnummer;voornaam;achternaam;e-mail;taal;winkel;inschrijfdatum;toestemming;toestemming op;bron toestemming\n");
        for (var i = 1; i <= count; i++)
        {
            var consent = chance.Next(4) > 0;
            text.Append(CultureInfo.InvariantCulture, $"K{i};Noor{i};van Dijk;k{i}@example.nl;{(i % 5 == 0 ? "en" : "nl")};{Stores[i % 3]};01-02-2020;{(consent ? "ja" : "nee")};01-02-2020;kassa\n");
        }

        return text.ToString();
    }

    /// <summary>About <paramref name="perMember"/> receipts of two lines each a member, one in twenty with a return, one in thirty without a customer.</summary>
    internal static string Purchases(int members, int perMember, DateOnly quarterStart, int seed)
    {
        var chance = new Random(seed);
        var text = new StringBuilder("bonnummer;datum;klantnummer;artikelnummer;omschrijving;categorie;aantal;prijs;winkel\n");
        var receipts = new List<(DateTime At, string Rows)>();
        for (var i = 0; i < members * perMember; i++)
        {
            var at = quarterStart.ToDateTime(TimeOnly.MinValue).AddDays(chance.Next(60)).AddSeconds(chance.Next(9 * 3600, 18 * 3600));
            var who = chance.Next(30) == 0 ? "" : $"K{1 + (i % members)}";
            var rows = new StringBuilder();
            Line(rows, $"B{i}", at, who, chance.Next(50), 1 + chance.Next(3), 2_000 + chance.Next(12_000), i);
            Line(rows, $"B{i}", at, who, 50 + chance.Next(50), 1, 500 + chance.Next(9_000), i);
            receipts.Add((at, rows.ToString()));
            if (chance.Next(20) == 0)
            {
                rows.Clear();
                Line(rows, $"R{i}", at.AddDays(3), who, chance.Next(50), -1, 2_000 + chance.Next(5_000), i);
                receipts.Add((at.AddDays(3), rows.ToString()));
            }
        }

        foreach (var (_, rows) in receipts.OrderBy(r => r.At))
        {
            text.Append(rows);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder rows, string receipt, DateTime at, string who, int sku, int quantity, int cents, int i) =>
        rows.Append(CultureInfo.InvariantCulture, $"{receipt};{at:dd-MM-yyyy HH:mm:ss};{who};A{sku};Artikel {sku};Groep {sku % 7};{quantity};{cents / 100},{cents % 100:00};{Stores[i % 3]}\n");
}
