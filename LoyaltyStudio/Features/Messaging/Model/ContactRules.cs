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

public enum MessageEventKind { Clicked, Bounced, Complained }

/// <summary>What came back of a message: a link followed (with consent for profiling only), a bounce, a complaint about spam.</summary>
public sealed class MessageEvent : IAppendOnly
{
    public long Id { get; set; }
    public long MessageId { get; set; }
    public long MemberId { get; set; }
    public long? CampaignId { get; set; }
    public MessageEventKind Kind { get; set; }

    /// <summary>Of a click the address; of a bounce or complaint what the other side said.</summary>
    public string Detail { get; set; } = "";
    public DateOnly On { get; set; }
    public DateTime At { get; set; }
}

internal sealed class ContactRulesMapping : IEntityTypeConfiguration<ContactSetting>, IEntityTypeConfiguration<MessageEvent>
{
    public void Configure(EntityTypeBuilder<ContactSetting> builder)
    {
    }

    public void Configure(EntityTypeBuilder<MessageEvent> builder)
    {
        builder.HasIndex(e => e.MessageId);
        builder.HasIndex(e => new { e.MemberId, e.On });
        builder.HasIndex(e => new { e.CampaignId, e.Kind });
    }
}
