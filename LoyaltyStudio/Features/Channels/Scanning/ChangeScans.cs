using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Channels.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Channels.Scanning;

/// <param name="RepeatMonths">To be done again after so many months; 0: not.</param>
public sealed record StartScanRequest(ScanChannel Channel, DateOnly On, long? OwnerId, int RepeatMonths);

/// <summary>Begins a scan of a channel with the questions that are in use.</summary>
public sealed class StartScan(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, StartScanRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        if (!Enum.IsDefined(request.Channel) || request.On > today || request.On < today.AddYears(-10) || request.RepeatMonths is < 0 or > 36)
        {
            return Refuse.Invalid("on", "A scan was done today or earlier, and is repeated after 0 to 36 months.");
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if (request.OwnerId is { } owner && !await db.Set<StudioUser>().AnyAsync(u => u.Id == owner && u.Active, ct))
            {
                return Refuse.Invalid("owner", "This colleague does not exist.");
            }

            var questions = await Checklist.EnsureAsync(db, request.Channel, ct);
            var scan = new Scan
            {
                Channel = request.Channel, On = request.On, OwnerId = request.OwnerId, RepeatMonths = request.RepeatMonths, RepeatOn = request.RepeatMonths > 0 ? request.On.AddMonths(request.RepeatMonths) : null,
                By = actor.Stamp, CreatedAt = clock.GetUtcNow().UtcDateTime,
            };
            db.Add(scan);
            await db.SaveChangesAsync(ct);
            db.AddRange(questions.Where(q => q.Active).Select(q => new ScanItem { ScanId = scan.Id, QuestionId = q.Id }));
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "scan.started", $"scan {scan.Id}", $"{scan.Channel} on {scan.On:yyyy-MM-dd}");
            return scan.Id;
        }, ct);
    }
}

/// <param name="Score">0–4; null where nobody scored it.</param>
public sealed record SaveScanItemRequest(long ItemId, int? Score, bool NotApplicable, string Note, string Link, int Version);

/// <summary>Scores one item of a scan, with a note and an address that shows it.</summary>
public sealed class SaveScanItem(StudioData data)
{
    /// <returns>The version of the item after it.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, SaveScanItemRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        var link = request.Link.Trim();
        if (request.Score is < 0 or > 4 || request.Note.Length > 1_000)
        {
            return Refuse.Invalid("score", "A score lies between 0 and 4, with a note of at most 1,000 characters.");
        }

        if (link.Length > 500 || (link.Length > 0 && !(Uri.TryCreate(link, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps)))
        {
            return Refuse.Invalid("link", "The address begins with https://.");
        }

        return await data.WriteAsync<Outcome<int>>(async db =>
        {
            var item = await db.Set<ScanItem>().AsTracking().FirstOrDefaultAsync(i => i.Id == request.ItemId, ct);
            if (item is null)
            {
                return ReadScans.Unknown;
            }

            if (item.Version != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            (item.Score, item.NotApplicable, item.Note, item.Link) = (request.NotApplicable ? null : request.Score, request.NotApplicable, request.Note.Trim(), link);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "scan.scored", $"scan {item.ScanId}", $"item {item.Id}: {(item.NotApplicable ? "does not apply" : $"{item.Score}")}");
            return item.Version;
        }, ct);
    }
}

/// <summary>Puts a picture beside an item, or takes it away. It is a PNG or JPEG by its bytes and measures, whatever it is called.</summary>
public sealed class SaveScanPicture(StudioData data, TimeProvider clock)
{
    /// <summary>No picture may be larger, in bytes.</summary>
    public const int Limit = 2 << 20;

    /// <param name="content">Empty takes the picture away.</param>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long itemId, byte[] content, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        if (content.Length > 0 && Problem(content) is { } problem)
        {
            return Refuse.Invalid(problem);
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var item = await db.Set<ScanItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == itemId, ct);
            if (item is null)
            {
                return ReadScans.Unknown;
            }

            await db.Set<ScanPicture>().Where(p => p.ItemId == itemId).ExecuteDeleteAsync(ct);
            if (content.Length > 0)
            {
                db.Add(new ScanPicture { ItemId = itemId, Content = content, Type = PdfImage.TypeOf(content)!, AddedAt = clock.GetUtcNow().UtcDateTime });
                await db.SaveChangesAsync(ct);
            }

            db.Audit(actor, content.Length > 0 ? "scan.picture_added" : "scan.picture_removed", $"scan {item.ScanId}", $"item {itemId}");
            return default(Nothing);
        }, ct);
    }

    /// <summary>What is wrong with a picture; null when it can be kept.</summary>
    public static FieldError? Problem(ReadOnlySpan<byte> picture) => picture.Length > Limit ? new FieldError("picture", "A picture has at most {0} MB.", Limit >> 20)
        : PdfImage.TypeOf(picture) is null ? new FieldError("picture", "A picture is a PNG or a JPEG.") : null;
}

/// <param name="Finished">Whether the score counts from now on.</param>
public sealed record FinishScanRequest(long ScanId, bool Finished, string Note, long? OwnerId, int RepeatMonths, int Version);

/// <summary>Finishes a scan, so that its score counts, or opens it again; also its owner, note and repeat.</summary>
public sealed class FinishScan(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, FinishScanRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        if (request.Note.Length > 2_000 || request.RepeatMonths is < 0 or > 36)
        {
            return Refuse.Invalid("note", "A note has at most 2,000 characters, and a scan is repeated after 0 to 36 months.");
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var scan = await db.Set<Scan>().AsTracking().FirstOrDefaultAsync(s => s.Id == request.ScanId, ct);
            if (scan is null || scan.Version != request.Version)
            {
                return scan is null ? ReadScans.Unknown : Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            if (request.Finished && !await db.Set<ScanItem>().AnyAsync(i => i.ScanId == scan.Id && i.Score != null, ct))
            {
                return Refuse.Conflict("empty", "Score at least one question first.");
            }

            (scan.Finished, scan.Note, scan.OwnerId, scan.RepeatMonths, scan.RepeatOn) = (request.Finished, request.Note.Trim(), request.OwnerId, request.RepeatMonths, request.RepeatMonths > 0 ? scan.On.AddMonths(request.RepeatMonths) : null);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, request.Finished ? "scan.finished" : "scan.changed", $"scan {scan.Id}", "");
            return default(Nothing);
        }, ct);
    }
}

/// <param name="Id">0 for a new action.</param>
public sealed record SaveScanActionRequest(long Id, long ScanId, string Text, long? OwnerId, DateOnly? DueOn, bool Done, int Version);

/// <summary>Adds something to do about a scan, changes it, or ticks it off.</summary>
public sealed class SaveScanAction(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, SaveScanActionRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > 500)
        {
            return Refuse.Invalid("text", "Say what is to be done, in at most 500 characters.");
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            var action = request.Id == 0 ? new ScanAction { ScanId = request.ScanId, Text = "" } : await db.Set<ScanAction>().AsTracking().FirstOrDefaultAsync(a => a.Id == request.Id && a.ScanId == request.ScanId, ct);
            if (action is null || !await db.Set<Scan>().AnyAsync(s => s.Id == request.ScanId, ct))
            {
                return ReadScans.Unknown;
            }

            if (request.Id == 0)
            {
                db.Add(action);
            }
            else if (action.Version != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            (action.Text, action.OwnerId, action.DueOn) = (request.Text.Trim(), request.OwnerId, request.DueOn);
            action.DoneOn = request.Done ? action.DoneOn ?? (await organisation.CurrentAsync(ct)).Today(clock) : null;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, request.Done ? "scan.action_done" : "scan.action_saved", $"scan {request.ScanId}", $"action {action.Id}");
            return action.Id;
        }, ct);
    }
}

/// <summary>A line of the editor of questions.</summary>
/// <param name="Id">0 for a new question.</param>
public sealed record QuestionLine(long Id, string TextNl, string TextEn, bool Active);

/// <summary>Saves the questions of a channel in the order of the list. Questions of scans that were done stay as they were asked, so that a question is switched off and not taken away.</summary>
public sealed class SaveQuestions(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ScanChannel channel, IReadOnlyList<QuestionLine> lines, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        if (lines.Count is 0 or > 40 || lines.Any(l => string.IsNullOrWhiteSpace(l.TextNl) || string.IsNullOrWhiteSpace(l.TextEn) || l.TextNl.Length > 300 || l.TextEn.Length > 300))
        {
            return Refuse.Invalid("questions", "Write every question in Dutch and in English, at most 300 characters, and at most 40 of them.");
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var known = await db.Set<ScanQuestion>().AsTracking().Where(q => q.Channel == channel).ToDictionaryAsync(q => q.Id, ct);
            for (var i = 0; i < lines.Count; i++)
            {
                if (!known.TryGetValue(lines[i].Id, out var question))
                {
                    db.Add(question = new ScanQuestion { Channel = channel, TextNl = "", TextEn = "" });
                }

                (question.Place, question.TextNl, question.TextEn, question.Active) = (i + 1, lines[i].TextNl.Trim(), lines[i].TextEn.Trim(), lines[i].Active);
            }

            await db.SaveChangesAsync(ct);
            db.Audit(actor, "scan_question.saved", $"channel {channel}", $"{lines.Count} questions");
            return default(Nothing);
        }, ct);
    }
}
