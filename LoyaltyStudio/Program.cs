using LoyaltyStudio.Shell;

var builder = StudioSettings.CreateBuilder(args);
var app = WebHost.Build(builder);
if (StudioSettings.Problems(app) is { Count: > 0 } problems)
{
    problems.ToList().ForEach(Console.Error.WriteLine);
    return 1;
}

await app.RunAsync();
return 0;

/// <summary>Named so that tests can host the app.</summary>
public sealed partial class Program
{
    private Program()
    {
    }
}
