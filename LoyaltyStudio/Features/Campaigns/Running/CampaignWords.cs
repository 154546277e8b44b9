using System.Collections.Concurrent;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Which words a message has. Variant is A or B in a test of subjects.</summary>
internal sealed record WordsKey(long CampaignId, int Edition, string Step, string Language, string Variant, bool Service);

/// <summary>The words of messages, read and taken apart once. An edition never changes, so that what is known stays true.</summary>
internal sealed class CampaignWords(StudioData data)
{
    private const int Most = 300;

    private readonly ConcurrentDictionary<(long Campaign, int Edition), FlowDefinition> flows = [];
    private readonly ConcurrentDictionary<WordsKey, MessageTemplate> templates = [];

    /// <summary>Null where the words are not there any more.</summary>
    internal async Task<MessageTemplate?> FindAsync(WordsKey key, CancellationToken ct)
    {
        if (templates.TryGetValue(key, out var known))
        {
            return known;
        }

        if (await FlowAsync(key.CampaignId, key.Edition, ct) is not { } flow || flow.Find(key.Step) is not MessageStep step)
        {
            return null;
        }

        if (templates.Count >= Most)
        {
            templates.Clear();
        }

        return templates[key] = Of(step, key.Language, key.Variant, key.Service);
    }

    internal static MessageTemplate Of(MessageStep step, string language, string variant, bool service)
    {
        var text = step.Of(language);
        return MessageTemplate.Compile(language, variant == "B" && text.OtherSubject.Length > 0 ? text.OtherSubject : text.Subject, text.Body, service);
    }

    private async Task<FlowDefinition?> FlowAsync(long campaign, int edition, CancellationToken ct)
    {
        if (flows.TryGetValue((campaign, edition), out var known))
        {
            return known;
        }

        await using var db = data.Read();
        if (await db.Set<CampaignEdition>().Where(e => e.CampaignId == campaign && e.Edition == edition).Select(e => e.Flow).FirstOrDefaultAsync(ct) is not { } json)
        {
            return null;
        }

        if (flows.Count >= Most)
        {
            flows.Clear();
        }

        return flows[(campaign, edition)] = FlowDefinition.Parse(json);
    }
}
