using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Features.Personalisation.Visiting;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Personalisation.Blocks;

/// <summary>Whether visitors see a block on a day.</summary>
public enum BlockShow { Draft, Showing, Planned, Over }

/// <param name="Segment">Name of the segment; empty where it asks none.</param>
public sealed record BlockRow(long Id, string Name, BlockPlace Place, string TitleNl, string TitleEn, BlockAudience Audience, IReadOnlyList<string> Tiers, string Segment, IReadOnlyList<Lifecycle.Model.LifecycleState> States, string Source,
    DateOnly? FromOn, DateOnly? UntilOn, int Priority, BlockShow Show, int Version);

/// <param name="Demo">True where the example shop is served.</param>
public sealed record BlockList(IReadOnlyList<BlockRow> Rows, bool Demo);

/// <summary>All content blocks: by place, the highest priority first.</summary>
public sealed class ListBlocks(StudioData data, TimeProvider clock, OrganisationBook organisation, IOptions<SiteOptions> options)
{
    public async Task<Outcome<BlockList>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var rows = await (from b in db.Set<SiteBlock>() join s in db.Set<Segment>() on b.SegmentId equals (long?)s.Id into segments from s in segments.DefaultIfEmpty() select new { b, Segment = s == null ? "" : s.Name }).ToListAsync(ct);
        var names = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers.ToDictionary(t => t.Code, t => t.Name(StudioLanguages.Current)) ?? [];
        return new BlockList([.. rows.OrderBy(r => r.b.Place).ThenByDescending(r => r.b.Priority).ThenByDescending(r => r.b.Id).Select(r => new BlockRow(r.b.Id, r.b.Name, r.b.Place, r.b.TitleNl, r.b.TitleEn, r.b.Audience, [.. r.b.TierCodes.Select(t => names.GetValueOrDefault(t, t))], r.Segment, r.b.StateList,
            r.b.Source, r.b.FromOn, r.b.UntilOn, r.b.Priority, ShowOf(r.b, today), r.b.Version))], options.Value.Demo);
    }

    internal static BlockShow ShowOf(SiteBlock block, DateOnly today) => !block.Published ? BlockShow.Draft : block.UntilOn < today ? BlockShow.Over : block.FromOn > today ? BlockShow.Planned : BlockShow.Showing;
}

/// <summary>A block as its form holds it.</summary>
/// <param name="Id">0 for a new one.</param>
/// <param name="Version">The version that the form was filled from; 0 for a new one.</param>
public sealed record BlockDraft(long Id, string Name, BlockPlace Place, BlockAudience Audience, int Version = 0)
{
    public string TitleNl { get; init; } = "";
    public string TitleEn { get; init; } = "";
    public string TextNl { get; init; } = "";
    public string TextEn { get; init; } = "";
    public string ButtonNl { get; init; } = "";
    public string ButtonEn { get; init; } = "";
    public string Url { get; init; } = "";
    public IReadOnlyList<string> Tiers { get; init; } = [];
    public long? SegmentId { get; init; }
    public IReadOnlyList<Lifecycle.Model.LifecycleState> States { get; init; } = [];
    public string Source { get; init; } = "";
    public DateOnly? FromOn { get; init; }
    public DateOnly? UntilOn { get; init; }
    public int Priority { get; init; } = 50;
    public bool Published { get; init; }
}

/// <param name="Draft">The block; null for a new one.</param>
public sealed record BlockPicture(BlockDraft? Draft, IReadOnlyList<(string Code, string Name)> Tiers, IReadOnlyList<(long Id, string Name)> Segments);

/// <summary>One block with what its form lets one choose from.</summary>
public sealed class ShowBlock(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <param name="blockId">0 for a new one.</param>
    public async Task<Outcome<BlockPicture>> RunAsync(Actor actor, long blockId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var block = blockId == 0 ? null : await db.Set<SiteBlock>().FirstOrDefaultAsync(b => b.Id == blockId, ct);
        if (block is null && blockId != 0)
        {
            return Refuse.NotFound("block_unknown", "This block does not exist.");
        }

        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On((await organisation.CurrentAsync(ct)).Today(clock));
        var segments = await db.Set<Segment>().Where(s => !s.Archived).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        return new BlockPicture(block is null ? null : Of(block), live is null ? [] : [.. live.Content.Tiers.Select(t => (t.Code, t.Name(StudioLanguages.Current)))], segments.ConvertAll(s => (s.Id, s.Name)));
    }

    private static BlockDraft Of(SiteBlock b) => new(b.Id, b.Name, b.Place, b.Audience, b.Version)
    {
        TitleNl = b.TitleNl, TitleEn = b.TitleEn, TextNl = b.TextNl, TextEn = b.TextEn, ButtonNl = b.ButtonNl, ButtonEn = b.ButtonEn, Url = b.Url, Tiers = b.TierCodes, SegmentId = b.SegmentId, States = b.StateList, Source = b.Source,
        FromOn = b.FromOn, UntilOn = b.UntilOn, Priority = b.Priority, Published = b.Published,
    };
}

/// <summary>Makes or changes a block. Visitors see the change at once on this server, and within ten seconds on others.</summary>
public sealed class SaveBlock(StudioData data, TimeProvider clock, SiteBook site)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, BlockDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var errors = BlockRules.Check(draft).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var saved = await data.WriteAsync(db => WriteAsync(db, actor, draft, ct), ct);
        site.Forget();
        return saved;
    }

    private async Task<Outcome<long>> WriteAsync(StudioDb db, Actor actor, BlockDraft draft, CancellationToken ct)
    {
        var block = draft.Id == 0 ? new SiteBlock { Name = "", Author = actor.Name, CreatedAt = clock.GetUtcNow().UtcDateTime } : await db.Set<SiteBlock>().AsTracking().FirstOrDefaultAsync(b => b.Id == draft.Id, ct);
        if (block is null)
        {
            return Refuse.NotFound("block_unknown", "This block does not exist.");
        }

        if (draft.Id != 0 && block.Version != draft.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        if (draft is { Audience: BlockAudience.Segment, SegmentId: { } segment } && !await db.Set<Segment>().AnyAsync(s => s.Id == segment, ct))
        {
            return Refuse.Invalid("audience", "Choose for whom it is.");
        }

        Fill(block, draft);
        if (draft.Id == 0)
        {
            db.Add(block);
        }

        await db.SaveChangesAsync(ct);
        db.Audit(actor, draft.Id == 0 ? "site_block.added" : "site_block.changed", $"site_block {block.Id}", $"{block.Name}, {block.Place}, {block.Audience}{(block.Published ? ", published" : "")}");
        return block.Id;
    }

    private static void Fill(SiteBlock block, BlockDraft draft)
    {
        (block.Name, block.Place, block.Audience, block.Url, block.Source) = (draft.Name.Trim(), draft.Place, draft.Audience, draft.Url.Trim(), draft.Source.Trim().ToLowerInvariant());
        (block.TitleNl, block.TextNl, block.ButtonNl) = (draft.TitleNl.Trim(), draft.TextNl.Trim(), draft.ButtonNl.Trim());
        (block.TitleEn, block.TextEn, block.ButtonEn) = (draft.TitleEn.Trim(), draft.TextEn.Trim(), draft.ButtonEn.Trim());
        (block.Tiers, block.SegmentId, block.States) = (string.Join(' ', draft.Tiers), draft.SegmentId, string.Join(' ', draft.States));
        (block.FromOn, block.UntilOn, block.Priority, block.Published) = (draft.FromOn, draft.UntilOn, draft.Priority, draft.Published);
    }
}

/// <summary>Puts a block on the site or takes it off.</summary>
public sealed class PublishBlock(StudioData data, SiteBook site)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long blockId, bool published, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var outcome = await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<SiteBlock>().AsTracking().FirstOrDefaultAsync(b => b.Id == blockId, ct) is not { } block)
            {
                return Refuse.NotFound("block_unknown", "This block does not exist.");
            }

            if (block.Published != published)
            {
                block.Published = published;
                await db.SaveChangesAsync(ct);
                db.Audit(actor, published ? "site_block.published" : "site_block.withdrawn", $"site_block {block.Id}", block.Name);
            }

            return default(Nothing);
        }, ct);
        site.Forget();
        return outcome;
    }
}

/// <summary>Throws a block away.</summary>
public sealed class RemoveBlock(StudioData data, SiteBook site)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long blockId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var outcome = await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<SiteBlock>().AsTracking().FirstOrDefaultAsync(b => b.Id == blockId, ct) is not { } block)
            {
                return Refuse.NotFound("block_unknown", "This block does not exist.");
            }

            db.Remove(block);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "site_block.removed", $"site_block {block.Id}", block.Name);
            return default(Nothing);
        }, ct);
        site.Forget();
        return outcome;
    }
}
