using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Reporting;

/// <summary>A run for a spreadsheet, in the reader's language: control totals, or every line. Cells that would run as formulas are defused. Amounts are in the retailer's currency.</summary>
public sealed class RunCsv(StudioData data, IStringLocalizer<ChequesFeature> texts)
{
    private const int Block = 5_000;

    /// <summary>The run as a whole, then per tier and per store.</summary>
    public byte[] Totals(ChequeRunReport report)
    {
        var run = report.Run;
        var all = new ChequeGroup("", "", "", run.Totals, run.After);
        IEnumerable<(string Part, ChequeGroup Group, string Name)> rows =
        [
            (texts["Whole issue"], all, ""), .. run.Tiers.Select(t => (texts["Tier"].Value, t, ReportWords.NameOf(texts, t))), .. run.Stores.Select(s => (texts["Store"].Value, s, ReportWords.NameOf(texts, s))),
        ];
        return CsvFile.Of([[
            texts["Retailer"], texts["Cheque"], texts["Period"], texts["Cut-off day"], texts["Prepared by"], texts["Approved by"], texts["Part"], texts["Name"], texts["Members"], texts["Cheques calculated"], texts["Value calculated"],
            texts["Points calculated"], texts["Points carried over"], texts["Cheques issued"], texts["Value issued"], texts["Points taken off"], texts["Cheques withheld"], texts["Value withheld"], texts["Difference"],
        ], .. rows.Select(r => (string[])
        [
            report.Organisation, ReportWords.Scheme(texts, run), run.Period, Day(run.CutOff), ChequeTexts.Person(texts, run.PreparedBy), run.ApprovedBy is null ? "" : ChequeTexts.Person(texts, run.ApprovedBy), r.Part, r.Name,
            Number(r.Group.Totals.Members), Number(r.Group.Totals.Cheques), Money(r.Group.Totals.ValueCents), Number(r.Group.Totals.PointsUsed), Number(r.Group.Totals.PointsCarried), Number(r.Group.After.Count),
            Money(r.Group.After.Cents), Number(r.Group.After.Points), Number(r.Group.After.WithheldCount), Money(r.Group.After.WithheldCents), run.IsIssued ? Money(r.Group.DifferenceCents) : "",
        ])]);
    }

    /// <summary>Every line of a run that the actor may see, read and written in blocks.</summary>
    public async Task LinesAsync(Actor actor, ChequeRunReport report, Stream output, CancellationToken ct)
    {
        await using var db = data.Read();
        var stores = await db.Set<Access.Model.Store>().ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        await output.WriteAsync(CsvFile.Of([[
            texts["Card"], texts["Name"], texts["Tier"], texts["Store"], texts["Points that count"], texts["Points that wait"], texts["Bought in the period"], texts["Times for the tier"], texts["Times for turnover"],
            texts["Cheque"], texts["Points used"], texts["Carried over"], texts["Why nothing"],
        ]]), ct);
        for (long last = 0; ;)
        {
            var lines = await (
                from line in ChequeScope.Lines(db, actor)
                join member in db.Set<Member>() on line.MemberId equals member.Id
                where line.RunId == report.Run.Id && line.MemberId > last
                orderby line.MemberId
                select new { Line = line, member.CardNumber, member.FirstName, member.LastName }).Take(Block).ToListAsync(ct);
            if (lines.Count == 0)
            {
                return;
            }

            await output.WriteAsync(CsvFile.Of(lines.Select(l => (string[])
            [
                l.CardNumber, $"{l.FirstName} {l.LastName}".Trim(), TierName(report.Run, l.Line.Tier), l.Line.StoreId is { } store ? stores.GetValueOrDefault(store, "") : "", Number(l.Line.EligiblePoints), Number(l.Line.PendingPoints),
                Money(l.Line.TurnoverCents), Times(l.Line.TierPercent), Times(l.Line.BandPercent), Money(l.Line.ValueCents), Number(l.Line.PointsUsed), Number(l.Line.EligiblePoints - l.Line.PointsUsed),
                ChequeTexts.Refusal(texts, l.Line.Refusal),
            ]), mark: false), ct);
            last = lines[^1].Line.MemberId;
        }
    }

    private static string TierName(ChequeRunDetail run, string code) => run.Tiers.FirstOrDefault(t => t.Code == code) is { } tier ? StudioLanguages.Current == "nl" ? tier.NameNl : tier.NameEn : code;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Times(int percent) => (percent / 100m).ToString("0.00", CultureInfo.CurrentCulture);

    private static string Money(long cents) => (cents / 100m).ToString("0.00", CultureInfo.CurrentCulture);
}

/// <summary>Names in reports of a run, in the reader's language.</summary>
internal static class ReportWords
{
    internal static string NameOf(IStringLocalizer texts, ChequeGroup group) => (StudioLanguages.Current == "nl" ? group.NameNl : group.NameEn) is { Length: > 0 } name ? name : texts["Without a store"];

    internal static string Scheme(IStringLocalizer texts, ChequeRunDetail run) => ChequeTexts.Scheme(texts, run.SchemeCode, run.Scheme?.NameNl ?? "", run.Scheme?.NameEn ?? "");
}
