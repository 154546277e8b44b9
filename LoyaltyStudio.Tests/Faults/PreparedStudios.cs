using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

[assembly: AssemblyFixture(typeof(LoyaltyStudio.Tests.Faults.PreparedStudios))]

namespace LoyaltyStudio.Tests.Faults;

/// <summary>Installations that are made once, by child processes, and copied for every test that kills something in them.</summary>
public sealed class PreparedStudios : IAsyncDisposable
{
    internal const int Members = 4_500;
    internal const string Approver = "bram@example.nl";
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<(string Engine, bool Purchases), FaultStudio> made = [];

    /// <summary>First day of the quarter that ended last.</summary>
    internal static DateOnly QuarterStart { get; } = BusinessCalendar.Floor(BusinessCalendar.Floor(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), CalendarUnit.Quarter).AddDays(-1), CalendarUnit.Quarter);

    internal static string Period => BusinessCalendar.PeriodKey(QuarterStart, CalendarUnit.Quarter);

    /// <summary>A copy of an installation with members, and with or without their purchases.</summary>
    internal async Task<FaultStudio> CopyAsync(string engine, bool purchases)
    {
        await turn.WaitAsync();
        try
        {
            return await (await MadeAsync(engine, purchases)).CopyAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<FaultStudio> MadeAsync(string engine, bool purchases)
    {
        if (made.TryGetValue((engine, purchases), out var known))
        {
            return known;
        }

        FaultStudio studio;
        if (purchases)
        {
            studio = await (await MadeAsync(engine, false)).CopyAsync();
            (await studio.RunAsync("import", "purchases", "purchases.csv")).Must();
            (await studio.RunAsync("campaigns", "start", "1")).Must();
        }
        else
        {
            studio = new FaultStudio(engine, await TestDatabase.OnAsync(engine));
            await File.WriteAllTextAsync(Path.Combine(studio.Folder, "members.csv"), GeneratedFiles.Members(Members, 7));
            await File.WriteAllTextAsync(Path.Combine(studio.Folder, "purchases.csv"), GeneratedFiles.Purchases(Members, 2, QuarterStart, 7));
            (await studio.RunAsync("setup", "--organisation", "Zoet & Zo", "--email", "anna@example.nl", "--name", "Anna")).Must();
            (await studio.RunAsync("users", "add", Approver, "--name", "Bram", "--role", "Administrator")).Must();
            (await studio.RunAsync("import", "members", "members.csv")).Must();
        }

        return made[(engine, purchases)] = studio;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var studio in made.Values)
        {
            await studio.DisposeAsync();
        }

        turn.Dispose();
    }
}
