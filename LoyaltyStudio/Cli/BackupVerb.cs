using System.CommandLine;
using LoyaltyStudio.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LoyaltyStudio.Cli;

/// <summary>`backup FILE`: a copy of the SQLite database while the app runs, opened and checked before it counts.</summary>
public sealed class BackupVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "File to write; it must not exist yet" };
        var command = new Command("backup", "Copy the database to a file, also while the app runs") { file };
        command.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => RunAsync(session, Path.GetFullPath(parse.GetRequiredValue(file)), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string file, CancellationToken ct)
    {
        var data = session.Services.GetRequiredService<StudioData>();
        if (!data.IsSqlite)
        {
            var server = new NpgsqlConnectionStringBuilder(data.Options.ConnectionString);
            session.Output.Refuse("backup_postgresql", $"PostgreSQL has its own tool for this. Run: pg_dump --format=custom --host={server.Host} --port={server.Port} "
                + $"--username={server.Username} --file={file} {server.Database}");
            return CliExit.Refused;
        }

        if (File.Exists(file) || !Directory.Exists(Path.GetDirectoryName(file)))
        {
            session.Output.Refuse("backup_file", File.Exists(file) ? $"{file} exists already. Choose another name." : $"The folder of {file} does not exist.");
            return CliExit.Refused;
        }

        var draft = file + ".part";
        File.Delete(draft);
        await Copy(data.Options.SqliteFile, draft, ct);
        if (Problem(draft) is { } problem)
        {
            File.Delete(draft);
            session.Output.Refuse("backup_damaged", $"The copy is not sound and was thrown away: {problem}");
            return CliExit.Refused;
        }

        File.Move(draft, file);
        var bytes = new FileInfo(file).Length;
        session.Output.Result(new { State = "done", File = file, Bytes = bytes, Integrity = "ok" }, $"{file}: {bytes:N0} bytes, integrity checked.");
        return CliExit.Done;
    }

    /// <summary>One statement, one reader's view: writers go on meanwhile and are not in the copy.</summary>
    private static Task Copy(string source, string target, CancellationToken ct) => Task.Run(() =>
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 0 }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint=0; VACUUM INTO $target";
        command.Parameters.AddWithValue("$target", target);
        using var stop = ct.Register(command.Cancel);
        command.ExecuteNonQuery();
    }, ct);

    private static string? Problem(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        return command.ExecuteScalar() is string answer && answer != "ok" ? answer : null;
    }
}
