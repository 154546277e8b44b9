using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Reissuing;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>
/// One open cheque as a file, to hand over or print at the counter: for who prepares cheques, and for who takes them in, such as a store manager with members of the own
/// stores. It shows the code, so the audit trail says who looked.
/// </summary>
public sealed class ShowChequePaper(StudioData data, TimeProvider clock, OrganisationBook organisation, ChequeFiles files)
{
    public async Task<Outcome<byte[]>> RunAsync(Actor actor, long memberId, long chequeId, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques) && !(actor.May(Permission.ViewCheques) && actor.May(Permission.RedeemCodes)))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var seen = await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var found = await OpenCheque.TakeAsync(db, actor, memberId, chequeId, today, clock.GetUtcNow().UtcDateTime, ct);
            if (!found.IsDone)
            {
                return found.As<Nothing>();
            }

            db.Audit(actor, "cheque.code_seen", $"cheque {chequeId}", $"code {found.Value!.CodeNumber}");
            return default(Nothing);
        }, ct);
        return seen.IsDone ? (await files.MakeAsync(chequeId, ct)).Content : seen.As<byte[]>();
    }
}

/// <summary>The file of one cheque for whoever may have it; asks nobody, so the caller has.</summary>
public sealed class ChequeFiles(StudioData data, TimeProvider clock, OrganisationBook organisation, BrandLogo logo, CodeVault vault, ChequePdf pdf)
{
    internal async Task<(byte[] Content, ChequePaper Paper)> MakeAsync(long chequeId, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        await using var db = data.Read();
        var sheet = await ChequeSheet.ReadAsync(db, info, ct);
        var paper = (await sheet.PapersAsync(db, vault, [chequeId], ct))[0];
        return (pdf.Make(sheet, paper, await logo.CurrentAsync(ct), info.Today(clock)), paper);
    }
}
