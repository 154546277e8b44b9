using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Consents;

/// <summary>Something that somebody said about e-mail, for recording many at once.</summary>
public sealed record Consent(long MemberId, bool Granted, DateTime AtUtc, string Source);

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

    /// <summary>The same for many members at once, e-mail only. What is recorded already (same member, moment and answer) is left alone.</summary>
    /// <returns>How many records were added.</returns>
    public static async Task<int> RecordManyAsync(StudioDb db, Actor actor, IReadOnlyList<Consent> said, string wording, DateTime nowUtc, CancellationToken ct)
    {
        var members = said.Select(c => c.MemberId).Distinct().ToArray();
        var known = (await db.Set<ConsentRecord>().AsNoTracking().Where(c => members.Contains(c.MemberId) && c.Purpose == ConsentPurpose.Email)
            .Select(c => new { c.MemberId, c.At, c.Granted }).ToListAsync(ct)).ToLookup(c => c.MemberId);
        var fresh = said.Where(c => !known[c.MemberId].Any(k => k.At == c.AtUtc && k.Granted == c.Granted)).ToList();
        var ids = await db.NextIdsAsync<ConsentRecord>(fresh.Count);
        await db.BulkInsertAsync(fresh.Select((c, i) => new ConsentRecord
        {
            Id = ids[i], MemberId = c.MemberId, Purpose = ConsentPurpose.Email, Granted = c.Granted, At = c.AtUtc, Source = c.Source, Wording = wording,
            RecordedBy = actor.Stamp, RecordedAt = nowUtc,
        }).ToList());
        var latest = fresh.GroupBy(c => c.MemberId).Select(g => g.MaxBy(c => c.AtUtc)!).Where(c => !known[c.MemberId].Any(k => k.At > c.AtUtc));
        await db.BulkUpdateAsync(latest.Select(c => new Member { Id = c.MemberId, CardNumber = "", Language = "", EmailConsent = c.Granted, ChangedAt = nowUtc }).ToList(), [nameof(Member.EmailConsent), nameof(Member.ChangedAt)], []);
        return fresh.Count;
    }
}
