using System.Globalization;
using LoyaltyStudio.Documents;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>A result as a file for a spreadsheet: figure by figure, then the days, then the arms of tests.</summary>
internal static class ResultCsv
{
    internal static byte[] Of(IStringLocalizer t, CampaignReport r)
    {
        List<string[]> rows = [[t["What"], t["Value"], t["At least"], t["At most"]]];
        void Add(string name, string value, string low = "", string high = "") => rows.Add([name, value, low, high]);
        Add(t["Campaign"], r.Name);
        Add(t["Verdict"], r.Result.Verdict.ToString());
        Add(t["Counted up to"], r.CountedTo?.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");
        Add(t["Members in the campaign"], Whole(r.Result.Treated.Members));
        Add(t["Members in the control group"], Whole(r.Result.Holdout.Members));
        Add(t["Buyers in the campaign"], Whole(r.Result.Treated.Buyers));
        Add(t["Buyers in the control group"], Whole(r.Result.Holdout.Buyers));
        if (r.Result is { Lift: { } lift, Extra: { } extra } && r.IsDecided)
        {
            Add(t["Difference (percentage points)"], Number(lift.Difference * 100), Number(lift.Low * 100), Number(lift.High * 100));
            Add(t["Extra buyers"], Whole(extra.Extra), Whole(extra.Low), Whole(extra.High));
        }

        if (r.Margin is { } m)
        {
            Add(t["Margin per member in the campaign"], Money(m.Treated));
            Add(t["Margin per member in the control group"], Money(m.Holdout));
            Add(t["Extra margin before cost"], Money(m.ExtraCents), Money(m.ExtraLow), Money(m.ExtraHigh));
            Add(t["Extra margin after cost"], Money(m.NetCents), Money(m.NetLow), Money(m.NetHigh));
        }

        Add(t["Cost of messages"], Money(r.Spend.SendCents));
        Add(t["Cost of discounts"], Money(r.Spend.OfferCents));
        Add(t["Cost of points given"], Money(r.Spend.GiftCents));
        Add(t["Other cost"], Money(r.Spend.FixedCents));
        Add(t["Revenue of everybody in it (attributed, no proof)"], Money(r.AttributedCents));
        Add(t["Revenue with the coupon (attributed, no proof)"], Money(r.CouponCents));
        rows.AddRange(r.Days.Select(d => new[] { t["Buyers per 1,000 members up to day {0}: campaign, control group", d.Day].Value, Number(d.TreatedPerThousand), Number(d.HoldoutPerThousand), "" }));
        rows.AddRange(r.Tests.SelectMany(test => test.Arms.Select(a => new[] { $"{test.Step}: {a.Name} {a.Words}".TrimEnd(), Number(a.Side.Share * 100), Number(a.Finding.Lift?.Low * 100), Number(a.Finding.Lift?.High * 100) })));
        return CsvFile.Of(rows);
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.CurrentCulture) ?? "";

    private static string Money(double? cents) => cents is { } c ? (c / 100).ToString("0.00", CultureInfo.CurrentCulture) : "";
}
