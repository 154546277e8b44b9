using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>What a campaign cost, cents.</summary>
public sealed record CampaignSpend(long SendCents, long GiftCents, long OfferCents, long FixedCents)
{
    public long TotalCents => SendCents + GiftCents + OfferCents + FixedCents;

    internal static CampaignSpend Of(MeasuredCampaign head) => new(Cents(head.SendMillicents), Cents(head.GiftMillicents), Cents(head.OfferMillicents), Cents(head.FixedMillicents));

    internal static long Cents(long millicents) => (long)Math.Round(millicents / 1_000.0, MidpointRounding.AwayFromZero);
}

/// <summary>How many of each thousand members had bought by a day of their window.</summary>
public sealed record ReportDay(int Day, double TreatedPerThousand, double HoldoutPerThousand);

/// <param name="Words">The subject line of an arm of a subject test; empty otherwise.</param>
/// <param name="KeptPerMember">Kept revenue per member, cents, and how much more than the first arm's between which bounds.</param>
public sealed record TestArm(string Name, string Words, Side Side, double KeptPerMember, double? KeptLow, double? KeptHigh, ArmFinding Finding);

/// <summary>A split or subject test.</summary>
/// <param name="DrawIsRight">False: the sizes are not those of the draw, so that nothing may be said.</param>
public sealed record TestFinding(string Step, bool Subject, bool DrawIsRight, IReadOnlyList<TestArm> Arms)
{
    /// <summary>The best of the arms that are certainly better than the first, or the first where others are certainly worse and none better; null: no winner.</summary>
    public TestArm? Winner => !DrawIsRight ? null
        : Arms.Where(a => a.Finding.IsCertain && a.Finding.Lift!.Value.Difference > 0).MaxBy(a => a.Side.Share)
            ?? (Arms.Count > 1 && Arms.Skip(1).All(a => a.Finding.IsCertain && a.Finding.Lift!.Value.Difference < 0) ? Arms[0] : null);
}

/// <summary>The whole result of a campaign, for the page, the file and the API.</summary>
/// <param name="CountedTo">The first day that is not counted; null where nothing has been measured yet.</param>
/// <param name="Later">Members whose window is not over and who come with a later month.</param>
/// <param name="Margin">What it brought in margin; null where nothing may be said of it.</param>
/// <param name="AttributedCents">Revenue of everybody it went to, within the window: not what it brought.</param>
/// <param name="CouponCents">Revenue on days on which a coupon of it was used: not what it brought either.</param>
/// <param name="SmallestDifference">The smallest difference of shares that groups of these sizes show in four of five campaigns.</param>
/// <param name="WindowIsOver">Whether everybody who counts has had all their days: before that no test has a winner.</param>
public sealed record CampaignReport(long CampaignId, string Name, CampaignState State, CampaignResult Result, DateOnly? CountedTo, int Later, int MeasureDays, int HoldoutPercent, double MarginShare,
    CampaignMargin? Margin, CampaignSpend Spend, int Messages, int CouponsIssued, long AttributedCents, long CouponCents, IReadOnlyList<ReportDay> Days, IReadOnlyList<TestFinding> Tests,
    double? SmallestDifference, int ExpectedValueCents, bool WindowIsOver)
{
    public MoneyVerdict Money => Margin?.Verdict ?? MoneyVerdict.Unknown;

    public Advice Advice => Result.AdviceWith(Money);

    /// <summary>Whether a verdict has been given.</summary>
    public bool IsDecided => Result.Verdict is Verdict.More or Verdict.Fewer or Verdict.NoDifference;
}
