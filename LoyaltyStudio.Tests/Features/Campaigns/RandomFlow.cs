using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Makes flows of all kinds of steps, two branches deep.</summary>
internal sealed class RandomFlow(Random random)
{
    private int number;

    internal IReadOnlyList<FlowStep> Steps() => [Message(), .. List(0)];

    private List<FlowStep> List(int depth) => [.. Enumerable.Range(0, random.Next(depth == 0 ? 2 : 0, 4)).Select(_ => Step(depth))];

    private string Key() => $"s{++number}";

    private MessageStep Message() => new()
    {
        Key = Key(), Channel = random.Next(5) == 0 ? MessageChannel.Till : MessageChannel.Email, Nl = new MessageText("Hallo", "Dag", random.Next(3) == 0 ? "Hoi" : ""), En = new MessageText("Hello", "Dear"),
    };

    private FlowStep Step(int depth) => random.Next(depth < 2 ? 10 : 6) switch
    {
        0 or 1 => Message(),
        2 => new WaitStep { Key = Key(), Days = random.Next(1, 5) },
        3 => new GiftStep { Key = Key(), Points = 10, ChancePercent = random.Next(2) == 0 ? 100 : 40 },
        4 => new OfferStep { Key = Key(), Terms = new OfferTerms(CouponKind.Percent, 10, 30) },
        5 => random.Next(4) == 0 ? new EndStep { Key = Key() } : new WaitStep { Key = Key(), Days = 1 },
        6 or 7 => new WaitUntilStep { Key = Key(), Event = AwaitedEvent.Bought, Days = random.Next(1, 6), Happened = List(depth + 1), Not = List(depth + 1) },
        8 => new ConditionStep { Key = Key(), Definition = new SegmentDefinition(SegmentNode.All(SegmentNode.Of("consent.email", SegmentTest.Is, "true"))), Yes = List(depth + 1), No = List(depth + 1) },
        _ => new SplitStep { Key = Key(), Arms = [new SplitArm("A", 50, List(depth + 1)), new SplitArm("B", 50, List(depth + 1))] },
    };
}
