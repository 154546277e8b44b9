using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Trail;

/// <param name="Search">Part of the actor, action or subject.</param>
/// <param name="Kind">First word of the action, such as user or cheque_run; empty for all.</param>
public sealed record ListAuditRequest(string Search, string Kind, PageRequest Page);

public sealed record AuditRow(long Id, DateTime At, string Actor, string Action, string Subject, string Details);

/// <param name="Kinds">The first words of actions that occur in the trail.</param>
public sealed record AuditTrail(PageOf<AuditRow> Page, IReadOnlyList<string> Kinds);

/// <summary>The audit trail, newest first.</summary>
public sealed class ListAudit(StudioData data)
{
    public async Task<Outcome<AuditTrail>> RunAsync(Actor actor, ListAuditRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var actions = await db.Set<AuditEntry>().Select(e => e.Action).Distinct().ToListAsync(ct);
        var lines = db.Set<AuditEntry>().AsQueryable();
        if (request.Kind.Length > 0)
        {
            var kind = request.Kind + ".";
            lines = lines.Where(e => e.Action.StartsWith(kind));
        }

        if (request.Search.Trim() is { Length: > 0 } search)
        {
            var like = $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            lines = db.IsSqlite
                ? lines.Where(e => EF.Functions.Like(e.Actor + " " + e.Action + " " + e.Subject + " " + e.Details, like, "\\"))
                : lines.Where(e => EF.Functions.ILike(e.Actor + " " + e.Action + " " + e.Subject + " " + e.Details, like, "\\"));
        }

        var total = await lines.CountAsync(ct);
        var rows = await lines.OrderByDescending(e => e.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
            .Select(e => new AuditRow(e.Id, e.At, e.Actor, e.Action, e.Subject, e.Details)).ToListAsync(ct);
        return new AuditTrail(new PageOf<AuditRow>(rows, total), [.. actions.Select(a => a.Split('.')[0]).Distinct().Order()]);
    }
}
