using LoyaltyStudio.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Only the database of the product, migrated, on the engine that the test body names.</summary>
internal sealed class OpenDatabase : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private OpenDatabase(TestDatabase database, FakeClock clock)
    {
        this.database = database;
        var collection = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock);
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(database.Settings).Build());
        collection.AddStudioData();
        services = collection.BuildServiceProvider();
    }

    internal StudioData Data => services.GetRequiredService<StudioData>();

    internal static async Task<OpenDatabase> OnAsync(string engine)
    {
        var made = new OpenDatabase(await TestDatabase.OnAsync(engine), new FakeClock());
        await made.Data.MigrateAsync(CancellationToken.None);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
