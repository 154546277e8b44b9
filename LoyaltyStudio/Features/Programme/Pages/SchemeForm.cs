using System.Text;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Pages;

/// <summary>A cheque scheme while somebody edits it, in the units that people type: euro and times.</summary>
public sealed class SchemeForm
{
    /// <summary>Null while the scheme was never saved: then it is made from the name.</summary>
    public string? Code { get; set; }

    /// <summary>Tells forms apart on the screen, also before there is a code.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N")[..8];
    public string NameNl { get; set; } = "";
    public string NameEn { get; set; } = "";
    public CalendarUnit Period { get; set; } = CalendarUnit.Quarter;
    public int CutOffDays { get; set; }
    public int PointsPerStep { get; set; }
    public decimal Step { get; set; }
    public decimal Minimum { get; set; }
    public decimal Maximum { get; set; }
    public int ValidMonths { get; set; }

    /// <summary>How many times the value by tier code; 1 where a tier is not named.</summary>
    public Dictionary<string, decimal> Times { get; init; } = [];
    public List<BandForm> Bands { get; init; } = [];
    public HashSet<string> OnlyTiers { get; init; } = [];
    public HashSet<string> OnlyStores { get; init; } = [];
    public int MemberDays { get; set; }
    public IReadOnlyList<int> RemindDays { get; set; } = [];
    public int RestoredDays { get; set; }

    public static SchemeForm From(ChequeScheme scheme) => new()
    {
        Code = scheme.Code, NameNl = scheme.NameNl, NameEn = scheme.NameEn, Period = scheme.Period, CutOffDays = scheme.CutOffDays, PointsPerStep = scheme.PointsPerStep, Step = scheme.StepCents / 100m,
        Minimum = scheme.MinimumCents / 100m, Maximum = scheme.MaximumCents / 100m, ValidMonths = scheme.ValidMonths, Times = scheme.TierPercents.ToDictionary(t => t.Tier, t => t.Percent / 100m),
        Bands = [.. scheme.Bands.Select(b => new BandForm { From = b.FromCents / 100m, Times = b.Percent / 100m })], OnlyTiers = [.. scheme.OnlyTiers], OnlyStores = [.. scheme.OnlyStores],
        MemberDays = scheme.MemberDays, RemindDays = scheme.RemindDays, RestoredDays = scheme.RestoredDays,
    };

    /// <param name="tiers">Codes of the tiers of the programme, the lowest first.</param>
    public ChequeScheme ToScheme(string code, IReadOnlyList<string> tiers) => new(Period, PointsPerStep, ProgrammeForm.Whole(Step), ProgrammeForm.Whole(Minimum), ProgrammeForm.Whole(Maximum), ValidMonths,
        [.. tiers.Where(t => TimesOf(t) != 1).Select(t => new TierPercent(t, ProgrammeForm.Whole(TimesOf(t))))])
    {
        Code = code, NameNl = NameNl.Trim(), NameEn = NameEn.Trim(), CutOffDays = CutOffDays, Bands = [.. Bands.Select(b => new TurnoverBand(ProgrammeForm.Whole(b.From), ProgrammeForm.Whole(b.Times)))],

        // A tier that is gone stays named, so that the rules say so: without it the scheme would be for everybody.
        OnlyTiers = [.. tiers.Where(OnlyTiers.Contains), .. OnlyTiers.Except(tiers).Order(StringComparer.Ordinal)], OnlyStores = [.. OnlyStores.Order(StringComparer.Ordinal)],
        MemberDays = MemberDays, RemindDays = RemindDays, RestoredDays = RestoredDays,
    };

    public decimal TimesOf(string tier) => Times.GetValueOrDefault(tier, 1);

    /// <summary>A copy that becomes a scheme of its own.</summary>
    public SchemeForm Copy(string nameNl, string nameEn)
    {
        var copy = From(ToScheme(Code ?? "", [.. Times.Keys]));
        (copy.Code, copy.NameNl, copy.NameEn) = (null, nameNl, nameEn);
        copy.OnlyTiers.UnionWith(OnlyTiers);
        return copy;
    }

    /// <summary>A code from a name: lower-case letters and digits with dashes between; not one that is taken.</summary>
    public static string CodeOf(string name, IReadOnlyCollection<string> taken)
    {
        var letters = name.Normalize(NormalizationForm.FormD).ToLowerInvariant().Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : char.IsWhiteSpace(c) || c is '-' or '_' or '/' ? '-' : '\0').Where(c => c != '\0');
        var plain = string.Join('-', new string([.. letters]).Split('-', StringSplitOptions.RemoveEmptyEntries));
        plain = plain.Length == 0 ? "cheque" : plain.Length > 24 ? plain[..24].TrimEnd('-') : plain;
        var code = plain;
        for (var number = 2; taken.Contains(code); number++)
        {
            code = $"{plain}-{number}";
        }

        return code;
    }
}

/// <summary>A turnover band while somebody edits it.</summary>
public sealed class BandForm
{
    public decimal From { get; set; }
    public decimal Times { get; set; } = 1;
}
