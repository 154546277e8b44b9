using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Settings;

/// <summary>The limits between the states, as a form sends them. Times are times the own rhythm.</summary>
public sealed record LifecycleLimits(int ReturnedDays, int RiskDays, int LowScore, int NewDays, int NewPurchases, decimal Hesitating, decimal Lapsed, decimal Lost, int LostDays, bool UnsubscribedIsLost, int TopPercent,
    int HighScore, int GroupWeight, int StartDays, int Version)
{
    internal static LifecycleLimits Of(LifecycleSettings s) => new(s.ReturnedDays, s.RiskDays, s.LowScore, s.NewDays, s.NewPurchases, s.HesitatingTenths / 10m, s.LapsedTenths / 10m, s.LostTenths / 10m, s.LostDays,
        s.UnsubscribedIsLost, s.TopPercent, s.HighScore, s.GroupWeight, s.StartDays, s.Version);

    internal void ApplyTo(LifecycleSettings s) => (s.ReturnedDays, s.RiskDays, s.LowScore, s.NewDays, s.NewPurchases, s.HesitatingTenths, s.LapsedTenths, s.LostTenths, s.LostDays, s.UnsubscribedIsLost, s.TopPercent, s.HighScore,
        s.GroupWeight, s.StartDays) = (ReturnedDays, RiskDays, LowScore, NewDays, NewPurchases, Tenths(Hesitating), Tenths(Lapsed), Tenths(Lost), LostDays, UnsubscribedIsLost, TopPercent, HighScore, GroupWeight, StartDays);

    /// <summary>What is wrong with them, by field.</summary>
    internal IReadOnlyList<FieldError> Errors()
    {
        List<FieldError> errors = [];
        void Between(string field, decimal value, decimal least, decimal most)
        {
            if (value < least || value > most)
            {
                errors.Add(new FieldError(field, "Choose a number from {0} to {1}.", least, most));
            }
        }

        Between("returned_days", ReturnedDays, 1, 365);
        Between("risk_days", RiskDays, 1, 730);
        Between("low_score", LowScore, 0, 8);
        Between("high_score", HighScore, LowScore + 1, 10);
        Between("new_days", NewDays, 1, 365);
        Between("new_purchases", NewPurchases, 1, 10);
        Between("hesitating", Hesitating, 1.1m, 10);
        Between("lapsed", Lapsed, Hesitating + 0.1m, 20);
        Between("lost", Lost, Lapsed + 0.1m, 50);
        Between("lost_days", LostDays, 30, 3650);
        Between("top_percent", TopPercent, 1, 50);
        Between("group_weight", GroupWeight, 1, 20);
        Between("start_days", StartDays, 1, 730);
        return errors;
    }

    private static int Tenths(decimal times) => (int)Math.Round(times * 10);
}

/// <summary>Reads the limits.</summary>
public sealed class LifecycleRules(StudioData data)
{
    public async Task<Outcome<LifecycleLimits>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return LifecycleLimits.Of(await ReadAsync(db, ct));
    }

    internal static async Task<LifecycleSettings> ReadAsync(StudioDb db, CancellationToken ct) => await db.Set<LifecycleSettings>().FirstOrDefaultAsync(ct) ?? new LifecycleSettings();
}

/// <summary>Changes the limits. The next night looks at everybody.</summary>
public sealed class SaveLifecycleLimits(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, LifecycleLimits limits, CancellationToken ct)
    {
        if (!actor.May(Permission.EditInsight))
        {
            return Refuse.Forbidden();
        }

        if (limits.Errors() is { Count: > 0 } errors)
        {
            return Refuse.Invalid(errors);
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var row = await db.Set<LifecycleSettings>().AsTracking().FirstOrDefaultAsync(ct);
            if (limits.Version != (row?.Version ?? 0))
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
            }

            if (row is null)
            {
                row = new LifecycleSettings { Version = 1 };
                db.Add(row);
            }

            limits.ApplyTo(row);
            db.Audit(actor, "lifecycle.limits", "lifecycle 1", FormattableString.Invariant($"hesitating {limits.Hesitating}, lapsed {limits.Lapsed}, lost {limits.Lost} or {limits.LostDays} days, new {limits.NewDays} days"));
            await db.SaveChangesAsync(ct);
            return default(Nothing);
        }, ct);
    }
}
