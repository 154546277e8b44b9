using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Campaigns.HandingOver;

/// <param name="Id">Null for a new one.</param>
/// <param name="NewSecret">Makes another secret; the old one signs nothing any more.</param>
public sealed record SaveWebhookRequest(long? Id, string Name, string Url, bool Active, bool NewSecret, int Version);

/// <param name="Secret">Shown once, when it was made; empty otherwise.</param>
public sealed record SavedWebhook(long Id, string Secret);

/// <summary>Keeps the address of another program to which campaigns hand members over. A matter of settings, because personal data leaves the house there.</summary>
public sealed class SaveWebhook(StudioData data, CodeVault vault, IOptions<WebhookOptions> options)
{
    public async Task<Outcome<SavedWebhook>> RunAsync(Actor actor, SaveWebhookRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSettings))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [];
        if (request.Name.Trim().Length is 0 or > 80)
        {
            errors.Add(new("name", "Fill in a name of at most {0} characters.", 80));
        }

        if (request.Url.Length > 500 || !options.Value.Allows(request.Url.Trim(), out _))
        {
            errors.Add(new("url", "The address must begin with https://."));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync<Outcome<SavedWebhook>>(db => WriteAsync(db, actor, request, ct), ct);
    }

    private async Task<Outcome<SavedWebhook>> WriteAsync(StudioDb db, Actor actor, SaveWebhookRequest request, CancellationToken ct)
    {
        var name = request.Name.Trim();
        if (await db.Set<WebhookEndpoint>().AnyAsync(e => e.Name == name && e.Id != (request.Id ?? 0), ct))
        {
            return Refuse.Invalid("name", "There is another one with this name.");
        }

        var secret = request.Id is null || request.NewSecret ? $"whs_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}" : "";
        var row = request.Id is { } id ? await db.Set<WebhookEndpoint>().FirstOrDefaultAsync(e => e.Id == id, ct) : new WebhookEndpoint { Name = name, Url = "", SecretSealed = "" };
        if (row is null)
        {
            return Refuse.NotFound("webhook_unknown", "This is not there (any more).");
        }

        if (request.Id is null)
        {
            db.Add(row);
        }
        else if (row.Version != request.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
        }

        (row.Name, row.Url, row.Active) = (name, request.Url.Trim(), request.Active);
        row.SecretSealed = secret.Length > 0 ? vault.Seal(secret) : row.SecretSealed;
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "webhook.saved", $"webhook {row.Id}", $"{row.Name} {new Uri(row.Url).Host}");
        return new SavedWebhook(row.Id, secret);
    }
}
