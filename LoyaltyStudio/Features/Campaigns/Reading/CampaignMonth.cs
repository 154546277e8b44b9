using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>A campaign over its period.</summary>
/// <param name="Until">The last day; null while there is none. Of an ended one the last day that it ran.</param>
public sealed record CalendarBar(long Id, string Name, CampaignState State, CampaignPurpose Purpose, DateOnly From, DateOnly? Until);

/// <summary>Messages of a campaign that went out, or were placed, on a day.</summary>
public sealed record CalendarSend(long CampaignId, string Campaign, int Messages);

/// <summary>What is to come on a day: the day on which a campaign runs by its calendar, or customers on the way who go on then.</summary>
/// <param name="Members">How many are expected; null where nobody knows yet.</param>
/// <param name="Waiting">True for customers on the way.</param>
public sealed record CalendarPlan(long CampaignId, string Campaign, CampaignState State, int? Members, bool Waiting);

/// <summary>A sale that opens: for a tier, or for everybody where <paramref name="Tier"/> is empty.</summary>
public sealed record CalendarSale(long SaleId, string Sale, string Tier);

public sealed record CalendarDay(DateOnly On, IReadOnlyList<CalendarSend> Sent, IReadOnlyList<CalendarPlan> Planned, IReadOnlyList<CalendarSale> Sales)
{
    public bool IsEmpty => Sent.Count == 0 && Planned.Count == 0 && Sales.Count == 0;
}

/// <summary>A month in whole weeks from Monday.</summary>
/// <param name="First">The first of the month.</param>
/// <param name="Days">From the Monday of the first week to the Sunday of the last.</param>
public sealed record CampaignMonth(DateOnly First, DateOnly Today, IReadOnlyList<CalendarBar> Bars, IReadOnlyList<CalendarDay> Days)
{
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The bars that touch a week, those that began first on top.</summary>
    public IEnumerable<CalendarBar> In(DateOnly monday) => Bars.Where(b => b.From <= monday.AddDays(6) && (b.Until is not { } until || until >= monday)).OrderBy(b => b.From).ThenBy(b => b.Id);
}
