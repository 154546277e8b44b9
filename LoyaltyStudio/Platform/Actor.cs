namespace LoyaltyStudio.Platform;

/// <summary>
/// Who asks: a signed-in user, an API key, a job or the command line. Passed to every use case, written in every ledger entry and audit line.
/// </summary>
/// <param name="Kind">user, key, job or cli.</param>
/// <param name="Id">The user or key id; 0 for jobs and the command line.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="Permissions">What the actor may do.</param>
/// <param name="Stores">The only stores that the actor may see; null means all of them.</param>
public sealed record Actor(string Kind, long Id, string Name, IReadOnlySet<Permission> Permissions, IReadOnlyList<long>? Stores)
{
    private static readonly HashSet<Permission> Everything = [.. Enum.GetValues<Permission>()];

    /// <summary>The actor of a scheduled job. It may do everything; the job's own code decides what it does.</summary>
    public static Actor Job(string name) => new("job", 0, name, Everything, null);

    /// <summary>The person at the command line of the server, who could open the database file as well.</summary>
    public static Actor CommandLine(string name) => new("cli", 0, name, Everything, null);

    public bool May(Permission permission) => Permissions.Contains(permission);

    /// <summary>True when the store is within the actor's scope. A record without a store is for actors of all stores only.</summary>
    public bool Sees(long? storeId) => Stores is null || (storeId is { } id && Stores.Contains(id));

    /// <summary>"user 3 Sanne" — stable text for ledger and audit.</summary>
    public string Stamp => Id == 0 ? $"{Kind} {Name}" : $"{Kind} {Id} {Name}";
}
