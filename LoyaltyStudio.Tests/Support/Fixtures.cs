using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Rows as tests need them.</summary>
internal static class Fixtures
{
    internal static Organisation Organisation(FakeClock clock) => new()
    {
        Name = "Bakkerij Zoet & Zo", Language = "nl", Currency = "EUR", TimeZone = "Europe/Amsterdam", PublicUrl = "https://klanten.example.nl", MailFrom = "klanten@example.nl",
        SetUpAt = clock.Now,
    };

    internal static Member Member(FakeClock clock, long id, bool consent = true) => new()
    {
        Id = id, CardNumber = $"90000{id:0000}", FirstName = "Zoë", LastName = "Brûlée", Email = $"zoe{id}@example.nl", Language = "nl", EnrolledOn = new DateOnly(2025, 1, 1),
        EmailConsent = consent, CreatedAt = clock.Now, ChangedAt = clock.Now,
    };

    /// <summary>No quiet hours and no caps that a test would meet: for tests on the clock of this machine.</summary>
    internal static ContactSetting AtAnyHour => new() { MostPerDay = 20, MostPerWeek = 50, MailsPerDay = 20, MailsPerWeek = 50, QuietFrom = new TimeOnly(0, 0), QuietUntil = new TimeOnly(0, 0), Version = 1 };

    internal static OutboxDraft Draft(long memberId, long? campaignId = 1, string subject = "Zoë, we missen je", string? address = null, string name = "Zoë Brûlée") =>
        new(memberId, campaignId, MessageKind.Marketing, address ?? $"zoe{memberId}@example.nl", name, "nl", subject, "<p>Eén koffie — %%unsubscribe%%</p>", "Eén koffie\n%%unsubscribe%%");
}

/// <summary>A mail server that answers by a script and remembers what it took.</summary>
internal sealed class FakeTransport : IMailTransport
{
    internal List<OutgoingMail> Taken { get; } = [];
    internal Func<OutgoingMail, Task> Answer { get; set; } = _ => Task.CompletedTask;
    public bool RepeatIsHarmless { get; set; }

    public async Task HandOverAsync(OutgoingMail mail, CancellationToken ct)
    {
        using var message = MailFormat.Of(mail);
        await Answer(mail);
        Taken.Add(mail);
    }
}
