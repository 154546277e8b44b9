using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
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

    /// <summary>The member that somebody named, or nobody where nothing was named. One who does not exist, or whom a colleague may not see, is refused under the field member.</summary>
    public static async Task<Outcome<Member?>> NamedAsync(StudioDb db, Actor actor, string? reference, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reference))
        {
            return (Member?)null;
        }

        return await FindAsync(db, reference, ct) is { } member && (actor.Kind != "user" || await MemberSearch.SeesAsync(db, actor, member.Id, ct)) ? member : NobodyNamed;
    }

    /// <summary>The refusal of <see cref="NamedAsync"/>.</summary>
    public static Refusal NobodyNamed { get; } = Refuse.Invalid("member", "There is no customer with this card number, customer number or e-mail address.");

    private static Task<Member?> ByCardAsync(StudioDb db, string card, CancellationToken ct) => Living(db).FirstOrDefaultAsync(m => m.CardNumber == card, ct);

    private static Task<Member?> ByExternalIdAsync(StudioDb db, string id, CancellationToken ct) => Living(db).FirstOrDefaultAsync(m => m.ExternalId == id, ct);

    private static async Task<Member?> ByEmailAsync(StudioDb db, string email, CancellationToken ct)
    {
        var key = email.Trim().ToLowerInvariant();
        return await Living(db).Where(m => m.EmailKey == key).Take(2).ToListAsync(ct) is [var only] ? only : null;
    }

    private static IQueryable<Member> Living(StudioDb db) => db.Set<Member>().Where(m => m.Status != MemberStatus.Erased);
}
