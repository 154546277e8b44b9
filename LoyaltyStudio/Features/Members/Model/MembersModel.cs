using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Members.Model;

public enum MemberStatus { Active, Cancelled, Erased }

/// <summary>A person in the programme.</summary>
public sealed class Member : IVersioned
{
    public long Id { get; set; }

    /// <summary>The public number on card and screen; unique.</summary>
    public required string CardNumber { get; set; }

    /// <summary>The retailer's own customer number; unique where given.</summary>
    public string? ExternalId { get; set; }
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";

    /// <summary>As written by the person; see <see cref="EmailKey"/> for comparing.</summary>
    public string? Email { get; set; }

    /// <summary>Lower case, trimmed.</summary>
    public string? EmailKey { get; set; }

    /// <summary>nl or en.</summary>
    public required string Language { get; set; }

    /// <summary>Country as given.</summary>
    public string Country { get; set; } = "";

    /// <summary>Where letters go: street with number, postal code, city; empty where nobody said.</summary>
    public string Street { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public string City { get; set; } = "";

    /// <summary>The day on which another postal code or city came in the place of one that was known; null when that never happened.</summary>
    public DateOnly? MovedOn { get; set; }
    public DateOnly? BirthDate { get; set; }
    public long? HomeStoreId { get; set; }

    /// <summary>How the person came to the programme: a campaign, an advertisement, a friend; empty where nobody said.</summary>
    public string AcquisitionSource { get; set; } = "";

    /// <summary>The member who brought this one in; null where nobody did.</summary>
    public long? ReferredById { get; set; }
    public DateOnly EnrolledOn { get; set; }
    public MemberStatus Status { get; set; }

    /// <summary>The latest word of the consent records for e-mail; changed only together with such a record.</summary>
    public bool EmailConsent { get; set; }

    /// <summary>Folded words for the search index: name, e-mail, card and customer number.</summary>
    public string SearchText { get; set; } = "";
    public DateTime CreatedAt { get; set; }
    public DateTime ChangedAt { get; set; }
    public int Version { get; set; }

    /// <summary>Keeps when the member moved; to be called after a change of the address, with what it was before.</summary>
    public void Moved(string postalCodeBefore, string cityBefore, DateOnly today)
    {
        var byCode = postalCodeBefore.Length > 0 && PostalCode.Length > 0 && postalCodeBefore != PostalCode;
        var byCity = cityBefore.Length > 0 && City.Length > 0 && !string.Equals(cityBefore, City, StringComparison.OrdinalIgnoreCase);
        MovedOn = byCode || byCity ? today : MovedOn;
    }

    public string FullName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : CardNumber;

    /// <summary>To be called after every change of a field that people search by.</summary>
    public void Index()
    {
        EmailKey = string.IsNullOrWhiteSpace(Email) ? null : Email.Trim().ToLowerInvariant();
        SearchText = Words.Fold(FirstName, LastName, EmailKey, CardNumber, ExternalId);
    }
}

/// <summary>Something that the retailer keeps about a member under a name of its own: garden, children, shoe size.</summary>
public sealed class MemberAttribute
{
    public long MemberId { get; set; }

    /// <summary>Lower case.</summary>
    public required string Name { get; set; }
    public required string Value { get; set; }
}

public enum ConsentPurpose { Email, Sms, Post, Profiling }

/// <summary>Somebody said yes or no to a purpose, with moment, source and the wording that was shown. The latest record counts.</summary>
public sealed class ConsentRecord : IAppendOnly
{
    public long Id { get; set; }
    public long MemberId { get; set; }
    public ConsentPurpose Purpose { get; set; }
    public bool Granted { get; set; }

    /// <summary>When the person said it (UTC).</summary>
    public DateTime At { get; set; }

    /// <summary>Where: till, website, import file, unsubscribe link.</summary>
    public required string Source { get; set; }
    public required string Wording { get; set; }
    public required string RecordedBy { get; set; }
    public DateTime RecordedAt { get; set; }
}

internal sealed class MembersMapping : IEntityTypeConfiguration<Member>, IEntityTypeConfiguration<ConsentRecord>, IEntityTypeConfiguration<MemberAttribute>
{
    public void Configure(EntityTypeBuilder<MemberAttribute> builder)
    {
        builder.HasKey(a => new { a.MemberId, a.Name });
        builder.HasIndex(a => new { a.Name, a.Value });
    }

    public void Configure(EntityTypeBuilder<Member> builder)
    {
        builder.HasIndex(m => m.CardNumber).IsUnique();
        builder.HasIndex(m => m.ExternalId).IsUnique();
        builder.HasIndex(m => m.EmailKey);
        builder.HasIndex(m => new { m.HomeStoreId, m.EnrolledOn });
        builder.HasIndex(m => m.EnrolledOn);
        builder.HasIndex(m => m.ReferredById);

        // Segments read these of everybody; the index is a narrow copy of a wide table.
        builder.HasIndex(m => new { m.Status, m.EmailConsent, m.Language, m.HomeStoreId, m.EnrolledOn, m.BirthDate, m.Country, m.AcquisitionSource });
        builder.Ignore(m => m.FullName);
    }

    public void Configure(EntityTypeBuilder<ConsentRecord> builder) => builder.HasIndex(c => new { c.MemberId, c.Purpose, c.At });
}
