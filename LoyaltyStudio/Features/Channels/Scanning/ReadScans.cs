using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Channels.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Channels.Scanning;

/// <param name="Score">From 0 to 1; null while nothing is scored.</param>
public sealed record ScanRow(long Id, ScanChannel Channel, DateOnly On, string Owner, bool Finished, double? Score, int Scored, int Items, DateOnly? RepeatOn, int OpenActions);

/// <param name="Latest">The latest finished scan; null where there is none.</param>
/// <param name="Before">The finished scan before it.</param>
/// <param name="Nps">Of the last two quarters; of no channel where nobody is asked about it.</param>
public sealed record ChannelLine(ScanChannel Channel, ScanRow? Latest, ScanRow? Before, NpsScore? Nps, bool Due);

/// <summary>A colleague who can own a scan or an action.</summary>
public sealed record ScanOwner(long Id, string Name);

public sealed record ChannelsBoard(IReadOnlyList<ChannelLine> Channels, IReadOnlyList<ScanOwner> Owners, DateOnly Today);

/// <summary>All channels with their latest scan and NPS.</summary>
public sealed class ReadScans(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    internal static Refusal Unknown { get; } = Refuse.NotFound("scan_unknown", "This scan does not exist.");

    public async Task<Outcome<ChannelsBoard>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var rows = await RowsAsync(db, db.Set<Scan>(), ct);
        List<ChannelLine> lines = [];
        foreach (var channel in Enum.GetValues<ScanChannel>())
        {
            var done = rows.Where(r => r.Channel == channel && r.Finished).ToList();
            var nps = await NpsAsync(db, actor, channel, BusinessCalendar.Floor(today, CalendarUnit.Quarter).AddMonths(-3), ct);
            lines.Add(new ChannelLine(channel, done.FirstOrDefault(), done.Skip(1).FirstOrDefault(), nps?.Values.Aggregate(default(NpsScore), (a, b) => a + b), done is [{ RepeatOn: { } repeat }, ..] && repeat <= today));
        }

        return new ChannelsBoard(lines, await OwnersAsync(db, ct), today);
    }

    /// <summary>The NPS by quarter of what customers can be asked about in a channel; null where nobody is.</summary>
    internal static async Task<IReadOnlyDictionary<DateOnly, NpsScore>?> NpsAsync(StudioDb db, Actor actor, ScanChannel channel, DateOnly from, CancellationToken ct) => channel switch
    {
        ScanChannel.SiteApp => await ReadNps.QuartersAsync(db, actor, [Channel.Web, Channel.Marketplace], null, from, ct),
        ScanChannel.Stores => await ReadNps.QuartersAsync(db, actor, [Channel.Store], null, from, ct),
        ScanChannel.CustomerService => await ReadNps.QuartersAsync(db, actor, null, [SurveyKind.AfterService], from, ct),
        ScanChannel.AfterSale => await ReadNps.QuartersAsync(db, actor, null, [SurveyKind.AfterPurchase], from, ct),
        _ => null,
    };

    /// <summary>The latest first.</summary>
    internal static async Task<List<ScanRow>> RowsAsync(StudioDb db, IQueryable<Scan> scans, CancellationToken ct)
    {
        var found = await scans.OrderByDescending(s => s.On).ThenByDescending(s => s.Id).Take(500).ToListAsync(ct);
        var ids = found.ConvertAll(s => s.Id).ToArray();
        var owners = await db.Set<StudioUser>().ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        var items = (await db.Set<ScanItem>().Where(i => ids.Contains(i.ScanId)).Select(i => new { i.ScanId, i.Score }).ToListAsync(ct)).ToLookup(i => i.ScanId, i => i.Score);
        var open = await db.Set<ScanAction>().Where(a => ids.Contains(a.ScanId) && a.DoneOn == null).GroupBy(a => a.ScanId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return found.ConvertAll(s => new ScanRow(s.Id, s.Channel, s.On, s.OwnerId is { } o ? owners.GetValueOrDefault(o, "") : "", s.Finished, ScanScore.Of([.. items[s.Id].OfType<int>()]), items[s.Id].Count(i => i is not null), items[s.Id].Count(), s.RepeatOn, open.GetValueOrDefault(s.Id)));
    }

    internal static async Task<IReadOnlyList<ScanOwner>> OwnersAsync(StudioDb db, CancellationToken ct) =>
        [.. (await db.Set<StudioUser>().Where(u => u.Active).Select(u => new { u.Id, u.DisplayName, u.Role }).ToListAsync(ct)).Where(u => RolePermissions.Of(u.Role).Contains(Permission.ViewFeedback)).OrderBy(u => u.DisplayName, StringComparer.CurrentCultureIgnoreCase).Select(u => new ScanOwner(u.Id, u.DisplayName))];

    /// <summary>Channels whose latest finished scan is to be repeated by now.</summary>
    public static async Task<int> DueAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        (await db.Set<Scan>().Where(s => s.Finished).GroupBy(s => s.Channel).Select(g => g.OrderByDescending(s => s.On).ThenByDescending(s => s.Id).Select(s => s.RepeatOn).First()).ToListAsync(ct)).Count(on => on <= today);
}

/// <param name="Quarters">By first day: the score of the latest scan in it and the NPS.</param>
public sealed record ChannelBoard(ScanChannel Channel, IReadOnlyList<ScanRow> Scans, IReadOnlyList<(DateOnly Quarter, double? Score, NpsScore? Nps)> Quarters, bool HasNps, IReadOnlyList<QuestionLine> Questions, IReadOnlyList<ScanOwner> Owners, DateOnly Today);

/// <summary>One channel: its scans, and their scores beside the NPS by quarter.</summary>
public sealed class ReadChannel(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int QuartersShown = 8;

    public async Task<Outcome<ChannelBoard>> RunAsync(Actor actor, ScanChannel channel, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var from = BusinessCalendar.Floor(today, CalendarUnit.Quarter).AddMonths(-3 * (QuartersShown - 1));
        await using var db = data.Read();
        var scans = await ReadScans.RowsAsync(db, db.Set<Scan>().Where(s => s.Channel == channel), ct);
        var nps = await ReadScans.NpsAsync(db, actor, channel, from, ct);
        var questions = await db.Set<ScanQuestion>().Where(q => q.Channel == channel).OrderBy(q => q.Place).ThenBy(q => q.Id).ToListAsync(ct);
        return new ChannelBoard(channel, scans, [.. Enumerable.Range(0, QuartersShown).Select(i => from.AddMonths(3 * i)).Select(q => (q, scans.FirstOrDefault(s => s.Finished && s.On >= q && s.On < q.AddMonths(3))?.Score,
            nps is null ? (NpsScore?)null : nps.GetValueOrDefault(q)))], nps is not null, [.. (questions.Count > 0 ? questions : Checklist.Fresh(channel)).Select(q => new QuestionLine(q.Id, q.TextNl, q.TextEn, q.Active))], await ReadScans.OwnersAsync(db, ct), today);
    }
}

public sealed record ScanItemRow(long Id, string TextNl, string TextEn, int? Score, bool NotApplicable, string Note, string Link, bool HasPicture, int Version)
{
    public string Text(string language) => language == "en" ? TextEn : TextNl;
}

public sealed record ScanActionRow(long Id, string Text, long? OwnerId, string Owner, DateOnly? DueOn, DateOnly? DoneOn, bool Overdue, int Version);

public sealed record ScanDetail(ScanRow Row, long? OwnerId, int RepeatMonths, string Note, IReadOnlyList<ScanItemRow> Items, IReadOnlyList<ScanActionRow> Actions, IReadOnlyList<ScanOwner> Owners, int Version);

/// <summary>One scan with its items and what is to be done about it.</summary>
public sealed class ShowScan(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<ScanDetail>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        if (await db.Set<Scan>().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } scan)
        {
            return ReadScans.Unknown;
        }

        var items = await (from i in db.Set<ScanItem>()
                           join q in db.Set<ScanQuestion>() on i.QuestionId equals q.Id
                           where i.ScanId == id
                           orderby q.Place, q.Id
                           select new ScanItemRow(i.Id, q.TextNl, q.TextEn, i.Score, i.NotApplicable, i.Note, i.Link, db.Set<ScanPicture>().Any(p => p.ItemId == i.Id), i.Version)).ToListAsync(ct);
        var names = await db.Set<StudioUser>().ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        var actions = (await db.Set<ScanAction>().Where(a => a.ScanId == id).OrderBy(a => a.Id).ToListAsync(ct)).ConvertAll(a => new ScanActionRow(a.Id, a.Text, a.OwnerId, a.OwnerId is { } o ? names.GetValueOrDefault(o, "") : "", a.DueOn, a.DoneOn, a.DoneOn is null && a.DueOn < today, a.Version));
        return new ScanDetail((await ReadScans.RowsAsync(db, db.Set<Scan>().Where(s => s.Id == id), ct))[0], scan.OwnerId, scan.RepeatMonths, scan.Note, items, actions, await ReadScans.OwnersAsync(db, ct), scan.Version);
    }
}

/// <summary>The picture of an item.</summary>
public sealed record ScanImage(byte[] Content, string Type);

/// <summary>The picture beside an item, for those who may see the scan.</summary>
public sealed class ShowScanPicture(StudioData data)
{
    public async Task<Outcome<ScanImage>> RunAsync(Actor actor, long itemId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var picture = await db.Set<ScanPicture>().Where(p => p.ItemId == itemId).Select(p => new ScanImage(p.Content, p.Type)).FirstOrDefaultAsync(ct);
        return picture is null ? ReadScans.Unknown : picture;
    }
}
