using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Messaging.Model;

/// <summary>How often and when promotion may reach a person, and what a message costs; one row. Service messages are exempt.</summary>
public sealed class ContactSetting : IVersioned
{
    public long Id { get; set; }

    /// <summary>Most promotions to one person in a calendar day and in a calendar week (Monday to Sunday), over all channels.</summary>
    public int MostPerDay { get; set; } = 1;
    public int MostPerWeek { get; set; } = 3;

    /// <summary>The same for e-mail alone.</summary>
    public int MailsPerDay { get; set; } = 1;
    public int MailsPerWeek { get; set; } = 2;

    /// <summary>Between these hours no promotion goes out; equal: no quiet hours.</summary>
    public TimeOnly QuietFrom { get; set; } = new(21, 0);
    public TimeOnly QuietUntil { get; set; } = new(8, 0);

    /// <summary>A campaign starts only after a second person approved it.</summary>
    public bool ApproveCampaigns { get; set; }

    /// <summary>What one message costs, thousandths of a cent by mail and cents on paper.</summary>
    public int MailCostMillicents { get; set; } = 100;
    public int PrintCostCents { get; set; } = 95;
    public int Version { get; set; }
}

/// <summary>Bounced: the address does not exist. SoftBounced: it did not arrive for now, such as a full mailbox. Complained: the reader called it spam. Unsubscribed: by the link in this message.</summary>
public enum MessageEventKind { Clicked, Bounced, Complained, SoftBounced, Unsubscribed }

/// <summary>What came back of a message: a link followed (with consent for profiling only), a bounce, a complaint about spam, an unsubscription. Each kind, and each link, once per message: unique (message, kind, link).</summary>
public sealed class MessageEvent : IAppendOnly
{
    public long Id { get; set; }
    public long MessageId { get; set; }
    public long MemberId { get; set; }
    public long? CampaignId { get; set; }
    public MessageEventKind Kind { get; set; }

    /// <summary>Of a click which link of the message, from 1; 0 otherwise.</summary>
    public int Link { get; set; }

    /// <summary>Of a click the address; of a bounce or complaint what the other side said.</summary>
    public string Detail { get; set; } = "";
    public DateOnly On { get; set; }
    public DateTime At { get; set; }
}

/// <summary>An e-mail address that does not work: nothing is sent to it any more until a person says otherwise. A member who gives another address is reached again.</summary>
public sealed class UnusableAddress
{
    /// <summary>The address, lower case, as <see cref="OutboxMessage.AddressKey"/>.</summary>
    public required string AddressKey { get; set; }

    /// <summary>The message that came back.</summary>
    public long MessageId { get; set; }

    /// <summary>What the other side said.</summary>
    public string Detail { get; set; } = "";
    public DateOnly On { get; set; }
    public DateTime At { get; set; }
}

internal sealed class ContactRulesMapping : IEntityTypeConfiguration<ContactSetting>, IEntityTypeConfiguration<MessageEvent>, IEntityTypeConfiguration<UnusableAddress>
{
    public void Configure(EntityTypeBuilder<UnusableAddress> builder) => builder.HasKey(a => a.AddressKey);

    public void Configure(EntityTypeBuilder<ContactSetting> builder)
    {
    }

    public void Configure(EntityTypeBuilder<MessageEvent> builder)
    {
        builder.HasIndex(e => new { e.MessageId, e.Kind, e.Link }).IsUnique();
        builder.HasIndex(e => new { e.MemberId, e.On });
        builder.HasIndex(e => new { e.CampaignId, e.Kind });
    }
}
