using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Consents;

/// <summary>Adds consent records and keeps the member's own flag equal to the latest of them. The only writer of both.</summary>
public static class ConsentBook
{
    /// <summary>Notes what somebody said. An older word than the latest is kept but does not change what holds now.</summary>
    public static async Task RecordAsync(StudioDb db, Actor actor, long memberId, ConsentPurpose purpose, bool granted, DateTime atUtc, string source, string wording, DateTime nowUtc)
    {
        db.Add(new ConsentRecord
        {
            MemberId = memberId, Purpose = purpose, Granted = granted, At = atUtc, Source = source, Wording = wording, RecordedBy = actor.Stamp, RecordedAt = nowUtc,
        });
        var later = await db.Set<ConsentRecord>().AnyAsync(c => c.MemberId == memberId && c.Purpose == purpose && c.At > atUtc);
        if (purpose == ConsentPurpose.Email && !later)
        {
            var member = await db.Set<Member>().FirstAsync(m => m.Id == memberId);
            member.EmailConsent = granted;
            member.ChangedAt = nowUtc;
        }

        await db.SaveChangesAsync();
    }
}
