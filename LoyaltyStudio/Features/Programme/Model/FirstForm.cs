using System.Text.Json.Nodes;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>
/// Contents of the first release had multipliers by category and points by event instead of rules, one threshold in points per tier, and one rolling
/// window. Until there were several cheque schemes a content held one. All are published and judge old purchases for ever, so they are read as what means the same today.
/// </summary>
internal static class FirstForm
{
    internal static JsonObject Upgrade(JsonObject content)
    {
        if (content["Cheques"] is JsonObject only)
        {
            content.Remove("Cheques");
            content["Schemes"] = new JsonArray(only);
        }

        if (content["Earning"] is not JsonObject earning || earning["Categories"] is not JsonArray categories)
        {
            return content;
        }

        var stacking = earning["TierStacking"]!.GetValue<string>();
        var rules = new JsonArray();
        foreach (var category in categories)
        {
            var name = category!["Category"]!.GetValue<string>();
            rules.Add(Rule($"category-{name}", name, Triggers.Purchase, "Multiplier", category["Percent"]!.GetValue<long>(), stacking, Condition("Category", name)));
        }

        foreach (var happening in earning["EventPoints"]?.AsArray() ?? [])
        {
            var name = happening!["Event"]!.GetValue<string>();
            rules.Add(Rule($"event-{name}", name, name, "Fixed", happening["Points"]!.GetValue<long>(), "Stack", null));
        }

        earning.Remove("Categories");
        earning.Remove("EventPoints");
        content["Rules"] = rules;
        Tiers(content);
        return content;
    }

    private static void Tiers(JsonObject content)
    {
        var rule = content["TierRule"]!.AsObject();
        var months = rule["WindowMonths"]!.GetValue<int>();
        foreach (var tier in content["Tiers"]!.AsArray())
        {
            var (reach, keep) = (tier!["Threshold"]!.GetValue<long>(), tier["Retention"]!.GetValue<long>());
            var goal = new JsonObject
            {
                ["Metric"] = "Points", ["Reach"] = reach, ["Keep"] = keep,
                ["Window"] = new JsonObject { ["Kind"] = "Rolling", ["Months"] = months, ["Unit"] = "Month" },
            };
            tier["Ways"] = reach == 0 ? new JsonArray() : new JsonArray(new JsonObject { ["Goals"] = new JsonArray(goal) });
        }

        content["TierRule"] = new JsonObject
        {
            ["Validity"] = "Months", ["ValidMonths"] = rule["ValidMonths"]!.GetValue<int>(), ["Unit"] = rule["ValidUntilEndOf"]!.GetValue<string>(), ["Upgrade"] = "AtOnce",
            ["Drop"] = rule["Drop"]!.GetValue<string>(),
        };
    }

    private static JsonObject Rule(string id, string name, string trigger, string effect, long amount, string stacking, JsonObject? condition) => new()
    {
        ["Id"] = id, ["Name"] = name, ["Trigger"] = trigger, ["Stacking"] = stacking,
        ["When"] = new JsonObject { ["Kind"] = "All", ["Parts"] = condition is null ? new JsonArray() : new JsonArray(condition) },
        ["Effect"] = new JsonObject { ["Kind"] = effect, ["Amount"] = amount },
    };

    private static JsonObject Condition(string kind, string value) => new() { ["Kind"] = kind, ["Values"] = new JsonArray(value) };
}
