using System.Net.Mail;
using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Messaging;

public enum MailTransportKind { Files, Smtp }

/// <summary>Section LoyaltyStudio:Messaging. By default messages become .eml files in a folder, so that nothing goes out by accident.</summary>
public sealed class MessagingOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Messaging";

    public MailTransportKind Transport { get; set; } = MailTransportKind.Files;

    /// <summary>Where .eml files go; relative to the working directory.</summary>
    public string Folder { get; set; } = "outbox";

    /// <summary>Sender where the organisation's settings name none.</summary>
    public string From { get; set; } = "";

    /// <summary>Most messages handed over in a minute; 0 for no limit.</summary>
    public int MaxPerMinute { get; set; }

    public SmtpOptions Smtp { get; set; } = new();

    public string FullFolder => Path.GetFullPath(Folder);

    /// <summary>What is wrong with these settings, as sentences that name the key; empty when they can be used.</summary>
    public IEnumerable<string> Problems()
    {
        if (Transport == MailTransportKind.Files && string.IsNullOrWhiteSpace(Folder))
        {
            yield return $"{Section}:Folder is empty, but {Section}:Transport is Files. Name a folder for the .eml files.";
        }

        if (Transport == MailTransportKind.Smtp && string.IsNullOrWhiteSpace(Smtp.Host))
        {
            yield return $"{Section}:Smtp:Host is empty, but {Section}:Transport is Smtp. Name the mail server.";
        }

        if (Smtp.Port is < 1 or > 65535)
        {
            yield return $"{Section}:Smtp:Port is {Smtp.Port}; a port lies between 1 and 65535.";
        }

        if (Smtp.User.Length > 0 && Smtp.Password.Length == 0)
        {
            yield return $"{Section}:Smtp:Password is empty, but {Section}:Smtp:User is given.";
        }

        if (Smtp.User.Length > 0 && !Smtp.StartTls)
        {
            yield return $"{Section}:Smtp:StartTls is false, but {Section}:Smtp:User is given. A password is not sent over an open line.";
        }

        if (MaxPerMinute < 0)
        {
            yield return $"{Section}:MaxPerMinute is {MaxPerMinute}; give 0 for no limit or a number above it.";
        }

        if (From.Length > 0 && !MailAddress.TryCreate(From, out _))
        {
            yield return $"{Section}:From is not an e-mail address: {From}.";
        }
    }
}

public sealed class SmtpOptions
{
    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;
    public string User { get; set; } = "";
    public string Password { get; set; } = "";
    public bool StartTls { get; set; } = true;
}
