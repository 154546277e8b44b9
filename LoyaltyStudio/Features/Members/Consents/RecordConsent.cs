using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Consents;

/// <summary>The only way in which a consent is written: a new record, never a changed one, and the member's latest word with it.</summary>
public sealed class ConsentBook
{
    /// <summary>Adds a record in the caller's transaction; the caller saves. A record that is older than a known one does not change the latest word.</summary>
    public static async Task RecordAsync(StudioDb db, Actor actor, long memberId, ConsentPurpose purpose, bool granted, DateTime atUtc, string source, string wording,
        DateTime nowUtc)
    {
        var latest = await db.Set<ConsentRecord>().AsNoTracking().Where(c => c.MemberId == memberId && c.Purpose == purpose)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Select(c => (DateTime?)c.At).FirstOrDefaultAsync();
        var unsaved = db.Set<ConsentRecord>().Local.Where(c => c.MemberId == memberId && c.Purpose == purpose).Max(c => (DateTime?)c.At);
        db.Add(new ConsentRecord
        {
            MemberId = memberId,
            Purpose = purpose,
            Granted = granted,
            At = atUtc,
            Source = source,
            Wording = wording,
            RecordedBy = actor.Stamp,
            RecordedAt = nowUtc,
        });
        if (purpose == ConsentPurpose.Email && atUtc >= (latest ?? atUtc) && atUtc >= (unsaved ?? atUtc))
        {
            var member = await db.Set<Member>().AsTracking().FirstAsync(m => m.Id == memberId);
            member.EmailConsent = granted;
            member.ChangedAt = nowUtc;
        }
    }
}
