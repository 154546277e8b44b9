using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Booking;

/// <summary>The rows that a booking comes to, and how they are written.</summary>
public sealed partial class PointBooking
{
    /// <summary>What an entry's fingerprint is made of (L4). <see cref="Expiring.ExpirePoints"/> makes the same in SQL.</summary>
    internal static string HashText(long member, long points, DateOnly on, long? versionId) => $"{member}|{points}|{on:yyyy-MM-dd}|{versionId}";

    /// <summary>Gives every entry its id before <see cref="SaveAsync"/>, for callers that write rows which point at entries.</summary>
    public async Task AssignIdsAsync()
    {
        if (entries.Count > 0 && entries[0].Id == 0)
        {
            var ids = await scope.Db.NextIdsAsync<LedgerEntry>(entries.Count);
            for (var i = 0; i < ids.Length; i++)
            {
                entries[i].Id = ids[i];
            }
        }
    }

    public async Task SaveAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await AssignIdsAsync();
        var lotIds = await scope.Db.NextIdsAsync<PointLot>(newLots.Count);
        for (var i = 0; i < newLots.Count; i++)
        {
            newLots[i].Id = lotIds[i];
            newLots[i].EntryId = lotEntries[newLots[i]].Id;
        }

        foreach (var entry in entries)
        {
            entry.ReversesId ??= reversals.GetValueOrDefault(entry)?.Id;
        }

        var moves = movements.ConvertAll(m => new LotMovement { EntryId = m.Entry.Id, LotId = m.Lot?.Id, Points = m.Points });
        var moveIds = await scope.Db.NextIdsAsync<LotMovement>(moves.Count);
        for (var i = 0; i < moves.Count; i++)
        {
            moves[i].Id = moveIds[i];
        }

        await scope.Db.BulkInsertAsync(entries);
        await scope.Db.BulkInsertAsync(newLots);
        await scope.Db.BulkUpdateAsync(oldLots, [nameof(PointLot.Remaining), nameof(PointLot.ExpiresOn), nameof(PointLot.Revivals)], []);
        await scope.Db.BulkInsertAsync(moves);
        await scope.Db.BulkUpsertAsync(changes.Values, [], [nameof(PointBalance.Total), nameof(PointBalance.Debt)]);
        await activities.SaveAsync(scope.Db, ct);
    }

    /// <summary>Writes other dates of lots, where the day from which they count became known.</summary>
    internal static Task SetDatesAsync(StudioDb db, IReadOnlyCollection<PointLot> lots) => db.BulkUpdateAsync(lots, [nameof(PointLot.ActivatesOn), nameof(PointLot.ExpiresOn)], []);

    private LedgerEntry Book(long member, EntryKind kind, long points, string sourceType, long sourceId, long line, DateTime at, DateOnly on, string reason, long? versionId,
        DateOnly? qualifiesOn = null, string? basis = null, LedgerEntry? reverses = null)
    {
        var source = sourceId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var entry = new LedgerEntry
        {
            MemberId = member, Kind = kind, Points = points, OccurredAt = at, BusinessDate = on, RecordedAt = scope.Now, Actor = scope.Actor.Stamp, Reason = reason,
            VersionId = versionId, SourceType = sourceType, SourceId = source, Line = line, QualifiesOn = qualifiesOn, Basis = basis,
            ContentHash = ContentHash.Of(HashText(member, points, on, versionId)),
        };
        if (reverses is not null)
        {
            reversals[entry] = reverses;
        }

        entries.Add(entry);
        ChangeOf(member).Total += points;
        return entry;
    }

    private void PayDebt(long member, LedgerEntry entry, PointLot lot)
    {
        var pay = Math.Min(debts.GetValueOrDefault(member), lot.Remaining);
        if (pay > 0)
        {
            lot.Remaining -= pay;
            debts[member] -= pay;
            ChangeOf(member).Debt -= pay;
            movements.Add((entry, lot, -pay));
            movements.Add((entry, null, pay));
        }
    }

    private void Allocate(LedgerEntry entry, List<(PointLot? Lot, long Points)> taken)
    {
        foreach (var (lot, points) in taken)
        {
            movements.Add((entry, lot, -points));
            if (lot is null)
            {
                debts[entry.MemberId] = debts.GetValueOrDefault(entry.MemberId) + points;
                ChangeOf(entry.MemberId).Debt += points;
            }
            else if (lot.Id != 0)
            {
                oldLots.Add(lot);
            }
        }
    }

    private IEnumerable<PointLot> ReturnOrder(long member, LedgerEntry? reverses, DateOnly on) =>
        LotPolicy.ReturnOrder(LotsOf(member), l => reverses is not null && IsOf(l, reverses), on);

    private bool IsOf(PointLot lot, LedgerEntry earned) => lotEntries.TryGetValue(lot, out var own) ? own == earned : lot.EntryId == earned.Id;

    private List<PointLot> LotsOf(long member)
    {
        if (!lots.TryGetValue(member, out var list))
        {
            lots[member] = list = [];
        }

        return list;
    }

    private PointBalance ChangeOf(long member)
    {
        if (!changes.TryGetValue(member, out var change))
        {
            changes[member] = change = new PointBalance { MemberId = member };
        }

        return change;
    }
}
