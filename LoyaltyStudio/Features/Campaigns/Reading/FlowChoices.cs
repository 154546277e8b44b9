using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>What a flow can name of the retailer's own, with the names that people read.</summary>
/// <param name="Segments">Segments in use, and those that the flow names.</param>
/// <param name="Programs">Addresses to which members can be handed over.</param>
/// <param name="Products">Code and name, up to a thousand.</param>
/// <param name="Names">Of the values in the flow's conditions.</param>
public sealed record FlowChoices(IReadOnlyList<(long Id, string Name)> Segments, IReadOnlyList<(long Id, string Name)> Programs, IReadOnlyList<(long Id, string Name)> Sales, IReadOnlyList<(string Code, string Name)> Tiers,
    IReadOnlyList<(string Code, string Name)> Products, IReadOnlyList<string> Categories, SegmentNames Names)
{
    public static FlowChoices None { get; } = new([], [], [], [], [], [], SegmentNames.None);

    public string? Segment(long? id) => id is { } wanted ? Segments.FirstOrDefault(s => s.Id == wanted).Name : null;
}

/// <summary>Reads the choices of the editor, and the names that a flow is read with.</summary>
public sealed class ShowFlowChoices(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue)
{
    private const int MostProducts = 1_000;

    /// <param name="flow">The flow whose conditions have to be named; null: none.</param>
    /// <param name="whole">False where only names are needed, not everything that can be chosen.</param>
    public async Task<Outcome<FlowChoices>> RunAsync(Actor actor, FlowDefinition? flow, CancellationToken ct, bool whole = true)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var segments = await db.Set<Segment>().OrderBy(s => s.Name).Where(s => !s.Archived || !whole).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var programs = await db.Set<WebhookEndpoint>().OrderBy(e => e.Name).Select(e => new { e.Id, e.Name }).ToListAsync(ct);
        var sales = await db.Set<Sale>().OrderByDescending(s => s.StartsAt).Take(50).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var tiers = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers ?? [];
        var products = whole ? await db.Set<Product>().OrderBy(p => p.Name).Take(MostProducts).Select(p => new { p.Sku, p.Name }).ToListAsync(ct) : [];
        var categories = whole ? await db.Set<Product>().Where(p => p.Category != "").Select(p => p.Category).Distinct().OrderBy(c => c).Take(200).ToListAsync(ct) : [];
        List<SegmentNode> roots = flow is null ? [] : [.. flow.Everything().OfType<ConditionStep>().Select(c => c.Definition.Root)];
        if (flow?.Trigger.Details.Count > 0)
        {
            roots.Add(SegmentNode.Times(flow.Trigger.Event, SegmentTest.AtLeast, 1, null, flow.Trigger.Details));
        }

        return new FlowChoices(segments.ConvertAll(s => (s.Id, s.Name)), programs.ConvertAll(e => (e.Id, e.Name)), sales.ConvertAll(s => (s.Id, s.Name)), [.. tiers.Select(t => (t.Code, t.Name(StudioLanguages.Current)))],
            products.ConvertAll(p => (p.Sku, p.Name.Length > 0 ? p.Name : p.Sku)), categories, await SegmentNames.LoadAsync(db, catalogue, roots, today, ct));
    }
}
