using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Reading;

/// <summary>A fit as screens and the interface show it.</summary>
/// <param name="WeeksBetween">Mean weeks between purchases of an active member; 0 where unknown.</param>
/// <param name="StopShare">Mean chance to stop after a purchase.</param>
public sealed record FitRow(long Id, DateOnly AsOf, DateTime FittedAt, int Members, int Repeaters, long Days, FallBack FallBack, double R, double Alpha, double A, double B, double LogLikelihood, bool NoDropOut,
    double P, double Q, double V, double SpendLogLikelihood, long MeanCents, int ReadMs, int FitMs, Accuracy? Accuracy, ReplenishmentFit? Replenishment)
{
    public double WeeksBetween => R > 0 ? Alpha / R : 0;

    public double StopShare => A + B > 0 ? A / (A + B) : 0;

    internal static FitRow Of(ModelFit f) => new(f.Id, f.AsOf, f.FittedAt, f.Members, f.Repeaters, f.Days, f.FallBack, f.R, f.Alpha, f.A, f.B, f.LogLikelihood, f.NoDropOut, f.P, f.Q, f.V, f.SpendLogLikelihood,
        f.MeanCents, f.ReadMs, f.FitMs, f.Accuracy is { } a ? Accuracy.FromJson(a) : null, f.Replenishment is { } r ? ReplenishmentFit.FromJson(r) : null);

    internal static Task<ModelFit?> LatestAsync(StudioDb db, CancellationToken ct) => db.Set<ModelFit>().AsNoTracking().OrderByDescending(f => f.Id).FirstOrDefaultAsync(ct);
}
