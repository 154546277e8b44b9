using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Programme.Pages;

/// <summary>A rule while somebody edits it, in the units that people type.</summary>
public sealed class RuleForm
{
    public required string Id { get; init; }
    public string Name { get; set; } = "";
    public string Trigger { get; set; } = Triggers.Purchase;
    public ConditionForm When { get; init; } = new() { Kind = ConditionKind.All };
    public EffectKind Effect { get; set; }

    /// <summary>Points, points per euro or times, as typed.</summary>
    public decimal Amount { get; set; }
    public Stacking Stacking { get; set; }
    public long? PerPurchase { get; set; }
    public long? PerDay { get; set; }
    public long? PerMember { get; set; }
    public long? Budget { get; set; }
    public bool Off { get; set; }

    public bool IsPurchase => Trigger == Triggers.Purchase;

    public static RuleForm New(string trigger) => new()
    {
        Id = $"rule-{Guid.NewGuid():N}"[..13], Trigger = trigger, Effect = trigger == Triggers.Purchase ? EffectKind.Multiplier : EffectKind.Fixed, Amount = trigger == Triggers.Purchase ? 2 : 25,
    };

    public static RuleForm From(PointRule rule) => new()
    {
        Id = rule.Id, Name = rule.Name == rule.Trigger ? "" : rule.Name, Trigger = rule.Trigger, When = ConditionForm.From(rule.When), Effect = rule.Effect.Kind,
        Amount = IsHundredths(rule.Effect.Kind) ? rule.Effect.Amount / 100m : rule.Effect.Amount, Stacking = rule.Stacking, PerPurchase = rule.Limits.PerPurchase, PerDay = rule.Limits.PerDay,
        PerMember = rule.Limits.PerMember, Budget = rule.Limits.Budget, Off = rule.Off,
    };

    public PointRule ToRule() => new(Id, IsPurchase || Name.Trim().Length > 0 ? Name.Trim() : Trigger.Trim(), Trigger.Trim(), When.ToCondition(), new RuleEffect(IsPurchase ? Effect : EffectKind.Fixed, Whole()), Stacking)
    {
        Limits = new RuleLimits(IsPurchase ? PerPurchase : null, PerDay, PerMember, Budget), Off = Off,
    };

    /// <summary>A copy with a key of its own, so that it has its own limits and budget.</summary>
    public RuleForm Copy(string name) => From(ToRule() with { Id = New(Trigger).Id, Name = name });

    private long Whole() => (IsPurchase ? Effect : EffectKind.Fixed) switch
    {
        EffectKind.Nothing => 0,
        var kind when Amount is < -1_000_000 or > 1_000_000 => -1,
        var kind => (long)Math.Round(IsHundredths(kind) ? Amount * 100 : Amount, MidpointRounding.AwayFromZero),
    };

    private static bool IsHundredths(EffectKind kind) => kind is EffectKind.PerEuro or EffectKind.Multiplier;
}

/// <summary>A condition or group while somebody edits it; amounts of money in euro.</summary>
public sealed class ConditionForm
{
    public ConditionKind Kind { get; set; }
    public List<ConditionForm> Parts { get; init; } = [];
    public List<string> Values { get; init; } = [];
    public string? Name { get; set; }
    public decimal? AtLeast { get; set; }
    public decimal? To { get; set; }
    public DateOnly? FromDate { get; set; }
    public DateOnly? ToDate { get; set; }

    public bool IsGroup => Kind is ConditionKind.All or ConditionKind.Any or ConditionKind.None;

    public bool IsMoney => Kind is ConditionKind.LinesTotal or ConditionKind.BasketTotal;

    public static ConditionForm From(RuleCondition condition)
    {
        var unit = condition.Kind is ConditionKind.LinesTotal or ConditionKind.BasketTotal ? 100m : 1m;
        return new()
        {
            Kind = condition.Kind, Parts = [.. condition.Parts.Select(From)], Values = [.. condition.Values], Name = condition.Name, AtLeast = condition.From / unit, To = condition.To / unit,
            FromDate = condition.FromDate, ToDate = condition.ToDate,
        };
    }

    public RuleCondition ToCondition() => new(Kind)
    {
        Parts = [.. Parts.Select(p => p.ToCondition())], Values = [.. Values], Name = Kind == ConditionKind.Attribute ? Name?.Trim().ToLowerInvariant() : null, From = Whole(AtLeast), To = Whole(To), FromDate = FromDate, ToDate = ToDate,
    };

    private long? Whole(decimal? value) => value switch
    {
        null => null,
        < 0 or > 1_000_000_000 => -1,
        var v => (long)Math.Round(v.Value * (IsMoney ? 100 : 1), MidpointRounding.AwayFromZero),
    };
}
