using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <param name="ReceiptId">All that a receipt used.</param>
/// <param name="StoreId">Only what was used there.</param>
/// <param name="On">Only what was used on this business date.</param>
public sealed record ListRedemptionsRequest(string? ReceiptId, long? StoreId = null, DateOnly? On = null, int Most = 100);

/// <param name="Member">Card number.</param>
public sealed record RedemptionRow(long Id, string Kind, string LastFour, string Member, string ReceiptId, long AmountCents, int? Percent, long? StoreId, DateOnly Date, DateTime At, string By, DateTime? ReversedAt,
    string? ReversedReason)
{
    /// <summary>Of a coupon: percent, amount, product, delivery or points.</summary>
    public string Benefit { get; init; } = "";
    public int Value { get; init; }

    /// <summary>True where <paramref name="LastFour"/> is the whole code, which everybody may know.</summary>
    public bool Whole { get; init; }
}

/// <summary>Codes that were used, the latest first: of one receipt, or of one day. Whoever may act for some stores sees those.</summary>
public sealed class ListRedemptions(StudioData data, CodeDesk desk)
{
    public async Task<Outcome<IReadOnlyList<RedemptionRow>>> RunAsync(Actor actor, ListRedemptionsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes) || (request.StoreId is { } store && !actor.Sees(store)))
        {
            return Refuse.Forbidden();
        }

        if (request.ReceiptId is null && request.On is null)
        {
            return Refuse.Invalid("receipt_id", "Give the number of the receipt, at most 100 characters.");
        }

        await using var db = data.Read();
        var found = db.Set<Redemption>().Where(r => (request.ReceiptId == null || r.ReceiptId == request.ReceiptId) && (request.StoreId == null || r.StoreId == request.StoreId)
            && (request.On == null || r.BusinessDate == request.On));
        if (actor.Stores is { } own)
        {
            found = found.Where(r => r.StoreId != null && own.Contains(r.StoreId.Value));
        }

        var rows = await (from r in found join m in db.Set<Member>() on r.MemberId equals m.Id into members from m in members.DefaultIfEmpty() orderby r.Id descending select new { r, CardNumber = m == null ? "" : m.CardNumber }).Take(request.Most).ToListAsync(ct);
        var faces = new Dictionary<(string, long), CodeFace>();
        foreach (var kind in desk.Kinds)
        {
            var ids = rows.Where(r => r.r.CodeKind == kind.Name).Select(r => r.r.CodeId).Distinct().ToArray();
            foreach (var (id, face) in await kind.FacesAsync(db, ids, ct))
            {
                faces[(kind.Name, id)] = face;
            }
        }

        return new Outcome<IReadOnlyList<RedemptionRow>>(OutcomeKind.Done, rows.ConvertAll(r => Row(r.r, r.CardNumber, faces.GetValueOrDefault((r.r.CodeKind, r.r.CodeId)))), [], "", "");
    }

    private static RedemptionRow Row(Redemption r, string card, CodeFace? face) =>
        new(r.Id, r.CodeKind == "cheque" ? r.CodeKind : "coupon", face?.LastFour ?? "", card, r.ReceiptId, r.AmountCents, face?.Percent, r.StoreId, r.BusinessDate, r.At, r.Actor, r.ReversedAt, r.ReversedReason)
        {
            Benefit = face?.Benefit ?? "", Value = r.Value != 0 ? r.Value : face?.Value ?? 0, Whole = face?.Whole ?? false,
        };
}
