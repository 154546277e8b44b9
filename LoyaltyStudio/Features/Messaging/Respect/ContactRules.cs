using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Respect;

/// <summary>The rules of contact as they stand; what the product begins with where nobody saved any.</summary>
internal static class ContactRules
{
    internal static async Task<ContactSetting> ReadAsync(StudioDb db, CancellationToken ct) => await db.Set<ContactSetting>().AsNoTracking().FirstOrDefaultAsync(ct) ?? new ContactSetting();
}
