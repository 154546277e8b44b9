using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>Hands messages to a mail server, one connection for many of them. One message at a time; the delivery job is the only caller.</summary>
public sealed class SmtpTransport(IOptions<MessagingOptions> options) : IMailTransport, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private SmtpClient? client;

    public bool RepeatIsHarmless => false;

    public async Task HandOverAsync(OutgoingMail mail, CancellationToken ct)
    {
        using var message = MailFormat.Of(mail);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            client ??= Connect(options.Value.Smtp);
            await client.SendMailAsync(message, patience.Token);
        }
        catch (Exception e) when (e is SmtpException or IOException or OperationCanceledException or InvalidOperationException)
        {
            Dispose();
            throw new MailRefusedException(Judge(e), Reason(e), e);
        }
    }

    private static SmtpClient Connect(SmtpOptions smtp) => new(smtp.Host, smtp.Port)
    {
        EnableSsl = smtp.StartTls,
        Credentials = smtp.User.Length > 0 ? new NetworkCredential(smtp.User, smtp.Password) : null,
    };

    /// <summary>A reply of the server is clear. A server that cannot be reached or wants other credentials has taken nothing. The rest is unclear.</summary>
    private static RefusalKind Judge(Exception e) => e switch
    {
        SmtpException { StatusCode: SmtpStatusCode.MustIssueStartTlsFirst or SmtpStatusCode.ClientNotPermitted or (SmtpStatusCode)535 } => RefusalKind.Temporary,
        SmtpException { StatusCode: var code } when (int)code is >= 400 and < 500 => RefusalKind.Temporary,
        SmtpException { StatusCode: var code } when (int)code is >= 500 and < 600 => RefusalKind.Permanent,
        SmtpException { InnerException: SocketException { SocketErrorCode: not SocketError.ConnectionReset } } => RefusalKind.Temporary,
        SmtpException { InnerException: System.Security.Authentication.AuthenticationException } => RefusalKind.Temporary,
        _ => RefusalKind.Unclear,
    };

    private static string Reason(Exception e) => e is OperationCanceledException
        ? "The mail server did not answer in time."
        : $"{e.Message}{(e.InnerException is { } inner ? $" {inner.Message}" : "")}";

    public void Dispose()
    {
        client?.Dispose();
        client = null;
    }
}
