namespace LoyaltyStudio.Features.Feedback.Nps;

/// <summary>Answers counted: 9 and 10 are promoters, 0 to 6 detractors, the rest passive (semantics 10).</summary>
public readonly record struct NpsScore(int Promoters, int Passives, int Detractors)
{
    /// <summary>Below so many answers no score is shown.</summary>
    public const int Least = 30;

    public int Count => Promoters + Passives + Detractors;

    /// <summary>Whether there are enough answers to show a score.</summary>
    public bool Shown => Count >= Least;

    /// <summary>(promoters − detractors) ÷ n, from −1 to 1; 0 without answers.</summary>
    public double Value => Count == 0 ? 0 : (double)(Promoters - Detractors) / Count;

    /// <summary>√((p₉₋₁₀ + p₀₋₆ − NPS²) ÷ n).</summary>
    public double StandardError => Count == 0 ? 0 : Math.Sqrt(Math.Max(0, ((double)(Promoters + Detractors) / Count) - (Value * Value)) / Count);

    internal static NpsScore Of(int promoters, int all, int detractors) => new(promoters, all - promoters - detractors, detractors);

    public static NpsScore operator +(NpsScore a, NpsScore b) => new(a.Promoters + b.Promoters, a.Passives + b.Passives, a.Detractors + b.Detractors);

    public static NpsScore Add(NpsScore left, NpsScore right) => left + right;
}
