using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Importing;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.BackTest;
using LoyaltyStudio.Features.Campaigns;
using LoyaltyStudio.Features.Cheques;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Dashboards;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A retailer with all features over a real database of its own: organisation set up, and the reference programme live from the year 2000.</summary>
internal sealed class Retailer : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly TestDatabase? own;

    private Retailer(TestDatabase database, FakeClock clock, bool owns)
    {
        own = owns ? database : null;
        Clock = clock;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(database.Settings).Build();
        var collection = new ServiceCollection().AddLogging().AddLocalization().AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock);
        collection.AddStudioData();
        collection.AddSingleton<OrganisationBook>();
        collection.AddSingleton<BrandLogo>();
        collection.AddTransient<SaveBrand>();
        collection.AddSingleton<RunImport>();
        collection.AddSingleton<PreviewImport>();
        collection.AddSingleton<IImporter, StoresImporter>();
        ProgrammeFeature.Add(collection);
        MembersFeature.Add(collection);
        PurchasesFeature.Add(collection);
        PointsFeature.Add(collection);
        TiersFeature.Add(collection);
        LoyaltyStudio.Features.Rewards.RewardsFeature.Add(collection);
        LoyaltyStudio.Features.Segments.SegmentsFeature.Add(collection);
        LoyaltyStudio.Features.Feedback.FeedbackFeature.Add(collection);
        LoyaltyStudio.Features.Channels.ChannelsFeature.Add(collection);
        LifecycleFeature.Add(collection);
        LoyaltyStudio.Features.Predictions.PredictionsFeature.Add(collection);
        LoyaltyStudio.Features.Cohorts.CohortsFeature.Add(collection);
        ChequesFeature.Add(collection);
        MessagingFeature.Add(collection);
        CampaignsFeature.Add(collection);
        LoyaltyStudio.Features.Personalisation.PersonalisationFeature.Add(collection);
        BackTestFeature.Add(collection);
        DashboardsFeature.Add(collection);
        services = collection.BuildServiceProvider();
    }

    internal FakeClock Clock { get; }
    internal StudioData Data => Get<StudioData>();
    internal Actor Anna { get; } = Person(1, "Anna");
    internal Actor Bram { get; } = Person(2, "Bram");

    internal static async Task<Retailer> NewAsync(TestDatabase database, FakeClock? clock = null, ProgrammeContent? programme = null, bool welcome = false)
    {
        var retailer = new Retailer(database, clock ?? new FakeClock(), owns: true);
        await retailer.Data.MigrateAsync(CancellationToken.None);
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(Fixtures.Organisation(retailer.Clock));
            db.Add(new ProgrammeVersion
            {
                Number = 1, State = ProgrammeState.Published, EffectiveFrom = new DateOnly(2000, 1, 1), Content = Without(programme ?? LoyaltyStudio.Features.Programme.Model.ReferenceProgramme.Content, welcome).ToJson(),
                Author = "test", CreatedAt = retailer.Clock.Now, PublishedAt = retailer.Clock.Now, PublishedBy = "test",
            });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return retailer;
    }

    /// <summary>Points for joining would stand in every sum, so only tests that ask for them have them.</summary>
    private static ProgrammeContent Without(ProgrammeContent content, bool welcome) => welcome ? content : content with { Rules = [.. content.Rules.Where(r => r.Trigger is not "enrolment")] };

    internal static Actor Person(long id, string name, IReadOnlyList<long>? stores = null) => new("user", id, name, Enum.GetValues<Permission>().ToHashSet(), stores);

    /// <summary>The product over a database as it is, which stays when this is disposed.</summary>
    internal static Retailer Over(TestDatabase database, FakeClock clock) => new(database, clock, owns: false);

    internal IEnumerable<T> All<T>() => services.GetServices<T>();

    internal T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Prepares, calculates, approves by the second person and issues the cheques of a period.</summary>
    /// <returns>The run.</returns>
    internal async Task<long> IssueAsync(string period)
    {
        var run = (await Get<PrepareChequeRun>().RunAsync(Anna, new(period), CancellationToken.None)).Must();
        var calculated = (await Get<CalculateChequeRun>().RunAsync(Anna, run, null, CancellationToken.None)).Must();
        (await Get<ApproveChequeRun>().RunAsync(Bram, run, calculated.Version, CancellationToken.None)).Must();
        Assert.Equal(ChequeRunState.Reconciled, (await Get<IssueChequeRun>().RunAsync(Anna, run, null, CancellationToken.None)).Must().State);
        return run;
    }

    internal async Task<T> ReadAsync<T>(Func<StudioDb, Task<T>> query)
    {
        await using var db = Data.Read();
        return await query(db);
    }

    internal async Task<long> AddMemberAsync(string number, string? store = null, bool consent = false)
    {
        var said = consent ? new ConsentGiven(true, Clock.Now, "test", "Ja, stuur mij e-mail.") : null;
        return (await Get<SaveMember>().RunAsync(Anna, new(null, null, number, "Zoë", number, $"{number}@example.nl", "nl", null, null, store, said), CancellationToken.None)).Must().Id;
    }

    internal Task<Outcome<long>> BuyAsync(RecordPurchaseRequest request) =>
        Data.WriteAsync(db => Get<RecordPurchase>().RunInAsync(db, Anna, request, CancellationToken.None), CancellationToken.None);

    internal Task<Outcome<long>> ReturnAsync(RecordReturnRequest request) =>
        Data.WriteAsync(db => Get<RecordReturn>().RunInAsync(db, Anna, request, CancellationToken.None), CancellationToken.None);

    /// <summary>The draft that a request comes to, with its product made.</summary>
    internal Task<PurchaseDraft> DraftAsync(RecordPurchaseRequest request) => Data.WriteAsync(async db =>
    {
        var member = await db.Set<Member>().Where(m => m.ExternalId == request.Member).Select(m => m.Id).FirstAsync();
        var (products, _, _) = await ProductBook.EnsureAsync(db, [.. request.Lines.Select(l => new ProductSeen(l.Sku!, l.Sku!, "", ""))], false, CancellationToken.None);
        return new PurchaseDraft(request.Source, request.Id, PurchaseKind.Purchase, member, null, request.Channel, request.OccurredAt, DateOnly.FromDateTime(request.OccurredAt), 0,
            [.. request.Lines.Select(l => new LineDraft(products[l.Sku!], l.Kind, l.Quantity, l.AmountCents))]);
    }, CancellationToken.None);

    /// <summary>A return that names no purchase.</summary>
    internal PurchaseDraft ReturnDraft(string id, string member, DateTime at, string sku, int quantity, long cents)
    {
        using var db = Data.Read();
        var memberId = db.Set<Member>().Where(m => m.ExternalId == member).Select(m => m.Id).First();
        var product = db.Set<Product>().Where(p => p.Sku == sku).Select(p => (long?)p.Id).FirstOrDefault();
        return new PurchaseDraft("till", id, PurchaseKind.Return, memberId, null, Channel.Store, at, DateOnly.FromDateTime(at), 0, [new LineDraft(product, LineKind.Goods, quantity, cents)]);
    }

    internal async Task<RecordedDraft> RecordAsync(PurchaseDraft draft) =>
        (await Data.WriteAsync(db => Get<PurchaseBook>().RecordAsync(db, Anna, [draft], CancellationToken.None), CancellationToken.None))[0];

    internal Task<long> BalanceAsync(string member) => ReadAsync(async db =>
    {
        var id = await db.Set<Member>().Where(m => m.ExternalId == member).Select(m => m.Id).FirstAsync();
        return await db.Set<PointBalance>().Where(b => b.MemberId == id).Select(b => b.Total).FirstOrDefaultAsync();
    });

    /// <summary>Every invariant of the product holds.</summary>
    internal async Task CheckAsync(string about = "")
    {
        foreach (var check in services.GetServices<IInvariantCheck>())
        {
            var breaches = await ReadAsync(db => check.FindBreachesAsync(db, CancellationToken.None));
            Assert.True(breaches.Count == 0, $"{about} {check.Code}: {string.Join("; ", breaches.Take(3))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (own is not null)
        {
            await own.DisposeAsync();
        }
    }
}
