using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Data;

/// <summary>A section of the settings that can say what is wrong with it.</summary>
public interface ICheckedOptions
{
    /// <summary>Sentences that name the key; empty when the settings can be used.</summary>
    IEnumerable<string> Problems();
}

/// <summary>Asks every section of the settings whether it can be used, before anything starts.</summary>
public sealed class SettingsCheck(string section, Func<ICheckedOptions> read)
{
    /// <summary>Everything that is wrong with the settings of this installation.</summary>
    public static IReadOnlyList<string> Problems(IServiceProvider services) =>
        [.. services.GetServices<SettingsCheck>().DistinctBy(c => c.Section).SelectMany(c => c.Ask())];

    private string Section => section;

    private List<string> Ask()
    {
        try
        {
            return [.. read().Problems()];
        }
        catch (InvalidOperationException e)
        {
            // The binder names the key or the unknown property itself.
            return [$"The settings under {section} cannot be read: {e.Message}"];
        }
    }
}

public static class CheckedOptionsSetup
{
    /// <summary>Binds a section to a class; an unknown key in it is an error, and so is what the class complains of.</summary>
    public static IServiceCollection AddCheckedOptions<T>(this IServiceCollection services, string section) where T : class, ICheckedOptions
    {
        services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(provider => new SettingsCheck(section, () => provider.GetRequiredService<IOptions<T>>().Value));
        return services;
    }
}
