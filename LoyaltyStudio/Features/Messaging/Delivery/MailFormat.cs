using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>Makes the MIME message. Every header value passes <see cref="Line"/>, so that no value can begin a header of its own.</summary>
internal static class MailFormat
{
    internal static MailMessage Of(OutgoingMail mail)
    {
        var message = new MailMessage
        {
            From = Address(mail.From, mail.FromName),
            Subject = Line("Subject", mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(Address(mail.To, mail.ToName));
        message.Headers.Add("Message-ID", Line("Message-ID", mail.MessageId));
        foreach (var (name, value) in mail.Headers)
        {
            message.Headers.Add(name, Line(name, value));
        }

        message.AlternateViews.Add(View(mail.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(mail.Html, MediaTypeNames.Text.Html));
        if (mail.File is { } file)
        {
            message.Attachments.Add(Attached(file));
        }

        return message;
    }

    /// <summary>A file under a name of letters, digits, dashes and dots, packed as base64.</summary>
    private static Attachment Attached(MailFile file)
    {
        var name = new string([.. Line("File name", file.Name).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')]);
        var attached = new Attachment(new MemoryStream(file.Content, writable: false), new ContentType(file.Type) { Name = name }) { TransferEncoding = TransferEncoding.Base64 };
        (attached.ContentDisposition!.Inline, attached.ContentDisposition.FileName) = (false, name);
        return attached;
    }

    /// <summary>The value, or a permanent refusal when it holds a line break or another control character.</summary>
    internal static string Line(string header, string value) => value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
        ? throw new MailRefusedException(RefusalKind.Permanent, $"{header} holds a control character.")
        : value;

    /// <summary>A name without the signs that end a quoted name or begin an address, so that it cannot add a receiver.</summary>
    private static string Shown(string name) => new([.. name.Where(c => c is not ('"' or '\\' or '<' or '>'))]);

    private static MailAddress Address(string address, string name) =>
        MailAddress.TryCreate(Line("Address", address), Shown(Line("Name", name)), Encoding.UTF8, out var parsed) && parsed.Address == address.Trim()
            ? parsed
            : throw new MailRefusedException(RefusalKind.Permanent, "The e-mail address is not valid.");

    private static AlternateView View(string content, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(content.ReplaceLineEndings("\r\n"), Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }
}
