using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Segments.Handing;

/// <summary>The members of a segment as a file, written while it is read. Every export is in the audit trail.</summary>
public sealed class ExportSegment(StudioData data, ListSegmentMembers members, IStringLocalizer<SegmentsFeature> texts)
{
    /// <summary>Asks whether the actor may, and notes it; the file itself follows by <see cref="WriteAsync"/>.</summary>
    public async Task<Outcome<string>> RunAsync(Actor actor, string code, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (await members.RunAsync(actor, new ListSegmentMembersRequest(code, 0, 1), ct) is { IsDone: false } refused)
        {
            return refused.As<string>();
        }

        await data.WriteAsync(db =>
        {
            db.Audit(actor, "segment.exported", $"segment {code}", "");
            return Task.CompletedTask;
        }, ct);
        return code;
    }

    /// <summary>Writes the file in blocks.</summary>
    public async Task<int> WriteAsync(Actor actor, string code, Stream output, CancellationToken ct)
    {
        await output.WriteAsync(CsvFile.Of([[texts["Card"], texts["Customer number"], texts["Name"], texts["E-mail"], texts["Language"], texts["Consent for e-mail"], texts["In it since"]]]), ct);
        var written = 0;
        for (long after = 0; ;)
        {
            var rows = (await members.RunAsync(actor, new ListSegmentMembersRequest(code, after, ListSegmentMembers.MostRows), ct)).Must();
            if (rows.Count == 0)
            {
                return written;
            }

            await output.WriteAsync(CsvFile.Of(rows.Select(r => (string[])
                [r.CardNumber, r.ExternalId ?? "", r.Name, r.Email ?? "", r.Language, r.EmailConsent ? texts["yes"] : texts["no"], r.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]), mark: false), ct);
            (after, written) = (rows[^1].Id, written + rows.Count);
        }
    }
}
