using LoyaltyStudio.Data;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A real SQLite database of the product in a folder of its own, brought up to date; gone when the test ends.</summary>
internal sealed class TempStudio : IAsyncDisposable
{
    private TempStudio(string folder, FakeClock clock)
    {
        Folder = folder;
        Clock = clock;
        Data = Open();
    }

    internal string Folder { get; }
    internal FakeClock Clock { get; }
    internal StudioData Data { get; }

    internal static async Task<TempStudio> NewAsync(FakeClock? clock = null)
    {
        var studio = new TempStudio(Directory.CreateTempSubdirectory("loyalty-").FullName, clock ?? new FakeClock());
        await studio.Data.MigrateAsync(CancellationToken.None);
        return studio;
    }

    /// <summary>A second door to the same file, as another process has it.</summary>
    internal StudioData Open() => new(Options.Create(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(Folder, "studio.db")}" }), Clock);

    /// <summary>Adds rows as they are.</summary>
    internal Task AddAsync(params object[] rows) => Data.WriteAsync(async db =>
    {
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
