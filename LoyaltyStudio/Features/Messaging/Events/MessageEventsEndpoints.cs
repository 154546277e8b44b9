using LoyaltyStudio.Api;

namespace LoyaltyStudio.Features.Messaging.Events;

/// <param name="MessageId">The Message-ID header of the message that was sent.</param>
/// <param name="Detail">What the other mail server said.</param>
public sealed record MessageEventBody(string MessageId, ReturnedKind Kind, string Detail = "");

/// <param name="Message">Number of the message, as the screens show it.</param>
/// <param name="Known">True where it had been told before and nothing was done.</param>
public sealed record MessageEventAnswer(long Message, ReturnedKind Kind, bool Known);

/// <summary>Bounces and complaints over HTTP, for a mail service that reports them.</summary>
internal static class MessageEventsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => ApiRoutes.Group(app).MapPost("/messages/events", (HttpContext context, MessageEventBody body, RecordMessageEvent record) =>
            Idempotent.RunAsync(context, body, db => record.RunInAsync(db, ApiCaller.Of(context).Actor, new RecordMessageEventRequest(body.MessageId, body.Kind, body.Detail), context.RequestAborted),
                e => ApiAnswer.Ok(new MessageEventAnswer(e.Message, e.Kind, e.Known))))
        .WithTags("Messages").WithName("record_message_event").WithSummary("Tells that a message bounced or was called spam")
        .WithDescription("After hard_bounce nothing is sent to the address any more, until the member has another one or a person says that it works. complaint withdraws the consent for e-mail. soft_bounce is only counted. The same kind for the same message again does nothing and says so. Codes: message_unknown (404).")
        .WithRequestExample(new MessageEventBody("<loyalty.118.20260930120500@example.nl>", ReturnedKind.HardBounce, "550 5.1.1 User unknown"))
        .WithResponseExample(200, new MessageEventAnswer(118, ReturnedKind.HardBounce, false));
}
