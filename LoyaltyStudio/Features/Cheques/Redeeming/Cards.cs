using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>All that a till gets to know of whose code it is; nothing where it is nobody's.</summary>
internal static class Cards
{
    internal static Task<string> OfAsync(StudioDb db, long member, CancellationToken ct) => member == 0 ? Task.FromResult("") : db.Set<Member>().AsNoTracking().Where(m => m.Id == member).Select(m => m.CardNumber).FirstAsync(ct);
}
