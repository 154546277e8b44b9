using LoyaltyStudio.Features.Campaigns.Measuring;

namespace LoyaltyStudio.Features.Dashboards.Today;

/// <param name="Active">Bought in the last twelve months.</param>
/// <param name="NewSameDays">New on the same days of last month.</param>
public sealed record MemberFigures(int Members, int Active, int NewThisMonth, int NewSameDays, DateOnly MonthFrom);

/// <param name="In">Earned this month less what returns took back; Out: to cheques and expired.</param>
public sealed record PointFigures(long In, long InSameDays, long Out, long OutSameDays, long Outstanding, long? LiabilityCents);

/// <param name="EndingCount">Of the open cheques, those that end within thirty days.</param>
public sealed record ChequeFigures(int OpenCount, long OpenCents, int EndingCount);

/// <param name="First">Of the purchases by members, the first one ever of each.</param>
public sealed record PurchaseMonth(DateOnly Month, int ByMembers, int First, int Anonymous);

public sealed record PointMonth(DateOnly Month, long Earned, long Spent, long Expired);

public sealed record TierShare(string Code, string NameNl, string NameEn, string Colour, int Members)
{
    public string Name(string language) => language == "nl" ? NameNl : NameEn;
}

public sealed record ChequeQuarter(DateOnly Quarter, long IssuedCents, long RedeemedCents, long ExpiredCents);

/// <summary>One of the latest campaigns and what it brought.</summary>
public sealed record CampaignLine(long Id, string Name, CampaignResult Result);

public enum AttentionKind { ChequeRunWaits, JobFailed, MessagesFailed, MessagesUnknown, ImportFailed, NoProgramme, CodesGuessed, ComplaintsLate, ComplaintsNew, Detractors, Recoveries, ReviewsNew, ScansDue, StoreTasks, StoreTasksLate, CampaignsProposed, HandOversFailed }

/// <summary>Something that waits for a person. Subject and Count say which.</summary>
public sealed record Attention(AttentionKind Kind, string Subject, int Count, string Href);

/// <summary>The board of today for people of the whole chain.</summary>
public sealed record TodayBoard(DateOnly Today, MemberFigures Members, PointFigures Points, ChequeFigures Cheques, IReadOnlyList<PurchaseMonth> Purchases, IReadOnlyList<PointMonth> PointMonths,
    IReadOnlyList<TierShare> Tiers, IReadOnlyList<ChequeQuarter> ChequeQuarters, IReadOnlyList<CampaignLine> Campaigns, IReadOnlyList<Attention> Attention);
