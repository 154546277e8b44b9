using System.Collections.Concurrent;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Data;

/// <summary>Promise 8: what was acknowledged survives; and what is found after a power cut is a state that was.</summary>
public sealed class DurabilityTests
{
    private const int WalHeader = 32, Frame = 24 + 4096;

    [Fact]
    public async Task A_copy_of_the_files_at_any_moment_holds_every_acknowledged_write_and_is_a_prefix_of_the_commits()
    {
        await using var studio = await TempStudio.NewAsync();
        var acknowledged = new ConcurrentQueue<int>();
        await WriteAsync(studio, 9_000);
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await WriteAsync(studio, (w * 1_000) + i);
                acknowledged.Enqueue((w * 1_000) + i);
            }
        })));
        var copies = 0;
        while (!writers.IsCompleted || copies < 5)
        {
            var before = acknowledged.ToArray();
            var copy = Copy(studio, null);
            var found = Read(copy);
            Assert.Empty(before.Except(found));
            Assert.All(found.GroupBy(n => n / 1_000), g => Assert.Equal(Enumerable.Range(0, g.Count()), g.Select(n => n % 1_000).Order()));
            copies++;
        }

        await writers;
        Assert.Equal(481, Read(Copy(studio, null)).Count);
    }

    [Fact]
    public async Task A_log_that_is_cut_anywhere_opens_as_a_prefix_of_the_commits()
    {
        await using var studio = await TempStudio.NewAsync();
        for (var i = 0; i < 60; i++)
        {
            await WriteAsync(studio, i);
        }

        var length = new FileInfo(Path.Combine(studio.Folder, "studio.db-wal")).Length;
        var frames = (length - WalHeader) / Frame;
        var seen = new HashSet<int>();
        var cuts = Enumerable.Range(0, 60).Select(i => frames - i).Where(f => f >= 0).Select(f => WalHeader + (f * Frame)).Concat(Enumerable.Range(0, 40).Select(_ => Random.Shared.NextInt64(length - (60 * Frame), length)));
        foreach (var cut in cuts)
        {
            var found = Read(Copy(studio, cut));
            Assert.True(Enumerable.Range(0, found.Count).SequenceEqual(found.Order()), $"Cut at {cut} of {length}: {string.Join(",", found.Order())}");
            seen.Add(found.Count);
        }

        Assert.True(seen.Count > 10, "The cuts hit too few different states, so that this test proves nothing.");
    }

    private static Task WriteAsync(TempStudio studio, int number) => studio.Data.WriteAsync(async db =>
    {
        db.Add(new JobSetting { Name = $"{number}", Cron = "x" });
        await db.SaveChangesAsync();
    }, CancellationToken.None);

    /// <summary>Database and log as a power cut would leave them, without the shared memory; the log cut to a length.</summary>
    private static string Copy(TempStudio studio, long? cut)
    {
        var target = Path.Combine(studio.Folder, $"copy-{Guid.NewGuid():N}.db");
        var source = Path.Combine(studio.Folder, "studio.db");
        File.Copy(source, target);
        File.Copy(source + "-wal", target + "-wal");
        if (cut is { } length)
        {
            using var wal = new FileStream(target + "-wal", FileMode.Open);
            wal.SetLength(length);
        }

        return target;
    }

    private static List<int> Read(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check";
        Assert.Equal("ok", command.ExecuteScalar());
        command.CommandText = "SELECT name FROM job_setting";
        using var reader = command.ExecuteReader();
        var found = new List<int>();
        while (reader.Read())
        {
            found.Add(int.Parse(reader.GetString(0), System.Globalization.CultureInfo.InvariantCulture));
        }

        return found;
    }

    /// <summary>A process that dies while it migrates leaves the row of the migrations' own lock; without care every later start would wait for it for ever.</summary>
    [Fact]
    public async Task A_start_goes_on_after_one_that_was_killed_during_a_migration()
    {
        await using var database = await TestDatabase.SqliteAsync();
        var connectionString = database.Settings["LoyaltyStudio:Database:ConnectionString"]!;
        await using (var left = new SqliteConnection(connectionString + ";Pooling=False"))
        {
            await left.OpenAsync();
            await using var command = left.CreateCommand();
            command.CommandText = "CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-03-10')";
            await command.ExecuteNonQueryAsync();
        }

        await using var data = new StudioData(Options.Create(new DatabaseOptions { ConnectionString = connectionString }), TimeProvider.System);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await data.MigrateAsync(patience.Token);
        await using var db = data.Read();
        Assert.Equal(0, await db.Set<Member>().CountAsync());
    }
}
