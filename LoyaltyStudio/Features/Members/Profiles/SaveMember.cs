using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Profiles;

/// <summary>What somebody said about e-mail: when (UTC), where, and the words that they saw.</summary>
public sealed record ConsentGiven(bool Granted, DateTime At, string Source, string Wording);

/// <summary>A member as a till, a web shop or a colleague knows them. A null field leaves what is known; an empty one clears it.</summary>
/// <param name="Id">The member to change, where the caller knows it; otherwise card number or customer number find the member, or a new one is made.</param>
/// <param name="Store">Code of the home store.</param>
/// <param name="AcquisitionSource">How the person came to the programme.</param>
/// <param name="ReferredBy">Card number, customer number, e-mail address or invitation code of the member who brought this one; said once, then it stays.</param>
/// <param name="Attributes">Details under names of the retailer's own; those that are not named stay, an empty value takes one away.</param>
public sealed record SaveMemberRequest(long? Id, string? CardNumber, string? ExternalId, string? FirstName, string? LastName, string? Email, string? Language,
    string? Country, DateOnly? BirthDate, string? Store, ConsentGiven? EmailConsent, int? RowVersion = null, string? AcquisitionSource = null,
    IReadOnlyDictionary<string, string>? Attributes = null, string? Street = null, string? PostalCode = null, string? City = null, string? ReferredBy = null);

/// <param name="Created">True when the member is new.</param>
public sealed record SavedMember(long Id, string CardNumber, bool Created);

/// <summary>Adds a member or changes what is known of one. The same request again changes nothing.</summary>
public sealed class SaveMember(StudioData data, TimeProvider clock, OrganisationBook organisation, IEnumerable<IMemberReaction> reactions, IEnumerable<IInvitationCodes> invitations)
{
    public async Task<Outcome<SavedMember>> RunAsync(Actor actor, SaveMemberRequest request, CancellationToken ct) =>
        Check(actor, request) is { } refusal ? (Outcome<SavedMember>)refusal : await data.WriteAsync(db => RunInAsync(db, actor, request, ct), ct);

    /// <summary>The same inside a transaction of the caller, after <see cref="Check"/>.</summary>
    public async Task<Outcome<SavedMember>> RunInAsync(StudioDb db, Actor actor, SaveMemberRequest request, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        long? store = null;
        if (!string.IsNullOrEmpty(request.Store))
        {
            store = await db.Set<Store>().Where(s => s.Code == request.Store).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct);
            if (store is null)
            {
                return Refuse.Invalid("store", "There is no store with code {0}.", request.Store);
            }
        }

        var found = await FindAsync(db, request, ct);
        if (!found.IsDone)
        {
            return found.As<SavedMember>();
        }

        var member = found.Value?.Id > 0 ? found.Value : null;
        if (member is not null && actor.Kind == "user" && !actor.Sees(member.HomeStoreId))
        {
            return Refuse.Forbidden();
        }

        if (member is not null && request.RowVersion is { } read && read != member.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
        }

        Member? referrer = null;
        if (!string.IsNullOrEmpty(request.ReferredBy) && (referrer = await ReferrerAsync(db, request.ReferredBy, ct)) is null)
        {
            return Refuse.Invalid("referred_by", "There is no customer \"{0}\" who could have brought this one.", request.ReferredBy);
        }

        if (referrer is not null && referrer.Id == member?.Id)
        {
            return Refuse.Invalid("referred_by", "Nobody brings themselves.");
        }

        var created = member is null;
        if (member is null)
        {
            member = new Member
            {
                CardNumber = request.CardNumber ?? "", ExternalId = request.ExternalId, Language = request.Language ?? info.Language, EnrolledOn = info.Calendar.DateOf(now),
                HomeStoreId = actor.Stores is [var own] ? own : null, CreatedAt = now, ChangedAt = now,
            };
            Apply(member, request, store);
            member.ReferredById = referrer?.Id;
            await MemberBook.AddAsync(db, [member]);
            db.Attach(member);
        }
        else
        {
            var (code, city) = (member.PostalCode, member.City);
            Apply(member, request, store);
            member.Moved(code, city, info.Calendar.DateOf(now));
            member.ReferredById ??= referrer?.Id;
        }

        return await FinishAsync(db, actor, request, member, created, now, ct);
    }

    /// <summary>What can be said without the database.</summary>
    public static Refusal? Check(Actor actor, SaveMemberRequest request)
    {
        if (!actor.May(Permission.EditMembers))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [];
        if (!string.IsNullOrEmpty(request.Email) && !UserBook.IsAddress(request.Email))
        {
            errors.Add(new("email", "\"{0}\" is not an e-mail address.", request.Email));
        }

        if (request.Language is not (null or "nl" or "en"))
        {
            errors.Add(new("language", "Choose nl or en."));
        }

        if (request.BirthDate is { Year: < 1880 })
        {
            errors.Add(new("birth_date", "This date of birth cannot be right."));
        }

        if (request.Attributes is { } attributes && (attributes.Count > 50 || attributes.Any(a => string.IsNullOrWhiteSpace(a.Key) || a.Key.Length > 50 || a.Value is null or { Length: > 200 } || MemberAttributes.Fixed.Contains(a.Key.Trim().ToLowerInvariant()))))
        {
            errors.Add(new("attributes", "At most 50 details, each with a name of at most 50 and a value of at most 200 characters; language, country, home_store and birth_month are kept elsewhere."));
        }

        string?[] texts = [request.AcquisitionSource, request.FirstName, request.LastName, request.Country, request.Street, request.PostalCode, request.City, request.CardNumber, request.ExternalId];
        if (texts.Any(t => t?.Length > 100))
        {
            errors.Add(new("name", "A name or number has at most 100 characters."));
        }

        if (request.EmailConsent is { } consent && (string.IsNullOrWhiteSpace(consent.Source) || string.IsNullOrWhiteSpace(consent.Wording)))
        {
            errors.Add(new("email_consent", "Consent needs its source and the wording that was shown."));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : null;
    }

    /// <summary>The member that the request means; one without an id when it means a new one.</summary>
    private static async Task<Outcome<Member>> FindAsync(StudioDb db, SaveMemberRequest request, CancellationToken ct)
    {
        if (request.Id is { } id)
        {
            return await db.Set<Member>().FirstOrDefaultAsync(m => m.Id == id && m.Status != MemberStatus.Erased, ct) is { } known ? known
                : Refuse.NotFound("member_unknown", "This member does not exist.");
        }

        var byCard = string.IsNullOrEmpty(request.CardNumber) ? null : await db.Set<Member>().FirstOrDefaultAsync(m => m.CardNumber == request.CardNumber, ct);
        var byNumber = string.IsNullOrEmpty(request.ExternalId) ? null : await db.Set<Member>().FirstOrDefaultAsync(m => m.ExternalId == request.ExternalId, ct);
        return (byCard, byNumber) switch
        {
            ({ } a, { } b) when a.Id != b.Id => Refuse.Conflict("member_differs", "The card belongs to another member than the customer number."),
            _ => byCard ?? byNumber ?? new Member { CardNumber = "", Language = "" },
        };
    }

    private static void Apply(Member member, SaveMemberRequest request, long? store)
    {
        member.ExternalId ??= string.IsNullOrEmpty(request.ExternalId) ? null : request.ExternalId;
        member.FirstName = request.FirstName?.Trim() ?? member.FirstName;
        member.LastName = request.LastName?.Trim() ?? member.LastName;
        member.Email = request.Email is null ? member.Email : request.Email.Length == 0 ? null : request.Email.Trim();
        member.Language = request.Language ?? member.Language;
        member.Country = request.Country ?? member.Country;
        member.Street = request.Street?.Trim() ?? member.Street;
        member.PostalCode = request.PostalCode is null ? member.PostalCode : Platform.PostalCode.Tidy(request.PostalCode);
        member.City = request.City?.Trim() ?? member.City;
        member.BirthDate = request.BirthDate ?? member.BirthDate;
        member.HomeStoreId = store ?? member.HomeStoreId;
        member.AcquisitionSource = request.AcquisitionSource?.Trim() ?? member.AcquisitionSource;
        member.Index();
    }

    private async Task<Outcome<SavedMember>> FinishAsync(StudioDb db, Actor actor, SaveMemberRequest request, Member member, bool created, DateTime now, CancellationToken ct)
    {
        var changed = db.ChangeTracker.Entries<Member>().Where(e => e.State == EntityState.Modified).SelectMany(e => e.Properties.Where(p => p.IsModified)).Select(p => p.Metadata.Name).ToList();
        if (changed.Count > 0)
        {
            member.ChangedAt = now;
            await db.SaveChangesAsync(ct);
        }

        changed.AddRange(await AttributeBook.SetAsync(db, member.Id, request.Attributes, ct));
        if (request.EmailConsent is { } said)
        {
            var at = DateTime.SpecifyKind(said.At, DateTimeKind.Utc);
            if (!await db.Set<ConsentRecord>().AnyAsync(c => c.MemberId == member.Id && c.Purpose == ConsentPurpose.Email && c.At == at && c.Granted == said.Granted, ct))
            {
                await ConsentBook.RecordAsync(db, actor, member.Id, ConsentPurpose.Email, said.Granted, at, said.Source, said.Wording, now);
                changed.Add("consent for e-mail");
            }
        }

        if (created || changed.Count > 0)
        {
            db.Audit(actor, created ? "member.added" : "member.changed", $"member {member.Id}", string.Join(", ", changed.Where(c => c is not (nameof(Member.SearchText) or nameof(Member.ChangedAt) or nameof(Member.EmailKey)))));
        }

        if (created || changed.Count > 0)
        {
            foreach (var reaction in reactions)
            {
                await reaction.SavedAsync(db, actor, [new MemberSaved(member, created)], ct);
            }
        }

        return new SavedMember(member.Id, member.CardNumber, created);
    }

    private async Task<Member?> ReferrerAsync(StudioDb db, string said, CancellationToken ct) => await MemberRef.FindAsync(db, said, ct)
        ?? (invitations.Select(i => i.MemberOf(said)).FirstOrDefault(m => m is not null) is { } id ? await db.Set<Member>().FirstOrDefaultAsync(m => m.Id == id && m.Status == MemberStatus.Active, ct) : null);
}
