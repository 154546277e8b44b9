using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Nps;

/// <param name="Months">How many months, this one included.</param>
public sealed record ReadNpsRequest(int Months, long? StoreId = null, Channel? Channel = null, SurveyKind? Kind = null);

/// <param name="Key">Id of a store, name of a channel, code of a tier.</param>
/// <param name="Colour">Of a tier; empty for the rest.</param>
public sealed record NpsLine(string Key, string NameNl, string NameEn, NpsScore Score, string Colour = "")
{
    public string Name(string language) => language == "en" ? NameEn : NameNl;
}

/// <param name="Average">Mean score of the answers with this theme.</param>
public sealed record ThemeLine(string Tag, int Count, double Average, NpsScore Score);

public sealed record NpsBoard(DateOnly From, DateOnly Until, NpsScore Total, NpsScore Before, IReadOnlyList<NpsLine> Stores, IReadOnlyList<NpsLine> Channels, IReadOnlyList<NpsLine> Tiers,
    IReadOnlyList<(DateOnly Month, NpsScore Score)> Months, IReadOnlyList<ThemeLine> Themes, int Invited, int InvitedAnswered, IReadOnlyList<AnswerRow> Latest);

/// <summary>The NPS with its standard error by store, channel, tier and month, and what people write about (semantics 10). Of the stores that the actor sees.</summary>
public sealed class ReadNps(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int LatestShown = 6;

    private sealed record Cell(long? Store, Channel Channel, string Tier, int Year, int Month, int Count, int Promoters, int Detractors);

    public async Task<Outcome<NpsBoard>> RunAsync(Actor actor, ReadNpsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var count = Math.Clamp(request.Months, 1, 60);
        var from = BusinessCalendar.Floor(today, CalendarUnit.Month).AddMonths(1 - count);
        await using var db = data.Read();
        var scoped = ListAnswers.Scoped(db, actor, request.StoreId, request.Channel, request.Kind);
        var cells = await CellsAsync(scoped.Where(a => a.AnsweredOn >= from && a.AnsweredOn <= today), ct);
        var before = Sum(await CellsAsync(scoped.Where(a => a.AnsweredOn >= from.AddMonths(-count) && a.AnsweredOn < from), ct), _ => true);
        var stores = await db.Set<Store>().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var tiers = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers ?? [];
        var invitations = Invitations(db, actor, request, from);
        return new NpsBoard(from, today, Sum(cells, _ => true), before,
            [.. stores.Select(s => new NpsLine($"{s.Id}", s.Name, s.Name, Sum(cells, c => c.Store == s.Id))).Where(l => l.Score.Count > 0)],
            [.. Enum.GetValues<Channel>().Select(c => new NpsLine(c.ToString(), "", "", Sum(cells, x => x.Channel == c))).Where(l => l.Score.Count > 0)],
            [.. tiers.Select(t => new NpsLine(t.Code, t.NameNl, t.NameEn, Sum(cells, c => c.Tier == t.Code), t.Colour)).Where(l => l.Score.Count > 0)],
            [.. Enumerable.Range(0, count).Select(i => from.AddMonths(i)).Select(m => (m, Sum(cells, c => c.Year == m.Year && c.Month == m.Month)))],
            await ThemesAsync(db, scoped.Where(a => a.AnsweredOn >= from && a.AnsweredOn <= today), ct), await invitations.CountAsync(ct), await invitations.CountAsync(i => i.AnsweredAt != null, ct),
            await ListAnswers.RowsAsync(db, scoped.Where(a => a.Comment != "" && a.AnsweredOn >= from).OrderByDescending(a => a.AnsweredOn).ThenByDescending(a => a.Id).Take(LatestShown), ct));
    }

    /// <summary>Counts of the scores by everything that the board shows.</summary>
    private static Task<List<Cell>> CellsAsync(IQueryable<SurveyAnswer> answers, CancellationToken ct) => answers.GroupBy(a => new { a.StoreId, a.Channel, a.Tier, a.AnsweredOn.Year, a.AnsweredOn.Month })
        .Select(g => new Cell(g.Key.StoreId, g.Key.Channel, g.Key.Tier, g.Key.Year, g.Key.Month, g.Count(), g.Count(a => a.Score >= 9), g.Count(a => a.Score <= 6))).ToListAsync(ct);

    private static NpsScore Sum(List<Cell> cells, Func<Cell, bool> which) => cells.Where(which).Aggregate(default(NpsScore), (sum, c) => sum + NpsScore.Of(c.Promoters, c.Count, c.Detractors));

    private static IQueryable<SurveyInvitation> Invitations(StudioDb db, Actor actor, ReadNpsRequest request, DateOnly from)
    {
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        var surveys = db.Set<Survey>().Where(s => request.Kind == null || s.Kind == request.Kind).Select(s => s.Id);
        return db.Set<SurveyInvitation>().Where(i => i.InvitedOn >= from && (stores == null || stores.Contains(i.StoreId)) && (request.StoreId == null || i.StoreId == request.StoreId)
            && (request.Channel == null || i.Channel == request.Channel) && surveys.Contains(i.SurveyId));
    }

    private static async Task<IReadOnlyList<ThemeLine>> ThemesAsync(StudioDb db, IQueryable<SurveyAnswer> answers, CancellationToken ct)
    {
        var found = await (from t in db.Set<FeedbackTag>()
                           join a in answers on t.SubjectId equals a.Id
                           where t.Subject == FeedbackSubject.Answer
                           group a.Score by t.Tag into g
                           select new { g.Key, Count = g.Count(), Sum = g.Sum(), Promoters = g.Count(s => s >= 9), Detractors = g.Count(s => s <= 6) }).ToListAsync(ct);
        return [.. found.OrderByDescending(f => f.Count).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => new ThemeLine(f.Key, f.Count, (double)f.Sum / f.Count, NpsScore.Of(f.Promoters, f.Count, f.Detractors)))];
    }

    /// <summary>The score by quarter, for other boards: of channels and kinds of surveys, null for all of them.</summary>
    public static async Task<IReadOnlyDictionary<DateOnly, NpsScore>> QuartersAsync(StudioDb db, Actor actor, IReadOnlyList<Channel>? channels, IReadOnlyList<SurveyKind>? kinds, DateOnly from, CancellationToken ct)
    {
        var wanted = channels?.ToArray();
        var of = kinds?.ToArray();
        var surveys = db.Set<Survey>().Where(s => of == null || of.Contains(s.Kind)).Select(s => s.Id);
        var cells = await CellsAsync(ListAnswers.Scoped(db, actor, null, null, null).Where(a => a.AnsweredOn >= from && (wanted == null || wanted.Contains(a.Channel)) && surveys.Contains(a.SurveyId)), ct);
        return cells.GroupBy(c => BusinessCalendar.Floor(new DateOnly(c.Year, c.Month, 1), CalendarUnit.Quarter)).ToDictionary(g => g.Key, g => Sum([.. g], _ => true));
    }
}
