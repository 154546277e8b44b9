using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Settings;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Reading;

/// <summary>What is expected of all members that the reader may see, together.</summary>
/// <param name="Active">Expected number of members with a purchase in 90 days.</param>
public sealed record PredictionTotals(int Members, double Active, double Purchases365, long ValueCents);

/// <param name="Fit">Null before the first night with purchases.</param>
/// <param name="History">The latest fits, the newest first.</param>
public sealed record PredictionsView(FitRow? Fit, PredictionTotals Totals, IReadOnlyList<FitRow> History, PredictionSettings Settings);

/// <summary>The model card: what the models found, how good they were on the last weeks, what they expect in all, the earlier fits and the settings.</summary>
public sealed class ShowPredictions(StudioData data)
{
    private const int Shown = 60;

    public async Task<Outcome<PredictionsView>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var history = (await db.Set<ModelFit>().AsNoTracking().OrderByDescending(f => f.Id).Take(Shown).ToListAsync(ct)).ConvertAll(FitRow.Of);
        var rows = actor.Stores is null ? db.Set<MemberPrediction>() : db.Set<MemberPrediction>().Where(p => MemberSearch.Scoped(db.Set<Member>(), actor).Any(m => m.Id == p.MemberId));
        var totals = await rows.GroupBy(_ => 1).Select(g => new PredictionTotals(g.Count(), g.Sum(p => (long)p.Active90) / 10_000.0, g.Sum(p => (long)p.Purchases365) / 1_000.0, g.Sum(p => (long)p.ValueCents))).FirstOrDefaultAsync(ct);
        return new PredictionsView(history.Count > 0 ? history[0] : null, totals ?? new PredictionTotals(0, 0, 0, 0), history, PredictionSettings.Of(await db.Set<PredictionSetting>().FirstOrDefaultAsync(ct)));
    }
}
