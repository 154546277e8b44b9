namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>A message as it goes out. The addresses have been checked.</summary>
public sealed record OutgoingMail(long Id, string MessageId, string From, string FromName, string To, string ToName, string Subject, string Html, string Text,
    IReadOnlyList<KeyValuePair<string, string>> Headers, MailFile? File = null);

/// <summary>Unclear: the line broke after the message may have been taken; nobody may send it again by itself.</summary>
public enum RefusalKind { Temporary, Permanent, Unclear }

/// <summary>The other side did not take the message.</summary>
public sealed class MailRefusedException(RefusalKind kind, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public RefusalKind Kind => kind;
}

/// <summary>The way out for messages: a mail server or a folder.</summary>
public interface IMailTransport
{
    /// <summary>True where handing over the same message twice leaves one message.</summary>
    bool RepeatIsHarmless { get; }

    /// <summary>Returns once the other side has taken the message, or throws <see cref="MailRefusedException"/>.</summary>
    Task HandOverAsync(OutgoingMail mail, CancellationToken ct);
}
