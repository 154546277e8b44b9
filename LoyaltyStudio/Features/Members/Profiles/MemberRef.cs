using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Profiles;

/// <summary>
/// Finds one member by what a till or shop knows: card:…, id:… (the retailer's customer number), email:…, or the bare text, which is tried as card,
/// customer number and e-mail address in that order. An e-mail address that several members share finds nobody.
/// </summary>
public static class MemberRef
{
    public static async Task<Member?> FindAsync(StudioDb db, string reference, CancellationToken ct)
    {
        var text = reference.Trim();
        if (text.Length is 0 or > 254)
        {
            return null;
        }

        var (kind, value) = text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? (text[..colon].ToLowerInvariant(), text[(colon + 1)..]) : ("", text);
        return kind switch
        {
            "card" => await ByCardAsync(db, value, ct),
            "id" => await ByExternalIdAsync(db, value, ct),
            "email" => await ByEmailAsync(db, value, ct),
            _ => await ByCardAsync(db, text, ct) ?? await ByExternalIdAsync(db, text, ct) ?? await ByEmailAsync(db, text, ct),
        };
    }

    private static Task<Member?> ByCardAsync(StudioDb db, string card, CancellationToken ct) => Living(db).FirstOrDefaultAsync(m => m.CardNumber == card, ct);

    private static Task<Member?> ByExternalIdAsync(StudioDb db, string id, CancellationToken ct) => Living(db).FirstOrDefaultAsync(m => m.ExternalId == id, ct);

    private static async Task<Member?> ByEmailAsync(StudioDb db, string email, CancellationToken ct)
    {
        var key = email.Trim().ToLowerInvariant();
        return await Living(db).Where(m => m.EmailKey == key).Take(2).ToListAsync(ct) is [var only] ? only : null;
    }

    private static IQueryable<Member> Living(StudioDb db) => db.Set<Member>().Where(m => m.Status != MemberStatus.Erased);
}
