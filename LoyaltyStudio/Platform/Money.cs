using System.Globalization;

namespace LoyaltyStudio.Platform;

/// <summary>An amount in whole cents of one currency. Adding amounts of different currencies is a bug and throws.</summary>
public readonly record struct Money(long Cents, string Currency)
{
    public static Money operator +(Money left, Money right) => left.Currency == right.Currency
        ? left with { Cents = checked(left.Cents + right.Cents) }
        : throw new InvalidOperationException($"Cannot add {right.Currency} to {left.Currency}.");

    /// <summary>The amount as people write it in <paramref name="culture"/>, with the currency sign: € 12,50.</summary>
    public string Format(CultureInfo culture)
    {
        var sign = Currency switch { "EUR" => "€", "GBP" => "£", "USD" => "$", "CHF" => "CHF", _ => Currency };
        var number = (Math.Abs(Cents) / 100m).ToString("N2", culture);
        return $"{(Cents < 0 ? "-" : "")}{sign} {number}";
    }
}
