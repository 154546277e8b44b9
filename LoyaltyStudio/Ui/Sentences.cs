using System.Collections.Concurrent;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Ui;

/// <summary>Translates sentences of use cases, which are English keys: first with the texts of the feature that speaks, then with the shared ones.</summary>
public sealed class Sentences(IStringLocalizerFactory factory)
{
    private const string Features = "LoyaltyStudio.Features.";
    private readonly ConcurrentDictionary<string, IStringLocalizer> byFeature = new(StringComparer.Ordinal);
    private readonly IStringLocalizer shared = factory.Create(typeof(UiTexts));

    /// <summary>The sentence in the reader's language, by the texts of the feature in whose folder <paramref name="speaker"/> stands.</summary>
    public string Say(Type? speaker, string message, params IReadOnlyList<object> args) => Say(TextsOf(speaker), message, args);

    public string Say(IStringLocalizer? texts, string message, params IReadOnlyList<object> args)
    {
        object[] values = [.. args];
        var own = texts?[message, values];
        return own is { ResourceNotFound: false } ? own.Value : shared[message, values].Value;
    }

    private IStringLocalizer? TextsOf(Type? speaker)
    {
        if (speaker?.Namespace?.StartsWith(Features, StringComparison.Ordinal) != true)
        {
            return null;
        }

        var feature = speaker.Namespace[Features.Length..].Split('.')[0];
        return byFeature.GetOrAdd(feature, name => speaker.Assembly.GetType($"{Features}{name}.{name}Feature") is { } type ? factory.Create(type) : shared);
    }
}
