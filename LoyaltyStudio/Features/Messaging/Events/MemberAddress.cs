using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Events;

/// <summary>Whether mail to a member arrives.</summary>
/// <param name="BrokenSince">The day on which mail came back for good; null while the address works.</param>
public sealed record MemberAddressState(string Address, DateOnly? BrokenSince, string Detail);

/// <summary>Says whether a member's present e-mail address works.</summary>
public sealed class ShowMemberAddress(StudioData data)
{
    public async Task<Outcome<MemberAddressState>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var found = await (from m in db.Set<Member>()
                           where m.Id == memberId
                           join a in db.Set<UnusableAddress>() on m.EmailKey equals a.AddressKey into broken
                           from a in broken.DefaultIfEmpty()
                           select new { m.Email, Row = a }).FirstAsync(ct);
        return new MemberAddressState(found.Email ?? "", found.Row?.On, found.Row?.Detail ?? "");
    }
}

/// <summary>Lets mail go to an address again that came back before, because a person knows that it works.</summary>
public sealed class UseAddressAgain(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditMembers))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
            {
                return MemberSearch.Unknown;
            }

            var key = await db.Set<Member>().Where(m => m.Id == memberId).Select(m => m.EmailKey).FirstAsync(ct);
            if (await db.Set<UnusableAddress>().Where(a => a.AddressKey == key).ExecuteDeleteAsync(ct) == 0)
            {
                return Refuse.Conflict("address_works", "Mail to this address is not held back any more.");
            }

            db.Audit(actor, "address.used_again", $"member {memberId}");
            return default(Nothing);
        }, ct);
    }
}
