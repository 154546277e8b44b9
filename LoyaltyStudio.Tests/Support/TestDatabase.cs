using Npgsql;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A real, empty database for one test: a SQLite file in a folder of its own, or a database on the PostgreSQL server that LOYALTYSTUDIO_TEST_POSTGRES names.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private const string Variable = "LOYALTYSTUDIO_TEST_POSTGRES";
    private readonly string folder;
    private readonly string? postgres;
    private readonly bool kept;

    private TestDatabase(string folder, string? postgres, bool kept = false)
    {
        this.folder = folder;
        this.postgres = postgres;
        this.kept = kept;
    }

    internal string Folder => folder;

    /// <summary>The settings that make the product use this database and this folder.</summary>
    internal Dictionary<string, string?> Settings => new()
    {
        ["LoyaltyStudio:Database:Provider"] = postgres is null ? "Sqlite" : "PostgreSql",
        ["LoyaltyStudio:Database:ConnectionString"] = postgres ?? $"Data Source={Path.Combine(folder, "studio.db")}",
        ["LoyaltyStudio:Codes:KeyFile"] = Path.Combine(folder, "codes.key"),
        ["LoyaltyStudio:Messaging:Folder"] = Path.Combine(folder, "mail"),
    };

    internal static Task<TestDatabase> SqliteAsync() => Task.FromResult(new TestDatabase(Directory.CreateTempSubdirectory("loyalty-").FullName, null));

    /// <summary>A database on the engine that the test body names; skipped with the reason where there is no PostgreSQL server.</summary>
    internal static async Task<TestDatabase> OnAsync(string engine)
    {
        if (engine == Engines.Sqlite)
        {
            return await SqliteAsync();
        }

        var server = Needs.Variable(Variable, "No PostgreSQL server");
        var name = $"loyalty_{Guid.NewGuid():N}";
        await RunAsync(server, $"CREATE DATABASE {name}");
        var own = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 };
        return new TestDatabase(Directory.CreateTempSubdirectory("loyalty-").FullName, own.ConnectionString);
    }

    /// <summary>A database under a name of its own that stays when this is disposed; made where it does not exist.</summary>
    /// <returns>The database, and whether it existed.</returns>
    internal static async Task<(TestDatabase Database, bool Existed)> KeptAsync(string engine, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        if (engine == Engines.Sqlite)
        {
            return (new TestDatabase(folder, null, kept: true), File.Exists(Path.Combine(folder, "studio.db")));
        }

        var server = Needs.Variable(Variable, "No PostgreSQL server");
        var own = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 };
        try
        {
            await RunAsync(server, $"CREATE DATABASE {name}");
            return (new TestDatabase(folder, own.ConnectionString, kept: true), false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            return (new TestDatabase(folder, own.ConnectionString, kept: true), true);
        }
    }

    /// <summary>Takes away a kept database with its files.</summary>
    internal async Task RemoveAsync()
    {
        await new TestDatabase(folder, postgres).DisposeAsync();
    }

    /// <summary>Another database with the same content, in a folder with the same files. Nobody may be connected to this one.</summary>
    internal async Task<TestDatabase> CopyAsync()
    {
        var target = Directory.CreateTempSubdirectory("loyalty-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !f.EndsWith("-gate", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        if (postgres is null)
        {
            return new TestDatabase(target, null);
        }

        var name = $"loyalty_{Guid.NewGuid():N}";
        NpgsqlConnection.ClearAllPools();
        await RunAsync(Environment.GetEnvironmentVariable(Variable)!, $"CREATE DATABASE {name} TEMPLATE {new NpgsqlConnectionStringBuilder(postgres).Database} STRATEGY FILE_COPY");
        return new TestDatabase(target, new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (kept)
        {
            return;
        }

        if (postgres is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync(Environment.GetEnvironmentVariable(Variable)!, $"DROP DATABASE {new NpgsqlConnectionStringBuilder(postgres).Database} WITH (FORCE)");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task RunAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The two engines, for test bodies that run on both.</summary>
internal static class Engines
{
    internal const string Sqlite = "Sqlite";
    internal const string PostgreSql = "PostgreSql";
}
