using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>What a programme version says: how points are earned and how long they live, which tiers there are, how cheques are issued.</summary>
/// <param name="Earning">The base of earning and the life of points.</param>
/// <param name="Schemes">How points become cheques; at least one.</param>
public sealed record ProgrammeContent(EarningRule Earning, IReadOnlyList<Tier> Tiers, TierRule TierRule, IReadOnlyList<ChequeScheme> Schemes)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly ConcurrentDictionary<string, ProgrammeContent> Read = new(StringComparer.Ordinal);

    /// <summary>The marketer's own rules on top of the base, in the order in which they count.</summary>
    public IReadOnlyList<PointRule> Rules { get; init; } = [];

    /// <summary>The first scheme: what a point is worth where no cheque is in sight.</summary>
    [JsonIgnore]
    public ChequeScheme Cheques => Schemes[0];

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a content; one that was saved before there were rules is brought into the form of today, with the same meaning.</summary>
    public static ProgrammeContent FromJson(string json)
    {
        // Every purchase reads the versions, which hardly ever change: the same text is the same content.
        if (Read.Count > 200)
        {
            Read.Clear();
        }

        return Read.GetOrAdd(json, static text => JsonNode.Parse(text) is JsonObject content && FirstForm.Upgrade(content).Deserialize<ProgrammeContent>(Json) is { } read
            ? read : throw new InvalidOperationException("A programme version has no content."));
    }

    /// <summary>The tier with this code, or the lowest where the code is unknown in this version.</summary>
    public Tier TierOf(string? code) => Tiers.FirstOrDefault(t => t.Code == code) ?? Tiers[0];

    /// <summary>The scheme with this code, or null where this version has none.</summary>
    public ChequeScheme? SchemeOf(string code) => Schemes.FirstOrDefault(s => s.Code == code);

    /// <summary>The place of a tier, 0 for the lowest; also 0 where the code is unknown in this version.</summary>
    public int RankOf(string? code)
    {
        for (var i = 0; i < Tiers.Count; i++)
        {
            if (Tiers[i].Code == code)
            {
                return i;
            }
        }

        return 0;
    }
}
