using System.Globalization;
using System.Text;
using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Importing;

/// <summary>The rows of an import that were refused or kept with a remark, in the order of the file.</summary>
public sealed class ListRefusals(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<ImportRefusal>>> RunAsync(Actor actor, long runId, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportData) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return await db.Set<ImportRefusal>().Where(r => r.RunId == runId).OrderBy(r => r.LineNo).ThenBy(r => r.Id).ToListAsync(ct);
    }
}

/// <summary>The report of refused rows as a file for a spreadsheet; cells that would run as formulas are defused.</summary>
public static class RefusalReport
{
    public static string Csv(IReadOnlyList<ImportRefusal> refusals) => Encoding.UTF8.GetString(CsvFile.Of(
        [["line", "kept", "code", "reason", "row"], .. refusals.Select(r => new[] { r.LineNo.ToString(CultureInfo.InvariantCulture), r.RowKept ? "yes" : "no", r.Code, r.Reason, r.RawRow })]));
}
