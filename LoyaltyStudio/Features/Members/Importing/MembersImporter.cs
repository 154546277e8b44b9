using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Importing;

/// <summary>Members from a file, found again by customer number. Consent comes with its moment and source, or not at all.</summary>
internal sealed class MembersImporter(OrganisationBook organisation, TimeProvider clock, IEnumerable<IMemberReaction> reactions) : IImporter
{
    public string Kind => "members";

    public IReadOnlyList<FieldSpec> Fields => MemberLine.Fields;

    public void Try(ImportMapping mapping, FieldReader fields, TableRow row) => MemberLine.Read(fields, row, (_, _) => { });

    public async Task ImportAsync(ImportSession session, CancellationToken ct)
    {
        var lines = new Dictionary<string, MemberLine>();
        var remarks = new List<(string Code, string Reason)>();
        foreach (var (row, line) in session.Rows(row =>
                 {
                     // What was said of a row that was then refused does not belong to the next one.
                     remarks.Clear();
                     return MemberLine.Read(session.Fields, row, (code, reason) => remarks.Add((code, reason)));
                 }))
        {
            if (!lines.TryAdd(line.ExternalId, line))
            {
                session.Refuse(row, "twice", $"The customer number {line.ExternalId} stands in the file before. Keep one of the rows.");
            }
            else
            {
                remarks.ForEach(r => session.Remark(row, r.Code, r.Reason));
            }
        }

        var info = await organisation.CurrentAsync(ct);
        await session.CommitAsync(lines.Values.ToList(), 5_000, async (db, part, notes) =>
        {
            var result = await WriteAsync(db, session, part, info, ct);
            notes.Count("consents", result.Consents);
            notes.Count("stores created", result.Stores);
            notes.Count("referrers not found", await ReferAsync(db, part, ct));
            return result.Chunk;
        }, ct);
    }

    private async Task<(ChunkResult Chunk, int Consents, int Stores)> WriteAsync(StudioDb db, ImportSession session, IReadOnlyList<MemberLine> part, OrganisationInfo info, CancellationToken ct)
    {
        var stores = session.Mapping.MissingStores == Missing.Create ? await StoreBook.AddMissingAsync(db, part.Select(l => l.Store), ct) : 0;
        var storeIds = await StoreBook.ByNameAsync(db, ct);
        var ids = part.Select(l => l.ExternalId).ToArray();
        var known = await db.Set<Member>().AsNoTracking().Where(m => ids.Contains(m.ExternalId!)).ToDictionaryAsync(m => m.ExternalId!, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        List<Member> added = [], changed = [];
        foreach (var line in part)
        {
            long? store = storeIds.TryGetValue(line.Store.ToLowerInvariant(), out var found) ? found : null;
            if (!known.TryGetValue(line.ExternalId, out var member))
            {
                member = new Member { CardNumber = line.CardNumber, ExternalId = line.ExternalId, Language = line.Language, CreatedAt = now, ChangedAt = now };
                Apply(member, line, store, info, now);
                added.Add(member);
            }
            else if (Apply(member, line, store, info, now))
            {
                member.ChangedAt = now;
                member.Version++;
                changed.Add(member);
            }

            known[line.ExternalId] = member;
        }

        await MemberBook.AddAsync(db, added);
        await db.BulkUpdateAsync(changed, [nameof(Member.FirstName), nameof(Member.LastName), nameof(Member.Email), nameof(Member.EmailKey), nameof(Member.Language),
            nameof(Member.Country), nameof(Member.Street), nameof(Member.PostalCode), nameof(Member.City), nameof(Member.MovedOn), nameof(Member.BirthDate), nameof(Member.HomeStoreId), nameof(Member.AcquisitionSource), nameof(Member.SearchText), nameof(Member.ChangedAt), nameof(Member.Version)], []);
        await AttributeBook.SetManyAsync(db, [.. part.Where(l => l.Attributes.Count > 0).Select(l => (known[l.ExternalId].Id, l.Attributes))], ct);
        var said = part.Where(l => l is { EmailConsent: not null, ConsentAt: not null })
            .Select(l => new Consent(known[l.ExternalId].Id, l.EmailConsent!.Value, info.Calendar.ToUtc(l.ConsentAt!.Value), l.ConsentSource)).ToList();
        var consents = await ConsentBook.RecordManyAsync(db, session.Actor, said, $"Imported from {session.Run.FileName}", now, ct);
        if (session.Mapping.Joining)
        {
            foreach (var reaction in reactions)
            {
                await reaction.SavedAsync(db, session.Actor, [.. added.Select(m => new MemberSaved(m, true)), .. changed.Select(m => new MemberSaved(m, false))], ct);
            }
        }

        return (new ChunkResult(added.Count, changed.Count, part.Count - added.Count - changed.Count), consents, stores);
    }

    /// <summary>Notes who brought whom, where nobody is known yet.</summary>
    /// <returns>How many referrers there are not.</returns>
    private static async Task<int> ReferAsync(StudioDb db, IReadOnlyList<MemberLine> part, CancellationToken ct)
    {
        var said = part.Where(l => l.ReferredBy.Length > 0 && l.ReferredBy != l.ExternalId).ToList();
        var (numbers, referrers) = (said.Select(l => l.ExternalId).ToArray(), said.Select(l => l.ReferredBy).ToArray());
        var ids = await db.Set<Member>().AsNoTracking().Where(m => referrers.Contains(m.ExternalId!)).ToDictionaryAsync(m => m.ExternalId!, m => m.Id, ct);
        var brought = await db.Set<Member>().AsNoTracking().Where(m => numbers.Contains(m.ExternalId!) && m.ReferredById == null).ToListAsync(ct);
        foreach (var member in brought)
        {
            member.ReferredById = ids.TryGetValue(said.Find(l => l.ExternalId == member.ExternalId)!.ReferredBy, out var id) ? id : null;
        }

        await db.BulkUpdateAsync(brought.FindAll(m => m.ReferredById is not null), [nameof(Member.ReferredById)], []);
        return said.Count(l => !ids.ContainsKey(l.ReferredBy));
    }

    /// <summary>Sets what the file says; an empty field leaves what is known.</summary>
    /// <returns>Whether anything changed.</returns>
    private static bool Apply(Member member, MemberLine line, long? store, OrganisationInfo info, DateTime now)
    {
        var before = (member.FirstName, member.LastName, member.Email, member.Language, member.Country, (member.Street, member.PostalCode, member.City), member.BirthDate, member.HomeStoreId, member.AcquisitionSource);
        member.FirstName = line.FirstName.Length > 0 ? line.FirstName : member.FirstName;
        member.LastName = line.LastName.Length > 0 ? line.LastName : member.LastName;
        member.Email = line.Email ?? member.Email;
        member.Language = line.Language;
        member.Country = line.Country.Length > 0 ? line.Country : member.Country;
        member.Street = line.Street.Length > 0 ? line.Street : member.Street;
        member.PostalCode = line.PostalCode.Length > 0 ? line.PostalCode : member.PostalCode;
        member.City = line.City.Length > 0 ? line.City : member.City;
        member.BirthDate = line.BirthDate ?? member.BirthDate;
        member.HomeStoreId = store ?? member.HomeStoreId;
        member.AcquisitionSource = line.AcquisitionSource.Length > 0 ? line.AcquisitionSource : member.AcquisitionSource;
        if (member.Id == 0)
        {
            member.EnrolledOn = line.EnrolledOn ?? info.Calendar.DateOf(now);
        }

        else
        {
            member.Moved(before.Item6.PostalCode, before.Item6.City, info.Calendar.DateOf(now));
        }

        member.Index();
        return before != (member.FirstName, member.LastName, member.Email, member.Language, member.Country, (member.Street, member.PostalCode, member.City), member.BirthDate, member.HomeStoreId, member.AcquisitionSource);
    }
}
