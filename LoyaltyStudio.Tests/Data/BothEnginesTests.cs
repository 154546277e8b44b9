using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Data;

/// <summary>What both databases must do alike.</summary>
public sealed class BothEnginesTests
{
    private static readonly DateTime At = new(2026, 3, 10, 9, 0, 0, 123, DateTimeKind.Utc);

    [Theory]
    [InlineData(Engines.Sqlite, 3)]
    [InlineData(Engines.Sqlite, 500)]
    [InlineData(Engines.PostgreSql, 3)]
    [InlineData(Engines.PostgreSql, 500)]
    public async Task Bulk_insert_writes_what_the_model_says_and_reads_it_back(string engine, int count)
    {
        await using var open = await OpenDatabase.OnAsync(engine);
        await open.Data.WriteAsync(async db =>
        {
            var ids = await db.NextIdsAsync<Purchase>(count);
            await db.BulkInsertAsync(ids.Select(id => Purchase(id)).ToList());
        }, CancellationToken.None);
        await open.Data.WriteAsync(async db =>
        {
            var next = await db.NextIdsAsync<Purchase>(2);
            Assert.DoesNotContain(next[0], Enumerable.Range(1, count).Select(i => (long)i));
            Assert.Equal(2, next.Distinct().Count());
        }, CancellationToken.None);

        await using var read = open.Data.Read();
        var rows = await read.Set<Purchase>().OrderBy(p => p.Id).ToListAsync();
        Assert.Equal(count, rows.Count);
        Assert.Equal(("till", PurchaseKind.Return, null, Channel.Marketplace, At, new DateOnly(2026, 3, 10), -105L),
            (rows[1].Source, rows[1].Kind, rows[1].MemberId, rows[1].Channel, rows[1].OccurredAt, rows[1].BusinessDate, rows[1].TotalCents));
    }

    [Theory]
    [InlineData(Engines.Sqlite, 3)]
    [InlineData(Engines.Sqlite, 500)]
    [InlineData(Engines.PostgreSql, 3)]
    [InlineData(Engines.PostgreSql, 500)]
    public async Task Bulk_upsert_and_update_set_and_increment_what_they_name_and_nothing_else(string engine, int count)
    {
        await using var open = await OpenDatabase.OnAsync(engine);
        List<PointBalance> Rows(int from, long total, long debt) => Enumerable.Range(from, count).Select(i => new PointBalance { MemberId = i, Total = total, Debt = debt }).ToList();
        await open.Data.WriteAsync(db => db.BulkUpsertAsync(Rows(1, 10, 1), set: [nameof(PointBalance.Debt)], add: [nameof(PointBalance.Total)]), CancellationToken.None);
        await open.Data.WriteAsync(db => db.BulkUpsertAsync(Rows(2, 5, 7), set: [nameof(PointBalance.Debt)], add: [nameof(PointBalance.Total)]), CancellationToken.None);
        await open.Data.WriteAsync(db => db.BulkUpdateAsync(Rows(2, -3, 99), set: [], add: [nameof(PointBalance.Total)]), CancellationToken.None);
        await open.Data.WriteAsync(db => db.BulkUpdateAsync(Rows(5_000, 1, 1), set: [], add: [nameof(PointBalance.Total)]), CancellationToken.None);

        await using var read = open.Data.Read();
        var rows = await read.Set<PointBalance>().OrderBy(b => b.MemberId).ToListAsync();
        Assert.Equal(count + 1, rows.Count);
        Assert.Equal((10, 1), (rows[0].Total, rows[0].Debt));
        Assert.Equal((12, 7), (rows[1].Total, rows[1].Debt));
        Assert.Equal((2, 7), (rows[^1].Total, rows[^1].Debt));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Append_only_tables_refuse_update_and_delete_below_the_context_too(string engine)
    {
        await using var open = await OpenDatabase.OnAsync(engine);
        var kinds = typeof(IAppendOnly).Assembly.GetTypes().Where(t => t.IsClass && typeof(IAppendOnly).IsAssignableFrom(t)).ToList();
        Assert.True(kinds.Count >= 8);
        foreach (var kind in kinds)
        {
            await open.Data.WriteAsync(async db =>
            {
                db.Add(Row(kind));
                await db.SaveChangesAsync();
            }, CancellationToken.None);
            await using var model = open.Data.Read();
            var entity = model.Model.FindEntityType(kind)!;
            var column = entity.FindPrimaryKey()!.Properties[0].GetColumnName();
            foreach (var sql in new[] { $"UPDATE {entity.GetTableName()} SET {column} = {column}", $"DELETE FROM {entity.GetTableName()}" })
            {
                var error = await Record.ExceptionAsync(() => open.Data.AloneAsync(db => db.Database.ExecuteSqlRawAsync(sql), CancellationToken.None));
                Assert.True(error is DbException && error.Message.Contains("append-only", StringComparison.Ordinal), $"{sql} was not refused: {error?.Message}");
            }
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_audit_trail_sees_a_changed_line_and_a_line_that_was_taken_out(string engine)
    {
        await using var open = await OpenDatabase.OnAsync(engine);
        for (var i = 1; i <= 6; i++)
        {
            await open.Data.WriteAsync(db =>
            {
                db.Audit(Actor.CommandLine("test"), "thing.done", $"thing {i}", "was");
                return Task.CompletedTask;
            }, CancellationToken.None);
        }

        Assert.Empty(await BrokenAsync(open));
        await TamperAsync(open, "UPDATE audit_entry SET details = 'other' WHERE id = 2");
        Assert.Equal([2L], await BrokenAsync(open));
        await TamperAsync(open, "UPDATE audit_entry SET details = 'was' WHERE id = 2");
        Assert.Empty(await BrokenAsync(open));
        await TamperAsync(open, "DELETE FROM audit_entry WHERE id = 4");
        Assert.Equal([5L], await BrokenAsync(open));
    }

    [Fact]
    public void The_migrations_of_both_databases_say_what_the_model_says()
    {
        using var sqlite = new SqliteDesign().CreateDbContext([]);
        using var postgres = new PostgresDesign().CreateDbContext([]);
        Assert.False(sqlite.Database.HasPendingModelChanges(), "The SQLite migrations lack a change of the model. Run ./add-migration.sh NAME.");
        Assert.False(postgres.Database.HasPendingModelChanges(), "The PostgreSQL migrations lack a change of the model. Run ./add-migration.sh NAME.");
    }

    private static async Task<IReadOnlyList<long>> BrokenAsync(OpenDatabase open)
    {
        await using var db = open.Data.Read();
        return await AuditChain.BrokenAsync(db, CancellationToken.None);
    }

    /// <summary>As somebody with the database's own tools and rights could.</summary>
    private static Task TamperAsync(OpenDatabase open, string sql) => open.Data.AloneAsync(db => db.Database.ExecuteSqlRawAsync(db.IsSqlite
        ? $"DROP TRIGGER IF EXISTS audit_entry_no_update; DROP TRIGGER IF EXISTS audit_entry_no_delete; {sql}"
        : $"ALTER TABLE audit_entry DISABLE TRIGGER ALL; {sql}"), CancellationToken.None);

    private static Purchase Purchase(long id) => new()
    {
        Id = id, Source = "till", ExternalId = $"B{id}", Kind = id % 2 == 0 ? PurchaseKind.Return : PurchaseKind.Purchase, MemberId = id % 2 == 0 ? null : id, Channel = Channel.Marketplace,
        OccurredAt = At, BusinessDate = new DateOnly(2026, 3, 10), TotalCents = -105, ContentHash = "x", RecordedAt = At,
    };

    private static object Row(Type kind)
    {
        var row = RuntimeHelpers.GetUninitializedObject(kind);
        foreach (var property in kind.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            property.SetValue(row, property.PropertyType == typeof(string) ? "x" : property.PropertyType == typeof(DateTime) ? At : property.PropertyType == typeof(long) ? 1_000L : property.PropertyType == typeof(byte[]) ? new byte[] { 1 } : property.GetValue(row));
        }

        return row;
    }
}
