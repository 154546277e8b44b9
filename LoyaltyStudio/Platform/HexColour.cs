using System.Globalization;

namespace LoyaltyStudio.Platform;

/// <summary>A colour as people write it in a stylesheet, #175a4b, and what can be read on it.</summary>
public readonly record struct HexColour(byte Red, byte Green, byte Blue)
{
    public static readonly HexColour White = new(255, 255, 255), Ink = new(0x24, 0x1f, 0x1a);

    /// <summary>Takes three or six digits, with or without #; null when it is no colour.</summary>
    public static HexColour? Parse(string? text)
    {
        var digits = text?.Trim().TrimStart('#') ?? "";
        if (digits.Length == 3)
        {
            digits = string.Concat(digits.Select(c => new string(c, 2)));
        }

        return digits.Length == 6 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
            ? new HexColour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)
            : null;
    }

    /// <summary>White or ink, whichever is easier to read on this colour.</summary>
    public HexColour TextOn => Contrast(this, White) >= Contrast(this, Ink) ? White : Ink;

    /// <summary>This colour where it can be read on white (4.5 : 1), else a darker shade of it.</summary>
    public HexColour OnWhite
    {
        get
        {
            var shade = this;
            for (var part = 95; Contrast(shade, White) < 4.5; part -= 5)
            {
                shade = new HexColour((byte)(Red * part / 100), (byte)(Green * part / 100), (byte)(Blue * part / 100));
            }

            return shade;
        }
    }

    /// <summary>From 1 (the same) to 21 (black on white): WCAG 2.2, contrast ratio.</summary>
    public static double Contrast(HexColour one, HexColour other)
    {
        var (a, b) = (one.Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>This much of the colour on white, from 0 to 1.</summary>
    public HexColour Tint(double share)
    {
        static byte Mix(byte part, double share) => (byte)Math.Round(255 - ((255 - part) * share));
        return new HexColour(Mix(Red, share), Mix(Green, share), Mix(Blue, share));
    }

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>WCAG 2.2, relative luminance.</summary>
    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte part)
    {
        var share = part / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
