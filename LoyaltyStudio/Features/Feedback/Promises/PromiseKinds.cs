using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Promises;

/// <param name="Id">0 for the built-in delivery and for a new kind.</param>
public sealed record PromiseKindRow(long Id, string Code, string NameNl, string NameEn, bool Active, int Version)
{
    public string Name(string language) => language == "en" ? NameEn : NameNl;

    internal static readonly PromiseKindRow Delivery = new(0, PromiseKind.Delivery, "Bezorging op tijd", "Delivery in time", true, 0);
}

/// <summary>The kinds of promises, the built-in delivery first.</summary>
public sealed class ListPromiseKinds(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<PromiseKindRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return await ReadAsync(db, ct);
    }

    internal static async Task<List<PromiseKindRow>> ReadAsync(StudioDb db, CancellationToken ct) =>
        [PromiseKindRow.Delivery, .. await db.Set<PromiseKind>().OrderBy(k => k.NameNl).Select(k => new PromiseKindRow(k.Id, k.Code, k.NameNl, k.NameEn, k.Active, k.Version)).ToListAsync(ct)];
}

/// <summary>Adds or changes a kind of promise.</summary>
public sealed partial class SavePromiseKind(StudioData data)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, PromiseKindRow draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        var code = draft.Code.Trim().ToLowerInvariant();
        List<FieldError> errors = [];
        if (!CodeForm().IsMatch(code) || code == PromiseKind.Delivery)
        {
            errors.Add(new FieldError("code", "A code has at most 40 letters, digits and dashes, and is not “delivery”."));
        }

        if (string.IsNullOrWhiteSpace(draft.NameNl) || string.IsNullOrWhiteSpace(draft.NameEn) || draft.NameNl.Length > 60 || draft.NameEn.Length > 60)
        {
            errors.Add(new FieldError("name", "Give a name in Dutch and in English, at most 60 characters."));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync<Outcome<long>>(async db =>
        {
            if (await db.Set<PromiseKind>().AnyAsync(k => k.Code == code && k.Id != draft.Id, ct))
            {
                return Refuse.Invalid("code", "Another kind has this code.");
            }

            var kind = draft.Id == 0 ? new PromiseKind { Code = code, NameNl = "", NameEn = "" } : await db.Set<PromiseKind>().AsTracking().FirstOrDefaultAsync(k => k.Id == draft.Id, ct);
            if (kind is null || kind.Version != draft.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            if (draft.Id != 0 && kind.Code != code)
            {
                return Refuse.Invalid("code", "Promises are recorded under this code, so it stays.");
            }

            if (draft.Id == 0)
            {
                db.Add(kind);
            }

            (kind.NameNl, kind.NameEn, kind.Active) = (draft.NameNl.Trim(), draft.NameEn.Trim(), draft.Active);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "promise_kind.saved", $"promise_kind {kind.Id}", $"{code}, {(kind.Active ? "on" : "off")}");
            return kind.Id;
        }, ct);
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex CodeForm();
}
