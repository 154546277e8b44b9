using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// A retailer with very many members and ten purchases each over thirty months, settled up to <see cref="BigRetailerSales.Today"/>: points, lots, expiry and tiers
/// are as the product would have made them under the reference programme. Kept on disk by number of members and engine, and used again.
/// </summary>
internal static class BigRetailer
{
    /// <summary>Opens the retailer, made first where it is not there. Its clock stands at noon of the settled day.</summary>
    /// <param name="folder">Where the databases are kept; null: under the folder for temporary files.</param>
    internal static async Task<Retailer> OpenAsync(string engine, int members, string? folder, CancellationToken ct) =>
        Retailer.Over(await DatabaseAsync(engine, members, folder, ct), Clock());

    internal static FakeClock Clock() => new(BigRetailerSales.Today.ToDateTime(new TimeOnly(12, 0)));

    /// <summary>The kept database, made first where it is not there or was not finished.</summary>
    internal static async Task<TestDatabase> DatabaseAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var own = Path.Combine(folder ?? Path.Combine(Path.GetTempPath(), "loyaltystudio-scale"), $"{engine.ToLowerInvariant()}-{members}");
        var name = $"loyalty_scale_{members}";
        var ready = Path.Combine(own, "ready");
        var (database, existed) = await TestDatabase.KeptAsync(engine, own, name);
        if (existed && File.Exists(ready))
        {
            await using var known = Retailer.Over(database, Clock());
            await known.Data.MigrateAsync(ct);
            return database;
        }

        if (existed)
        {
            await database.RemoveAsync();
            (database, _) = await TestDatabase.KeptAsync(engine, own, name);
        }

        await FillAsync(database, members, ct);
        await File.WriteAllTextAsync(ready, "", ct);
        return database;
    }

    /// <summary>Fills an empty database.</summary>
    internal static async Task FillAsync(TestDatabase database, int members, CancellationToken ct)
    {
        await using (var empty = Retailer.Over(database, Clock()))
        {
            await empty.Data.MigrateAsync(ct);
            await empty.Data.WriteAsync(async db =>
            {
                db.AddRange(Beginning(empty.Clock));
                await db.SaveChangesAsync(ct);
            }, ct);
        }

        // Opened again, so that no other connection is in the way of switching the log off.
        await using var retailer = Retailer.Over(database, Clock());
        await retailer.Data.AloneAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(ct);
            var indexes = await BigRetailerIndexes.DropAsync(db, ct);
            await WriteAsync(db, members, ct);
            await indexes.RestoreAsync(ct);
        }, ct);
    }

    private static IEnumerable<object> Beginning(FakeClock clock)
    {
        yield return Fixtures.Organisation(clock);
        yield return new ProgrammeVersion
        {
            Id = 1, Number = 1, State = ProgrammeState.Published, EffectiveFrom = new DateOnly(2020, 1, 1), Content = ReferenceProgramme.Content.ToJson(), Author = "cli scale",
            CreatedAt = clock.Now, PublishedAt = clock.Now, PublishedBy = "cli scale",
        };
        for (var i = 1; i <= BigRetailerSales.Stores; i++)
        {
            yield return new Store { Id = i, Code = $"winkel-{i}", Name = $"Winkel {i}" };
        }

        foreach (var product in BigRetailerSales.Catalogue)
        {
            yield return new Product { Id = product.Id, Sku = $"P{product.Id}", Name = $"Product {product.Id}", Category = product.Category, Brand = product.Brand };
        }
    }

    /// <summary>One thread makes rows, this one writes them.</summary>
    private static async Task WriteAsync(StudioDb db, int members, CancellationToken ct)
    {
        var sets = System.Threading.Channels.Channel.CreateBounded<BigRows>(3);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var making = Task.Run(async () =>
        {
            try
            {
                foreach (var set in new BigRetailerRows(members).Sets())
                {
                    await sets.Writer.WriteAsync(set, stop.Token);
                }

                sets.Writer.Complete();
            }
            catch (Exception e)
            {
                sets.Writer.Complete(e);
            }
        }, CancellationToken.None);
        try
        {
            await foreach (var set in sets.Reader.ReadAllAsync(ct))
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                await WriteAsync(db, set);
                await transaction.CommitAsync(ct);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await making;
        }
    }

    private static async Task WriteAsync(StudioDb db, BigRows set)
    {
        await db.BulkInsertAsync(set.Members);
        await db.BulkInsertAsync(set.Consents);
        await db.BulkInsertAsync(set.Stats);
        await db.BulkInsertAsync(set.Tiers);
        await db.BulkInsertAsync(set.Changes);
        await db.BulkInsertAsync(set.Purchases);
        await db.BulkInsertAsync(set.Lines);
        await db.BulkInsertAsync(set.Entries);
        await db.BulkInsertAsync(set.Lots);
        await db.BulkInsertAsync(set.Movements);
        await db.BulkInsertAsync(set.Balances);
    }
}
