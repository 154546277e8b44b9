using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyStudio.Features.Access.Model;

/// <summary>The retailer that this installation serves. One row, made by the set-up.</summary>
public sealed class Organisation : IVersioned
{
    public const long OnlyId = 1;

    public long Id { get; set; } = OnlyId;
    public required string Name { get; set; }

    /// <summary>nl or en: the language of people who chose none, and of members without one.</summary>
    public required string Language { get; set; }

    /// <summary>ISO 4217 code of every amount.</summary>
    public required string Currency { get; set; }

    /// <summary>IANA name of the zone in which business dates are counted.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Address under which members reach the unsubscribe page.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Sender of all mail to members.</summary>
    public string MailFrom { get; set; } = "";

    /// <summary>False where one person may prepare and approve a cheque run or a large correction of points; the audit then says so.</summary>
    public bool SecondApprover { get; set; } = true;

    /// <summary>Points above which a correction by hand waits for a second person.</summary>
    public int AdjustmentLimit { get; set; } = 500;

    public DateTime SetUpAt { get; set; }
    public int Version { get; set; }
}

/// <summary>How the retailer's paper and mail look. One row, made when it is saved for the first time; until then the defaults hold.</summary>
public sealed class Brand : IVersioned
{
    public const long OnlyId = 1;
    public const string DefaultColour = "#0f4c43";

    public long Id { get; set; } = OnlyId;

    /// <summary>#rrggbb.</summary>
    public string Colour { get; set; } = DefaultColour;

    /// <summary>The sender on envelopes.</summary>
    public string Street { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public string City { get; set; } = "";

    /// <summary>A PNG or JPEG as it was uploaded, checked; null without a logo.</summary>
    public byte[]? Logo { get; set; }

    /// <summary>image/png or image/jpeg; empty without a logo.</summary>
    public string LogoType { get; set; } = "";
    public int Version { get; set; }
}

public enum StoreKind { Shop, Web }

/// <summary>A shop or a web shop.</summary>
public sealed class Store : IVersioned
{
    public long Id { get; set; }

    /// <summary>The retailer's own code of the store; unique.</summary>
    public required string Code { get; set; }
    public required string Name { get; set; }
    public StoreKind Kind { get; set; }
    public string Street { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public string City { get; set; } = "";
    public bool Active { get; set; } = true;
    public int Version { get; set; }
}

public enum StudioRole { Administrator, Marketer, StoreManager, Auditor }

/// <summary>Somebody who signs in.</summary>
public sealed class StudioUser : IdentityUser<long>
{
    public string DisplayName { get; set; } = "";
    public StudioRole Role { get; set; }

    /// <summary>nl, en or empty for the organisation's language.</summary>
    public string Language { get; set; } = "";
    public bool Active { get; set; } = true;
    public DateTime CreatedAt { get; set; }
}

/// <summary>A store that a store manager may see.</summary>
public sealed class UserStoreScope
{
    public long UserId { get; set; }
    public long StoreId { get; set; }
}

/// <summary>A key for a till or web shop: lsk_&lt;KeyId&gt;_&lt;secret&gt;. Only the SHA-256 of the secret (32 random bytes) is kept.</summary>
public sealed class ApiKey
{
    public long Id { get; set; }
    public required string KeyId { get; set; }
    public required byte[] SecretHash { get; set; }
    public required string Name { get; set; }

    /// <summary>Names of <see cref="Permission"/>, separated by blanks.</summary>
    public required string Scopes { get; set; }

    /// <summary>The only store that the key speaks for; null for all stores.</summary>
    public long? StoreId { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public DateTime? RevokedAt { get; set; }
    public DateTime? LastUsedAt { get; set; }
}
