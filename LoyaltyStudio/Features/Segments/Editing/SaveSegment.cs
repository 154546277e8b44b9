using System.Text;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Editing;

/// <summary>A segment as somebody edits it.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="RowVersion">The version that the editor read.</param>
public sealed record SegmentDraft(long? Id, int RowVersion, string Name, string Description, SegmentType Type, SegmentDefinition Definition)
{
    public static SegmentDraft New { get; } = new(null, 0, "", "", SegmentType.Dynamic, SegmentDefinition.Everybody);
}

/// <summary>Keeps a segment and finds its members at once. The members of a fixed one are found when it is made, and stay.</summary>
public sealed class SaveSegment(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue, RefreshSegments refresh, RecentRounds recent)
{
    /// <returns>The id of the segment.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, SegmentDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        if (Check(draft) is { Count: > 0 } errors)
        {
            return Refuse.Invalid(errors);
        }

        var saved = await data.WriteAsync(db => WriteAsync(db, actor, draft, ct), ct);
        if (!saved.IsDone)
        {
            return saved.As<long>();
        }

        recent.Forget();
        var (segment, changed) = saved.Value;
        if (changed)
        {
            await refresh.FillAsync(segment, (await organisation.CurrentAsync(ct)).Today(clock), ct);
        }

        return segment.Id;
    }

    private List<FieldError> Check(SegmentDraft draft)
    {
        List<FieldError> errors = [.. SegmentRules.Check(draft.Definition, catalogue)];
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Length > 100)
        {
            errors.Insert(0, new FieldError(nameof(draft.Name), "Give the segment a name of at most 100 characters."));
        }

        if (draft.Description.Length > 500)
        {
            errors.Add(new FieldError(nameof(draft.Description), "The description has at most 500 characters."));
        }

        return errors;
    }

    private async Task<Outcome<(Segment Segment, bool Changed)>> WriteAsync(StudioDb db, Actor actor, SegmentDraft draft, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var segment = draft.Id is { } id ? await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == id, ct)
            : new Segment { Code = await CodeAsync(db, draft.Name, ct), Name = "", Type = draft.Type, Author = actor.Stamp, CreatedAt = now };
        if (segment is null)
        {
            return Refuse.NotFound("segment_unknown", "This segment does not exist any more.");
        }

        if (draft.Id is not null && segment.Version != draft.RowVersion)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
        }

        if (draft.Id is { } own && await NamesAsync(db, draft.Definition, own, ct))
        {
            return Refuse.Invalid("definition", "This segment would ask for itself, by way of another segment. Take that condition out.");
        }

        var json = draft.Definition.ToJson();
        var changed = draft.Id is null || (segment.Type == SegmentType.Dynamic && segment.Definition != json);
        (segment.Name, segment.Description, segment.ChangedAt) = (draft.Name.Trim(), draft.Description.Trim(), now);
        segment.Definition = draft.Id is null || segment.Type == SegmentType.Dynamic ? json : segment.Definition;
        if (draft.Id is null)
        {
            db.Add(segment);
        }

        await db.SaveChangesAsync(ct);
        if (draft.Id is null && await NamesAsync(db, draft.Definition, segment.Id, ct))
        {
            return Refuse.Invalid("definition", "This segment would ask for itself, by way of another segment. Take that condition out.");
        }

        db.Audit(actor, draft.Id is null ? "segment.added" : "segment.changed", $"segment {segment.Id}", segment.Name);
        return (segment, changed);
    }

    /// <summary>Whether the definition names the segment, itself or by way of others.</summary>
    internal static async Task<bool> NamesAsync(StudioDb db, SegmentDefinition definition, long segment, CancellationToken ct)
    {
        var open = new Queue<long>(definition.Root.Everything().Select(n => n.Segment).OfType<long>());
        var seen = new HashSet<long>();
        while (open.TryDequeue(out var id))
        {
            if (id == segment)
            {
                return true;
            }

            if (seen.Add(id) && await db.Set<Segment>().Where(s => s.Id == id && s.Type == SegmentType.Dynamic).Select(s => s.Definition).FirstOrDefaultAsync(ct) is { Length: > 0 } json)
            {
                SegmentDefinition.Parse(json).Root.Everything().Select(n => n.Segment).OfType<long>().ToList().ForEach(open.Enqueue);
            }
        }

        return false;
    }

    /// <summary>"Goud, lang niet geweest" → goud-lang-niet-geweest; with a number behind it where that is taken.</summary>
    internal static async Task<string> CodeAsync(StudioDb db, string name, CancellationToken ct)
    {
        var plain = new StringBuilder();
        foreach (var c in name.Trim().Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark && plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }

        var code = plain.ToString().Trim('-') is { Length: > 0 } made ? made[..Math.Min(made.Length, 60)].Trim('-') : "segment";
        var taken = await db.Set<Segment>().Where(s => s.Code.StartsWith(code)).Select(s => s.Code).ToListAsync(ct);
        return taken.Contains(code) ? Enumerable.Range(2, taken.Count + 1).Select(n => FormattableString.Invariant($"{code}-{n}")).First(c => !taken.Contains(c)) : code;
    }
}
