using LoyaltyStudio.Features.Messaging.Model;

namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>A file that goes with a message.</summary>
/// <param name="Name">Letters, digits, dashes and a dot.</param>
public sealed record MailFile(string Name, string Type, byte[] Content);

/// <summary>What is put into a message at the hand-over, or why it must not go out any more.</summary>
/// <param name="Code">Takes the place of <see cref="Templates.MailLayout.CodeMark"/>.</param>
public sealed record MadeAttachment(MailFile? File, string Code, string WithheldBecause = "")
{
    /// <summary>Takes the place of <see cref="Templates.MailLayout.SurveyMark"/>.</summary>
    public string Link { get; init; } = "";

    /// <summary>The message itself, where it is written at the hand-over only.</summary>
    public Templates.RenderedMail? Mail { get; init; }

    public static MadeAttachment Withheld(string reason) => new(null, "", reason);
}

/// <summary>Makes what goes with messages of one kind. It is made anew for every try and never stored, so that a code stands in no table and what was replaced does not go out.</summary>
public interface IMailAttachment
{
    /// <summary>As the message names it.</summary>
    string Kind { get; }

    Task<MadeAttachment> MakeAsync(OutboxMessage message, CancellationToken ct);
}
