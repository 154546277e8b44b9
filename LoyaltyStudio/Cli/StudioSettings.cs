namespace LoyaltyStudio.Cli;

/// <summary>Where settings come from, the later ones winning: appsettings.json beside the program, the one in the working directory, the environment, the command line.</summary>
public static class StudioSettings
{
    public static void Read(IConfigurationManager configuration, string[] commandLine)
    {
        configuration.Sources.Clear();
        configuration.AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(commandLine);
    }
}
