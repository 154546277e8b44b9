using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>What a cheque scheme must keep to. Fields are named within the scheme.</summary>
internal static class SchemeRules
{
    internal static IEnumerable<FieldError> Check(ChequeScheme scheme, ProgrammeContent content) => [.. Value(scheme), .. Members(scheme, content)];

    private static IEnumerable<FieldError> Value(ChequeScheme scheme)
    {
        if (scheme.Code.Length is 0 or > 30 || scheme.Code.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            yield return new("code", "A code has 1 to 30 lower-case letters, digits or dashes.");
        }

        if (scheme.NameNl.Length > 60 || scheme.NameEn.Length > 60)
        {
            yield return new("name", "A name has at most {0} characters.", 60);
        }

        if (scheme.Period is not (CalendarUnit.Month or CalendarUnit.Quarter or CalendarUnit.HalfYear or CalendarUnit.Year))
        {
            yield return new("period", "Cheques are issued per month, quarter, half-year or year.");
        }

        if (scheme.CutOffDays is < 0 or > 60)
        {
            yield return new("cut_off_days", "The cut-off is 0 to 60 days after the period.");
        }

        if (scheme.PointsPerStep < 1 || scheme.StepCents < 1)
        {
            yield return new("step", "A step of the value costs at least one point and is worth at least one cent.");
        }

        if (scheme.MinimumCents < scheme.StepCents || scheme.MaximumCents < scheme.MinimumCents)
        {
            yield return new("minimum", "The minimum is at least one step, the maximum at least the minimum.");
        }

        if (scheme.ValidMonths is < 1 or > 60)
        {
            yield return new("valid_months", "A cheque is valid for 1 to 60 months.");
        }

        if (scheme.TierPercents.Any(t => t.Percent is < 1 or > 1000) || scheme.Bands.Any(b => b.Percent is < 1 or > 1000))
        {
            yield return new("tiers", "The multiplier of the value is between 0.01 and 10 times.");
        }
    }

    private static IEnumerable<FieldError> Members(ChequeScheme scheme, ProgrammeContent content)
    {
        if (scheme.Bands.Count > 10 || scheme.Bands.Any(b => b.FromCents is < 1 or > 100_000_000_00) || scheme.Bands.Zip(scheme.Bands.Skip(1)).Any(p => p.First.FromCents >= p.Second.FromCents))
        {
            yield return new("bands", "There are at most ten turnover bands; each begins above the one before it.");
        }

        if (scheme.OnlyTiers.FirstOrDefault(code => content.Tiers.All(t => t.Code != code)) is { } unknown)
        {
            yield return new("only_tiers", "There is no tier with code {0}.", unknown);
        }

        if (scheme.MemberDays is < 0 or > 3650)
        {
            yield return new("member_days", "Somebody is a member for 0 to 3,650 days.");
        }

        if (scheme.RemindDays.Count > 3 || scheme.RemindDays.Any(d => d is < 1 or > 180) || scheme.RemindDays.Distinct().Count() < scheme.RemindDays.Count)
        {
            yield return new("remind_days", "Name at most three different numbers of days, each between 1 and 180.");
        }

        if (scheme.RestoredDays is < 1 or > 365)
        {
            yield return new("restored_days", "A cheque that comes back is good for 1 to 365 days.");
        }
    }
}
