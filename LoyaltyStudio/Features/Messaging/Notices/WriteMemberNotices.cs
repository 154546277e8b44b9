using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging.Notices;

public sealed record NoticesWritten(int Tiers, int Points);

/// <summary>
/// Warns members ahead: a tier that ends and what it takes to stay, points that expire (semantics 3 and 5). A warning is noted by member, kind, deadline
/// and step in the transaction that puts it in the outbox, so that nobody gets it twice, whatever happens in between. A member for whom a step comes
/// late gets one warning, not those that were missed. Only to members with consent for e-mail, which is asked again at the hand-over.
/// </summary>
public sealed class WriteMemberNotices(StudioData data, TimeProvider clock, OrganisationBook organisation, IOptions<NoticeOptions> options)
{
    private const int Block = 1_000;

    public async Task<Outcome<NoticesWritten>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        ProgrammeContent? content;
        await using (var db = data.Read())
        {
            content = (await ProgrammeBook.TimelineAsync(db, ct)).On(asOf)?.Content;
        }

        var texts = new NoticeTexts(await organisation.CurrentAsync(ct));
        var (tiers, points) = (0, 0);
        foreach (var (step, after) in content is null || !options.Value.TierEnds ? [] : Steps(content.TierRule.WarnDays))
        {
            var due = await ReadAsync(db => EndingTiers(db, asOf, step, after), ct);
            tiers += await WriteAsync(due, NoticeKind.TierEnds, step, (db, block) => TierDraftsAsync(db, texts, block, asOf, ct), report, ct);
        }

        foreach (var (step, after) in content is null || !options.Value.PointsExpire ? [] : Steps(content.Earning.WarnDays))
        {
            var due = await ReadAsync(db => ExpiringPoints(db, asOf, step, after), ct);
            points += await WriteAsync(due, NoticeKind.PointsExpire, step, (_, block) => Task.FromResult(block.ConvertAll(d => (d, (OutboxDraft?)texts.PointsExpire(d.To, d.Points, d.Deadline)))), report, ct);
        }

        return new NoticesWritten(tiers, points);
    }

    /// <summary>Each step with the next nearer one: a deadline belongs to the smallest step that holds it.</summary>
    private static IEnumerable<(int Step, int After)> Steps(IReadOnlyList<int> days)
    {
        var after = -1;
        foreach (var day in days.Order())
        {
            yield return (day, after);
            after = day;
        }
    }

    private sealed record Due(NoticeMember To, DateOnly Deadline, long Points);

    private async Task<List<Due>> ReadAsync(Func<StudioDb, IQueryable<Due>> query, CancellationToken ct)
    {
        await using var db = data.Read();
        return await query(db).ToListAsync(ct);
    }

    private static IQueryable<Due> EndingTiers(StudioDb db, DateOnly asOf, int step, int after)
    {
        var (begin, end) = (asOf.AddDays(after), asOf.AddDays(step));
        return from t in db.Set<MemberTier>()
               join m in db.Set<Member>() on t.MemberId equals m.Id
               where t.ValidUntil > begin && t.ValidUntil <= end && (t.ManualUntil == null || t.ManualUntil < asOf) && m.Status == MemberStatus.Active && m.EmailConsent && m.Email != null
                   && !db.Set<MemberNotice>().Any(n => n.MemberId == t.MemberId && n.Kind == NoticeKind.TierEnds && n.Deadline == t.ValidUntil && n.Step == step)
               orderby m.Id
               select new Due(new NoticeMember(m.Id, m.FirstName, m.LastName, m.Email!, m.Language), t.ValidUntil!.Value, 0);
    }

    private static IQueryable<Due> ExpiringPoints(StudioDb db, DateOnly asOf, int step, int after)
    {
        var (begin, end) = (asOf.AddDays(after), asOf.AddDays(step));
        return from l in db.Set<PointLot>().Where(l => l.ExpiresOn > begin && l.ExpiresOn <= end && l.Remaining > 0).GroupBy(l => new { l.MemberId, On = l.ExpiresOn!.Value })
                   .Select(g => new { g.Key.MemberId, g.Key.On, Points = g.Sum(l => l.Remaining) })
               join m in db.Set<Member>() on l.MemberId equals m.Id
               where m.Status == MemberStatus.Active && m.EmailConsent && m.Email != null
                   && !db.Set<MemberNotice>().Any(n => n.MemberId == l.MemberId && n.Kind == NoticeKind.PointsExpire && n.Deadline == l.On && n.Step == step)
               orderby m.Id, l.On
               select new Due(new NoticeMember(m.Id, m.FirstName, m.LastName, m.Email!, m.Language), l.On, l.Points);
    }

    /// <summary>A member who has done enough already is noted and not written to.</summary>
    private static async Task<List<(Due, OutboxDraft?)>> TierDraftsAsync(StudioDb db, NoticeTexts texts, List<Due> block, DateOnly asOf, CancellationToken ct)
    {
        var states = await TierOf.ReadAsync(db, block.ConvertAll(d => d.To.Id), asOf, ct);
        return block.ConvertAll(d => (d, states.TryGetValue(d.To.Id, out var state) && !state.IsKept ? texts.TierEnds(d.To, state, d.Deadline) : null));
    }

    private async Task<int> WriteAsync(List<Due> due, NoticeKind kind, int step, Func<StudioDb, List<Due>, Task<List<(Due Due, OutboxDraft? Draft)>>> drafts, Action<long, long, string>? report, CancellationToken ct)
    {
        var (written, done) = (0, 0);
        foreach (var block in due.Chunk(Block))
        {
            written += await data.WriteAsync(async db =>
            {
                var ids = block.Select(d => d.To.Id).ToArray();
                var known = (await db.Set<MemberNotice>().AsNoTracking().Where(n => ids.Contains(n.MemberId) && n.Kind == kind && n.Step == step).Select(n => new { n.MemberId, n.Deadline }).ToListAsync(ct))
                    .Select(n => (n.MemberId, n.Deadline)).ToHashSet();
                var wanted = await drafts(db, [.. block.Where(d => !known.Contains((d.To.Id, d.Deadline)))]);
                return await SaveAsync(db, kind, step, wanted, ct);
            }, ct, Lane.Job);
            CrashPoint.Here("notices-between-blocks");
            report?.Invoke(done += block.Length, due.Count, "members");
        }

        return written;
    }

    private async Task<int> SaveAsync(StudioDb db, NoticeKind kind, int step, List<(Due Due, OutboxDraft? Draft)> wanted, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var drafts = wanted.Where(w => w.Draft is not null).Select(w => w.Draft!).ToList();
        var ids = new Queue<long>(drafts.Count == 0 ? [] : await Outbox.AddAsync(db, drafts, (await organisation.CurrentAsync(ct)).Today(clock), now));
        await db.BulkInsertAsync(wanted.ConvertAll(w => new MemberNotice
        {
            MemberId = w.Due.To.Id, Kind = kind, Deadline = w.Due.Deadline, Step = step, MessageId = w.Draft is null ? 0 : ids.Dequeue(),
        }));
        return drafts.Count;
    }
}

/// <summary>The job member-notices.</summary>
internal sealed class MemberNoticesWork(WriteMemberNotices notices) : IScheduledWork
{
    public string Name => "member-notices";

    public string DefaultCron => "0 0 7 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await notices.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Tiers:N0} warnings about tiers and {done.Points:N0} about points are on their way.");
    }
}
