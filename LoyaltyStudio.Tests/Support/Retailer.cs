using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Importing;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns;
using LoyaltyStudio.Features.Cheques;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases;
using LoyaltyStudio.Features.Tiers;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A retailer with all features over a real database of its own: organisation set up, and the reference programme live from the year 2000.</summary>
internal sealed class Retailer : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly TestDatabase database;

    private Retailer(TestDatabase database, FakeClock clock)
    {
        this.database = database;
        Clock = clock;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(database.Settings).Build();
        var collection = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock);
        collection.AddStudioData();
        collection.AddSingleton<OrganisationBook>();
        collection.AddSingleton<RunImport>();
        collection.AddSingleton<IImporter, StoresImporter>();
        ProgrammeFeature.Add(collection);
        MembersFeature.Add(collection);
        PurchasesFeature.Add(collection);
        PointsFeature.Add(collection);
        TiersFeature.Add(collection);
        ChequesFeature.Add(collection);
        MessagingFeature.Add(collection);
        CampaignsFeature.Add(collection);
        services = collection.BuildServiceProvider();
    }

    internal FakeClock Clock { get; }
    internal StudioData Data => Get<StudioData>();
    internal Actor Anna { get; } = Person(1, "Anna");
    internal Actor Bram { get; } = Person(2, "Bram");

    internal static async Task<Retailer> NewAsync(TestDatabase database, FakeClock? clock = null, ProgrammeContent? programme = null)
    {
        var retailer = new Retailer(database, clock ?? new FakeClock());
        await retailer.Data.MigrateAsync(CancellationToken.None);
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(Fixtures.Organisation(retailer.Clock));
            db.Add(new ProgrammeVersion
            {
                Number = 1, State = ProgrammeState.Published, EffectiveFrom = new DateOnly(2000, 1, 1), Content = (programme ?? LoyaltyStudio.Features.Programme.Model.ReferenceProgramme.Content).ToJson(),
                Author = "test", CreatedAt = retailer.Clock.Now, PublishedAt = retailer.Clock.Now, PublishedBy = "test",
            });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return retailer;
    }

    internal static Actor Person(long id, string name, IReadOnlyList<long>? stores = null) => new("user", id, name, Enum.GetValues<Permission>().ToHashSet(), stores);

    internal T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task<T> ReadAsync<T>(Func<StudioDb, Task<T>> query)
    {
        await using var db = Data.Read();
        return await query(db);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
