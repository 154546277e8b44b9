using Microsoft.Data.Sqlite;

namespace LoyaltyStudio.Data;

public enum DatabaseProvider { Sqlite, PostgreSql }

/// <summary>Section LoyaltyStudio:Database. Without a connection string SQLite uses the file loyaltystudio.db beside the app.</summary>
public sealed class DatabaseOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    public string ConnectionString { get; set; } = "";

    /// <summary>The SQLite file, from the connection string or the default.</summary>
    public string SqliteFile => Path.GetFullPath(ConnectionString.Length == 0 ? "loyaltystudio.db" : new SqliteConnectionStringBuilder(ConnectionString).DataSource);

    /// <summary>What is wrong with these settings, as sentences that name the key; empty when they can be used.</summary>
    public IEnumerable<string> Problems()
    {
        if (Provider == DatabaseProvider.PostgreSql && ConnectionString.Length == 0)
        {
            yield return $"{Section}:ConnectionString is empty, but {Section}:Provider is PostgreSql. Give a connection string such as Host=localhost;Database=loyalty;Username=loyalty;Password=….";
        }

        if (Provider == DatabaseProvider.Sqlite)
        {
            string? folder = null, error = null;
            try
            {
                folder = Path.GetDirectoryName(SqliteFile);
            }
            catch (ArgumentException e)
            {
                error = e.Message;
            }

            if (error is not null)
            {
                yield return $"{Section}:ConnectionString cannot be read as a SQLite connection string: {error}";
            }
            else if (!Directory.Exists(folder))
            {
                yield return $"{Section}:ConnectionString names a file in {folder}, and that folder does not exist. Make the folder or choose another file.";
            }
        }
    }
}
