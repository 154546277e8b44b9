using System.Diagnostics;
using System.Globalization;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Models;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>
/// From purchase days to a fit: the models on all that is known, the same on what was known before the test weeks, the test, and whether the numbers of members come from the model.
/// Pure but for the use of both processors; the same rows give the same fit.
/// </summary>
public static class FitModels
{
    /// <summary>Below these no personal value is shown from the model.</summary>
    public const int LeastMembers = 2_000;
    public const int LeastRepeaters = 500;

    private const int LeastWeeks = 26;
    private const int LongestTest = 39;

    /// <summary>Weeks held back for the test: a third of the history, at most 39; none where it is shorter than half a year.</summary>
    public static int TestWeeks(DateOnly first, DateOnly asOf) =>
        (asOf.DayNumber - first.DayNumber) / 7 is var weeks && weeks < LeastWeeks ? 0 : Math.Min(LongestTest, weeks / 3);

    public static ModelFit Run(MemberDays[] members, DateOnly asOf, int testWeeks)
    {
        var started = Stopwatch.GetTimestamp();
        FittedPurchases model = null!;
        FittedSpend spend = null!;
        Nbd simple = null!;
        Accuracy? accuracy = null;
        Parallel.Invoke(
            () =>
            {
                var groups = PurchaseGroups.ByWeek(members.Select(m => (m.Repeats, m.Last - m.First, asOf.DayNumber - m.First)));
                (model, simple) = (FitPurchases.Run(groups), FitNbd.Run(groups));
            },
            () => spend = FitSpend.Run([.. members.Select(m => m.Repeats)], [.. members.Select(m => m.Repeats == 0 ? 0 : m.RepeatCents / 100.0 / m.Repeats)]),
            () => accuracy = testWeeks == 0 ? null : TestModels.Run(members, asOf.DayNumber - (7 * testWeeks), testWeeks));
        var repeaters = members.Count(m => m.Repeats > 0);
        var days = members.Sum(m => (long)m.Days);
        var fallBack = members.Length < LeastMembers || repeaters < LeastRepeaters ? FallBack.TooFew
            : !model.Accepted ? FallBack.NotFound
            : accuracy?.Better.Any() == true ? FallBack.Lost : FallBack.None;
        return new ModelFit
        {
            AsOf = asOf, Members = members.Length, Repeaters = repeaters, Days = days, FallBack = fallBack,
            R = model.Model.R, Alpha = model.Model.Alpha, A = model.Model.A, B = model.Model.B, LogLikelihood = model.LogLikelihood, NoDropOut = model.NoDropOut,
            SimpleR = simple.R, SimpleAlpha = simple.Alpha,
            P = spend.Accepted ? spend.Model.P : 0, Q = spend.Accepted ? spend.Model.Q : 0, V = spend.Accepted ? spend.Model.V : 0, SpendLogLikelihood = spend.Accepted ? spend.LogLikelihood : 0,
            MeanCents = days == 0 ? 0 : members.Sum(m => m.FirstCents + m.RepeatCents) / days,
            Accuracy = accuracy?.ToJson(), FitMs = (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds, Fingerprint = "",
        };
    }

    /// <summary>Tells one fit from another: the day, the data and what came out.</summary>
    public static string FingerprintOf(ModelFit fit) => ContentHash.Of(string.Create(CultureInfo.InvariantCulture,
        $"{fit.AsOf:yyyy-MM-dd} {fit.Members} {fit.Repeaters} {fit.Days} {fit.MeanCents} {fit.LogLikelihood:F3} {fit.SpendLogLikelihood:F3} {fit.FallBack} {fit.Accuracy} {fit.Replenishment}"));
}
