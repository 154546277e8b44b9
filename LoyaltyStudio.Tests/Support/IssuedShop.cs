using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A retailer with two stores and members with points, whose cheques of the last quarter of 2025 are issued by the product's own way.</summary>
internal sealed class IssuedShop
{
    private readonly Retailer retailer;

    private IssuedShop(Retailer retailer, long[] stores, long runId) => (this.retailer, Stores, RunId) = (retailer, stores, runId);

    internal long RunId { get; }

    /// <summary>The two stores; members are of the one and the other in turns.</summary>
    internal long[] Stores { get; }

    internal DateOnly Today => DateOnly.FromDateTime(retailer.Clock.Now);

    internal DateOnly ValidUntil => retailer.ReadAsync(db => db.Set<ChequeRun>().Where(r => r.Id == RunId).Select(r => r.ChequesValidUntil).SingleAsync()).GetAwaiter().GetResult();

    /// <summary>Members 1 to <paramref name="members"/> with so many points each, active before the cut-off; 200 points are a cheque of 5.</summary>
    internal static async Task<IssuedShop> IssuedAsync(Retailer retailer, int members, long points, Func<long, bool>? consent = null)
    {
        var stores = await FillAsync(retailer, members, points, consent ?? (_ => true));
        var run = await retailer.IssueAsync("2025-Q4");
        return new IssuedShop(retailer, stores, run);
    }

    internal static Task<long[]> FillAsync(Retailer retailer, int members, long points, Func<long, bool> consent) => retailer.Data.WriteAsync(async db =>
    {
        Store[] stores = [new Store { Code = "n", Name = "Noord", Street = "Markt 1", PostalCode = "1234 AB", City = "Ede" }, new Store { Code = "z", Name = "Zuid" }];
        db.AddRange(stores);
        await db.SaveChangesAsync();
        for (var id = 1L; id <= members; id++)
        {
            var member = Fixtures.Member(retailer.Clock, id, consent(id));
            member.HomeStoreId = stores[(id - 1) % 2].Id;
            member.Index();
            db.Add(member);
            db.Add(new LedgerEntry
            {
                Id = id, MemberId = id, Kind = EntryKind.Earn, Points = points, OccurredAt = retailer.Clock.Now.AddDays(-1), BusinessDate = new DateOnly(2025, 11, 1), RecordedAt = retailer.Clock.Now.AddDays(-1),
                Actor = "test", Reason = "test", SourceType = "test", SourceId = $"{id}", ContentHash = "x",
            });
            db.Add(new PointLot { Id = id, MemberId = id, EntryId = id, Earned = points, Remaining = points, ActivatesOn = new DateOnly(2025, 11, 16) });
            db.Add(new LotMovement { Id = id, EntryId = id, LotId = id, Points = points });
            db.Add(new PointBalance { MemberId = id, Total = points });
        }

        await db.SaveChangesAsync();
        return stores.Select(s => s.Id).ToArray();
    }, default);

    /// <summary>The code of the cheque that was issued as the n-th, as it is printed.</summary>
    internal async Task<string> CodeAsync(int n) =>
        CodeText.Print(retailer.Get<CodeVault>().Reveal(await retailer.ReadAsync(db => db.Set<Cheque>().OrderBy(c => c.Id).Skip(n).Select(c => c.CodeSealed).FirstAsync())));

    internal async Task<Outcome<RedeemedCode>> RedeemAsync(int n, string receipt, long? cents) =>
        await retailer.Get<RedeemCode>().RunAsync(retailer.Anna, new RedeemRequest(await CodeAsync(n), receipt, cents, null), default);

    internal async Task<ChequeBookView> BookAsync(DateOnly from, DateOnly until, BookSplit split) => (await retailer.Get<ReadChequeBook>().RunAsync(retailer.Anna, new(from, until, split), default)).Must();

    /// <summary>The codes of the checks of cheques that find something.</summary>
    internal async Task<IReadOnlyList<string>> BrokenAsync()
    {
        List<string> broken = [];
        foreach (var check in retailer.Get<IEnumerable<IInvariantCheck>>().Where(c => c.Code.StartsWith("cheque-", StringComparison.Ordinal)))
        {
            if (await retailer.ReadAsync(db => check.FindBreachesAsync(db, default)) is { Count: > 0 })
            {
                broken.Add(check.Code);
            }
        }

        return broken;
    }

    internal async Task CheckAsync() => Assert.Empty(await BrokenAsync());
}
