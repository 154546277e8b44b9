using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Data;

/// <summary>A section of the settings that can say what is wrong with it.</summary>
public interface ICheckedOptions
{
    /// <summary>Sentences that name the key; empty when the settings can be used.</summary>
    IEnumerable<string> Problems();
}

/// <summary>Asks every section of the settings whether it can be used, before anything starts.</summary>
public sealed partial class SettingsCheck(string section, Func<ICheckedOptions> read)
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
            return [Sentence(e)];
        }
    }

    /// <summary>The binder's own words name the key, but not so that an operator knows what to do.</summary>
    private string Sentence(InvalidOperationException e)
    {
        if (Conversion().Match(e.Message) is { Success: true } wrong)
        {
            var kind = Type.GetType(wrong.Groups["type"].Value);
            var choice = kind is { IsEnum: true } ? $" Use one of: {string.Join(", ", Enum.GetNames(kind))}." : "";
            return $"{wrong.Groups["key"].Value} cannot be {wrong.Groups["value"].Value}.{choice}";
        }

        return Unknown().Match(e.Message) is { Success: true } unknown
            ? $"{section} has no setting named {unknown.Groups["names"].Value}. Look in appsettings.sample.json for the names."
            : $"The settings under {section} cannot be read: {e.Message}";
    }

    [GeneratedRegex("value '(?<value>[^']*)' at '(?<key>[^']*)' to type '(?<type>[^']*)'")]
    private static partial Regex Conversion();

    [GeneratedRegex("properties were not found on the instance of [^:]*: (?<names>.*)$")]
    private static partial Regex Unknown();
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
