using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Messaging.Checking;
using LoyaltyStudio.Features.Messaging.ChequeMail;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Events;
using LoyaltyStudio.Features.Messaging.Figures;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Messages;
using LoyaltyStudio.Features.Messaging.Notices;
using LoyaltyStudio.Features.Messaging.Pages;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Messaging.SurveyMail;
using LoyaltyStudio.Features.Messaging.Unsubscribing;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging;

/// <summary>Front door of messaging: the outbox, its delivery, and the way to unsubscribe.</summary>
public sealed class MessagingFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddCheckedOptions<MessagingOptions>(MessagingOptions.Section);
        services.AddSingleton<FileTransport>();
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton<IMailTransport>(provider => provider.GetRequiredService<IOptions<MessagingOptions>>().Value.Transport switch
        {
            MailTransportKind.Files => provider.GetRequiredService<FileTransport>(),
            MailTransportKind.Smtp => provider.GetRequiredService<SmtpTransport>(),
        });
        services.AddCheckedOptions<NoticeOptions>(NoticeOptions.Section);
        services.AddSingleton<WriteMemberNotices>();
        services.AddSingleton<IScheduledWork, MemberNoticesWork>();
        services.AddSingleton<IChequePost, ChequePost>();
        services.AddSingleton<IMailAttachment, ChequeAttachment>();
        services.AddSingleton<IMailAttachment, SurveyAttachment>();
        services.AddSingleton<IFeedbackPost, FeedbackPost>();
        services.AddSingleton<WriteChequeMail>();
        services.AddSingleton<IScheduledWork, DeliverChequesWork>();
        services.AddSingleton<LinkTokens>();
        services.AddSingleton<RecordMessageEvent>();
        services.AddSingleton<ShowMemberAddress>();
        services.AddSingleton<UseAddressAgain>();
        services.AddSingleton<ICliVerb, BouncesVerb>();
        services.AddSingleton<ShowContactRules>();
        services.AddSingleton<SaveContactRules>();
        services.AddSingleton<ShowMessageFigures>();
        services.AddSingleton<DeliverOutbox>();
        services.AddSingleton<IInvariantCheck, SentConsentCheck>();
        services.AddSingleton<IScheduledWork, DeliverOutboxWork>();
        services.AddSingleton<Unsubscribe>();
        services.AddSingleton<ListMessages>();
        services.AddSingleton<ShowMessage>();
        services.AddSingleton<RetryMessage>();
        services.AddSingleton<ResolveUnknown>();
        services.AddSingleton(new MemberPanel(50, "Messages", "messages", typeof(MemberMessagesPanel), Permission.ViewMessages, typeof(MessagingFeature)));
        services.AddSingleton(new MemberTile(90, typeof(AddressTile), Permission.ViewMembers));
        services.AddSingleton(new NavEntry(20, "Campaigns", "Messages", "mail", "/messages", Permission.ViewMessages, typeof(MessagingFeature)));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        UnsubscribeEndpoints.Map(app);
        MessageEventsEndpoints.Map(app);
    }
}
