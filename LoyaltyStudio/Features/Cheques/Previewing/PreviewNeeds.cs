using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Previewing;

/// <summary>What schemes look at besides points, tier and store. What nobody looks at is not read, so that more members are alike.</summary>
/// <param name="Enrolment">The day on which somebody became a member.</param>
/// <param name="Turnovers">The periods whose turnover counts.</param>
internal sealed record PreviewNeeds(bool Enrolment, IReadOnlyList<CalendarUnit> Turnovers)
{
    internal static PreviewNeeds Of(ProgrammeContent content) => new(content.Schemes.Any(s => s.MemberDays > 0),
        [.. content.Schemes.Where(s => s.Bands.Count > 0).Select(s => s.Period).Distinct().Order()]);

    internal bool Covers(PreviewNeeds asked) => (Enrolment || !asked.Enrolment) && asked.Turnovers.All(Turnovers.Contains);
}

/// <summary>Members who are alike for every scheme.</summary>
/// <param name="Tier">Place of the tier in <see cref="SchemeReading"/>; 0 for none.</param>
/// <param name="Store">Place of the home store; 0 for none.</param>
/// <param name="Since">Day number of enrolment; 0 where nobody looks at it.</param>
/// <param name="Turnover">Of the period of <see cref="PreviewNeeds.Turnovers"/>, cents; up to four.</param>
internal readonly record struct AlikeMembers(long Points, long Pending, long Debt, long Held, int Since, short Tier, short Store, bool Active, Turnovers Turnover);

internal readonly record struct Turnovers(long First, long Second, long Third, long Fourth)
{
    internal long At(int place) => place switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };
}
