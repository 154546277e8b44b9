using LoyaltyStudio;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Shell;

return await StudioCli.RunAsync(args, StudioServices.Add, WebHost.ServeAsync);

/// <summary>Named so that tests can host the app.</summary>
public sealed partial class Program
{
    private Program()
    {
    }
}
