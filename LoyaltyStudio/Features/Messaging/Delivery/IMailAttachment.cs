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

    /// <summary>The subject to keep in the row once it went out: that of <see cref="Mail"/> with codes masked.</summary>
    public string KeptSubject { get; init; } = "";

    public static MadeAttachment Withheld(string reason) => new(null, "", reason);
}

/// <summary>Makes what goes with messages of one kind. It is made anew for every try and never stored, so that a code stands in no table and what was replaced does not go out.</summary>
public interface IMailAttachment
{
    /// <summary>As the message names it.</summary>
    string Kind { get; }

    Task<MadeAttachment> MakeAsync(OutboxMessage message, CancellationToken ct);
}

/// <summary>Makes what goes with many messages at once, where that is quicker and nothing is spent by making it. Asked for the messages that are about to be handed over.</summary>
public interface IMailBatchMaker : IMailAttachment
{
    /// <summary>By id of the message.</summary>
    Task<IReadOnlyDictionary<long, MadeAttachment>> MakeManyAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken ct);

    /// <summary>The same for people who look at messages: codes are masked and links are the plain ones. What cannot be written any more is not among them.</summary>
    Task<IReadOnlyDictionary<long, Templates.RenderedMail>> ShowManyAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken ct);
}
