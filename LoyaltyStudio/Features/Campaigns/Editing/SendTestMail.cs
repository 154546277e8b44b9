using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <param name="To">The address of a colleague who can sign in, or of the sender.</param>
/// <param name="MemberId">As this member gets it; null: somebody whom the campaign would mean.</param>
public sealed record SendTestMailRequest(CampaignDraft Draft, string? Step, string Language, string To, long? MemberId = null, bool OtherSubject = false);

/// <summary>Somebody to whom a test may go.</summary>
public sealed record TestReader(string Name, string Address, bool Self);

/// <summary>The people to whom a test may go: oneself first, then the colleagues.</summary>
public sealed class ListTestReaders(StudioData data)
{
    public async Task<Outcome<TestReader[]>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var users = await db.Set<StudioUser>().Where(u => u.Active && u.Email != null).OrderBy(u => u.DisplayName).Select(u => new { u.Id, u.DisplayName, u.Email }).ToListAsync(ct);
        return users.Select(u => new TestReader(u.DisplayName, u.Email!, u.Id == actor.Id)).OrderByDescending(u => u.Self).ToArray();
    }
}

/// <summary>
/// Sends a message that is being edited to a colleague. It is marked as a test, carries a code that is none and links that are not counted, belongs to no campaign and no member, and so counts nowhere.
/// </summary>
public sealed class SendTestMail
{
    public const string Mark = "[Test] ";
    private readonly SampleMail samples;
    private readonly StudioData data;
    private readonly TimeProvider clock;
    private readonly OrganisationBook organisation;

    internal SendTestMail(SampleMail samples, StudioData data, TimeProvider clock, OrganisationBook organisation) => (this.samples, this.data, this.clock, this.organisation) = (samples, data, clock, organisation);

    public async Task<Outcome<TestReader>> RunAsync(Actor actor, SendTestMailRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (await ReaderAsync(request.To, ct) is not { } reader)
        {
            return Refuse.Invalid("To", "A test only goes to you or to a colleague who can sign in.");
        }

        var made = await samples.MakeAsync(actor, new SampleRequest(request.Draft, request.Step, request.Language, request.MemberId, 0, request.OtherSubject), ct);
        if (made is not { IsDone: true, Value.Mail: { } mail })
        {
            return made.As<TestReader>();
        }

        var info = await organisation.CurrentAsync(ct);
        string Plain(string text) => text.Replace(MailLayout.UnsubscribeMark, info.PublicUrl.Length > 0 ? info.PublicUrl : "#", StringComparison.Ordinal);
        var draft = new OutboxDraft(0, null, MessageKind.Service, reader.Email!, reader.DisplayName, request.Language == "en" ? "en" : "nl", $"{Mark}{mail.Subject}", Plain(mail.Html), Plain(mail.Text)) { ColleagueId = reader.Id };
        await data.WriteAsync(async db =>
        {
            var id = await Outbox.AddAsync(db, [draft], info.Today(clock), clock.GetUtcNow().UtcDateTime);
            db.Audit(actor, "campaign.test_sent", $"message {id[0]}", $"campaign {request.Draft.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "new"}, user {reader.Id}");
            await db.SaveChangesAsync(ct);
        }, ct);
        return new TestReader(reader.DisplayName, reader.Email!, reader.Id == actor.Id);
    }

    private async Task<StudioUser?> ReaderAsync(string address, CancellationToken ct)
    {
        var wanted = address.Trim().ToUpperInvariant();
        await using var db = data.Read();
        return await db.Set<StudioUser>().AsNoTracking().FirstOrDefaultAsync(u => u.Active && u.NormalizedEmail == wanted, ct);
    }
}
