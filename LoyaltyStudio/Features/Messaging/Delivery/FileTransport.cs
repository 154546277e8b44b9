using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>Writes each message as an .eml file that any mail program opens. The name is the message's own, so that a repeat makes no second file.</summary>
public sealed class FileTransport(IOptions<MessagingOptions> options) : IMailTransport
{
    public bool RepeatIsHarmless => true;

    public static string NameOf(long id) => $"message-{id:000000000}.eml";

    public async Task HandOverAsync(OutgoingMail mail, CancellationToken ct)
    {
        using var message = MailFormat.Of(mail);
        try
        {
            var folder = Directory.CreateDirectory(options.Value.FullFolder).FullName;
            var draft = Directory.CreateDirectory(Path.Combine(folder, $".{mail.Id}-{Guid.NewGuid():N}"));
            using (var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = draft.FullName })
            {
                await client.SendMailAsync(message, ct);
            }

            File.Move(draft.GetFiles().Single().FullName, Path.Combine(folder, NameOf(mail.Id)), overwrite: true);
            draft.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SmtpException)
        {
            throw new MailRefusedException(RefusalKind.Temporary, $"The folder {options.Value.FullFolder} cannot be written: {e.Message}", e);
        }
    }
}
