using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Access;

/// <summary>The Access feature on a real, empty SQLite database, with a clock that stands still.</summary>
internal sealed class AccessStudio : IAsyncDisposable
{
    internal const string Password = "een fiets in de regen";
    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private AccessStudio(TestDatabase database, Action<IServiceCollection>? more)
    {
        this.database = database;
        var collection = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(database.Settings).Build());
        collection.AddStudioData();
        AccessFeature.Add(collection);
        more?.Invoke(collection);
        services = collection.BuildServiceProvider();
    }

    internal FakeClock Clock { get; } = new();
    internal static Actor Boss { get; } = Actor.CommandLine("test");
    internal static SetUpChoices Choices { get; } = new("Sanne de Vries", "sanne@bloem.nl", Password, "Bloem & Blad");

    internal StudioData Data => Get<StudioData>();

    internal static async Task<AccessStudio> NewAsync(Action<IServiceCollection>? more = null)
    {
        var studio = new AccessStudio(await TestDatabase.SqliteAsync(), more);
        await studio.Data.MigrateAsync(TestContext.Current.CancellationToken);
        return studio;
    }

    internal static async Task<AccessStudio> SetUpAsync()
    {
        var studio = await NewAsync();
        (await studio.Get<SetUpOrganisation>().RunAsync(Boss, Choices, TestContext.Current.CancellationToken)).Must();
        return studio;
    }

    internal T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
