using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LoyaltyStudio.Data;

/// <summary>A row that is written once and never changed or deleted (law L1). The context and database triggers refuse both.</summary>
public interface IAppendOnly;

/// <summary>A row that two people may edit at once: the context raises Version on every save and refuses the save that read an older one.</summary>
public interface IVersioned
{
    int Version { get; set; }
}

/// <summary>
/// The database of the product, the same model on both engines. Features add their tables with IEntityTypeConfiguration classes; names become snake_case.
/// Get one from <see cref="StudioData"/>: Read for queries, WriteAsync for everything that changes something.
/// </summary>
public abstract class StudioDb(DbContextOptions options) : DbContext(options)
{
    private static readonly ValueConverter<DateTime, DateTime> Utc = new(v => v, v => DateTime.SpecifyKind(v, DateTimeKind.Utc));

    public bool IsSqlite => this is SqliteStudioDb;

    /// <summary>Set for contexts that only query; saving through them is a bug.</summary>
    internal bool ReadOnly { get; init; }

    /// <summary>Set when the gate runs this context's transaction already. Other contexts enter the gate by themselves when they save.</summary>
    internal WriteGate? GateOnSave { get; init; }

    internal List<AuditEntry> PendingAudit { get; } = [];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(StudioDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.FindAnnotation("Relational:TableName") is null)
            {
                entity.SetTableName(SnakeCase(entity.ClrType.Name));
            }

            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
                if (property.ClrType == typeof(DateTime) || property.ClrType == typeof(DateTime?))
                {
                    property.SetValueConverter(Utc);
                }
            }

            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
            {
                entity.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Enum>().HaveConversion<string>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new InvalidOperationException("Save with SaveChangesAsync, inside StudioData.WriteAsync.");

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (ReadOnly)
        {
            throw new InvalidOperationException("A query must not write. Use StudioData.WriteAsync.");
        }

        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.Entity is IAppendOnly && entry.State is EntityState.Modified or EntityState.Deleted)
            {
                throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} is append-only.");
            }

            if (entry is { Entity: IVersioned versioned, State: EntityState.Modified })
            {
                versioned.Version++;
            }
        }

        if (GateOnSave is null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        using var turn = await GateOnSave.EnterAsync(cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>PurchaseLine → purchase_line.</summary>
    public static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}

/// <summary>The model on SQLite, with its own migrations.</summary>
public sealed class SqliteStudioDb(DbContextOptions<SqliteStudioDb> options) : StudioDb(options);

/// <summary>The model on PostgreSQL, with its own migrations.</summary>
public sealed class PostgresStudioDb(DbContextOptions<PostgresStudioDb> options) : StudioDb(options);
