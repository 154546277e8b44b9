using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Importing;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Importing;

/// <summary>
/// Purchases and returns with their lines from a file, found again by source and receipt number. The receipts are recorded in order of time,
/// whatever the order of the file, so that tiers follow the purchases as they happened.
/// </summary>
internal sealed class PurchasesImporter(PurchaseBook book, OrganisationBook organisation, TimeProvider clock) : IImporter
{
    private const int Chunk = 2_000;

    public string Kind => "purchases";

    public IReadOnlyList<FieldSpec> Fields => PurchaseLines.Fields;

    public void Try(ImportMapping mapping, FieldReader fields, TableRow row) => new PurchaseLines(mapping, fields).Read(row);

    public async Task ImportAsync(ImportSession session, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var purchases = Read(session);
        await session.CommitAsync(purchases, Chunk, async (db, part, notes) =>
        {
            var ids = await PrepareAsync(db, session, part, info, notes, ct);
            var drafts = part.Select(p => Draft(p, ids, info)).ToList();
            var results = await book.RecordAsync(db, session.Actor, drafts, ct);
            Report(notes, part, drafts, results);
            return new ChunkResult(results.Count(r => r.Result == RecordResult.Added), 0, results.Count(r => r.Result == RecordResult.Unchanged));
        }, ct);
    }

    /// <summary>The receipts of the file in order of time. A receipt whose rows name two customers or moments keeps those of its first row.</summary>
    private static List<FilePurchase> Read(ImportSession session)
    {
        var reader = new PurchaseLines(session.Mapping, session.Fields);
        var byKey = new Dictionary<(string, string), FilePurchase>();
        foreach (var (_, line) in session.Rows(reader.Read))
        {
            if (!byKey.TryGetValue((line.Source, line.ExternalId), out var purchase))
            {
                byKey[(line.Source, line.ExternalId)] = purchase = new FilePurchase(line, []);
            }

            purchase.Lines.Add(line);
        }

        return [.. byKey.Values.OrderBy(p => p.Head.At).ThenBy(p => p.Head.IsReturn).ThenBy(p => p.Head.ExternalId, StringComparer.Ordinal)];
    }

    private sealed record Known(Dictionary<string, long> Members, Dictionary<string, long> Products, Dictionary<string, long> Stores);

    /// <summary>Finds or makes everything that the receipts of this chunk name.</summary>
    private async Task<Known> PrepareAsync(StudioDb db, ImportSession session, IReadOnlyList<FilePurchase> part, OrganisationInfo info, ChunkNotes notes, CancellationToken ct)
    {
        if (session.Mapping.MissingStores == Missing.Create)
        {
            notes.Count("stores created", await StoreBook.AddMissingAsync(db, part.Select(p => p.Head.Store), ct));
        }

        var seen = part.SelectMany(p => p.Lines).Where(l => l.Sku.Length > 0).GroupBy(l => l.Sku)
            .Select(g => new ProductSeen(g.Key, First(g, l => l.ProductName), First(g, l => l.Category), First(g, l => l.Brand))).ToList();
        var (products, addedProducts, _) = await ProductBook.EnsureAsync(db, seen, replace: false, ct);
        notes.Count("products created", addedProducts);
        return new Known(await MembersAsync(db, session, part, info, notes, ct), products, await StoreBook.ByNameAsync(db, ct));
    }

    private async Task<Dictionary<string, long>> MembersAsync(StudioDb db, ImportSession session, IReadOnlyList<FilePurchase> part, OrganisationInfo info, ChunkNotes notes, CancellationToken ct)
    {
        var names = part.Select(p => p.Head.Member).Where(m => m.Length > 0).Distinct().ToArray();
        var rows = await db.Set<Member>().AsNoTracking().Where(m => names.Contains(m.ExternalId!) || names.Contains(m.CardNumber))
            .Select(m => new { m.Id, m.ExternalId, m.CardNumber }).ToListAsync(ct);
        var found = new Dictionary<string, long>();
        foreach (var row in rows)
        {
            found[row.CardNumber] = row.Id;
            found[row.ExternalId ?? row.CardNumber] = row.Id;
        }

        if (session.Mapping.MissingMembers == Missing.Create)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var fresh = part.Where(p => p.Head.Member.Length > 0 && !found.ContainsKey(p.Head.Member)).DistinctBy(p => p.Head.Member).Select(p => new Member
            {
                CardNumber = "", ExternalId = p.Head.Member, Language = info.Language, Country = p.Head.Country, EnrolledOn = DateOnly.FromDateTime(p.Head.At), CreatedAt = now, ChangedAt = now,
            }).ToList();
            await MemberBook.AddAsync(db, fresh);
            fresh.ForEach(m => found[m.ExternalId!] = m.Id);
            notes.Count("members created", fresh.Count);
        }

        return found;
    }

    private static PurchaseDraft Draft(FilePurchase purchase, Known known, OrganisationInfo info)
    {
        var head = purchase.Head;
        long? member = known.Members.TryGetValue(head.Member, out var m) ? m : null;
        long? store = known.Stores.TryGetValue(head.Store.ToLowerInvariant(), out var s) ? s : null;
        var lines = purchase.Lines.ConvertAll(l => new LineDraft(l.Sku.Length > 0 ? known.Products[l.Sku] : null, l.Kind, l.Quantity, l.AmountCents));
        var at = info.Calendar.ToUtc(head.At);
        return new PurchaseDraft(head.Source, head.ExternalId, head.IsReturn ? PurchaseKind.Return : PurchaseKind.Purchase, member, store, ChannelOf(head.Channel), at,
            info.Calendar.DateOf(at), purchase.Lines.Max(l => l.PaidByChequeCents), lines, DeliveredOn: head.DeliveredOn, PromisedOn: head.PromisedOn);
    }

    private static void Report(ChunkNotes notes, IReadOnlyList<FilePurchase> part, List<PurchaseDraft> drafts, IReadOnlyList<RecordedDraft> results)
    {
        for (var i = 0; i < results.Count; i++)
        {
            var kind = drafts[i].Kind == PurchaseKind.Return ? "returns" : "purchases";
            notes.Count(kind);
            notes.Count("lines kept", part[i].Lines.Count);
            if (drafts[i].MemberId is null)
            {
                notes.Count($"anonymous {kind}");
            }

            if (results[i].Result == RecordResult.Different)
            {
                notes.Refuse("different_content", $"Receipt {drafts[i].ExternalId} is recorded already with other content; what is recorded stays as it is.", part[i].Head.ExternalId);
            }
        }
    }

    private static Channel ChannelOf(string text) => text.ToLowerInvariant() switch
    {
        "web" or "webshop" or "online" or "webwinkel" => Channel.Web,
        "marketplace" or "marktplaats" or "platform" => Channel.Marketplace,
        "phone" or "telefoon" => Channel.Phone,
        _ => Channel.Store,
    };

    private static string First(IEnumerable<FileLine> lines, Func<FileLine, string> text) => lines.Select(text).FirstOrDefault(t => t.Length > 0) ?? "";
}
