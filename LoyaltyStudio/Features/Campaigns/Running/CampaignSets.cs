using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Where everybody whom a campaign could mean on a day ends up: the first test that somebody fails, or eligible.</summary>
/// <param name="Members">How many the trigger means: everybody where the campaign runs by the calendar.</param>
public sealed record SortedAudience(int Members, IReadOnlyDictionary<Exclusion, MemberSet> Fallen, MemberSet Eligible)
{
    public int Of(Exclusion why) => Fallen.TryGetValue(why, out var set) ? set.Count : 0;
}

/// <summary>Tests members for a campaign (semantics 9), each test one statement that answers a set; who falls off is taken out before the next test.</summary>
public sealed class CampaignSets(StudioData data, SegmentQuery segments, CampaignTriggers triggers, OrganisationBook organisation)
{
    /// <summary>Sorts as of a day.</summary>
    /// <param name="campaign">As it is kept, or as somebody edits it (id 0).</param>
    /// <param name="everybody">Whom it is for, whatever starts it: for a count ahead.</param>
    public async Task<SortedAudience> SortAsync(Campaign campaign, ContactSetting rules, DateOnly asOf, CancellationToken ct, bool everybody = false)
    {
        var flow = FlowDefinition.Parse(campaign.Flow);
        var first = campaign.StartOn ?? DateOnly.MinValue;
        var started = campaign.StartedAt is { } at ? (await organisation.CurrentAsync(ct)).Calendar.DateOf(at) : asOf;
        DateOnly? before;
        await using (var db = data.Read())
        {
            before = await db.Set<CampaignRun>().Where(r => r.CampaignId == campaign.Id && r.On < asOf && r.Members > 0).MaxAsync(r => (DateOnly?)r.On, ct);
        }

        var meant = everybody ? null : await triggers.ReadAsync(campaign, flow.Trigger, asOf, first > started ? first : started, before, ct);
        var sorting = new Sorting(meant is null ? await AskAsync("SELECT id FROM member", ct) : meant.Aggregate(new MemberSet(), (all, t) => all.Or(t.Members)));
        await AudienceAsync(sorting, campaign, asOf, ct);
        await PlacesAsync(sorting, campaign, meant, asOf, ct);
        await ReachableAsync(sorting, flow, campaign.Purpose, ct);
        if (campaign.Purpose == CampaignPurpose.Promotion)
        {
            await RespectAsync(sorting, campaign, flow, rules, asOf, ct);
        }

        return new SortedAudience(sorting.Members, sorting.Fallen, sorting.Left);
    }

    private sealed class Sorting(MemberSet all)
    {
        internal int Members { get; } = all.Count;
        internal MemberSet Left { get; private set; } = all;
        internal Dictionary<Exclusion, MemberSet> Fallen { get; } = [];

        internal void Off(Exclusion why, MemberSet gone)
        {
            Fallen[why] = Left.And(gone);
            Left = Left.Without(gone);
        }

        internal void Keep(Exclusion why, MemberSet wanted) => Off(why, Left.Without(wanted));
    }

    private async Task AudienceAsync(Sorting sorting, Campaign campaign, DateOnly asOf, CancellationToken ct)
    {
        if (campaign.SegmentId is { } segment)
        {
            sorting.Keep(Exclusion.NotInSegment, await segments.MembersOfAsync(segment, asOf, ct));
        }

        if (campaign.ExceptSegmentId is { } except)
        {
            sorting.Off(Exclusion.KeptOut, await segments.MembersOfAsync(except, asOf, ct));
        }

        if (campaign.DaysWithoutPurchase is { } days)
        {
            var limit = asOf.DayNumber > days ? asOf.AddDays(-days) : DateOnly.MinValue;
            sorting.Keep(Exclusion.NeverBought, await AskAsync("SELECT member_id FROM member_stat WHERE last_purchase_on IS NOT NULL", ct));
            sorting.Off(Exclusion.BoughtRecently, await AskAsync("SELECT member_id FROM member_stat WHERE last_purchase_on > @p0", ct, limit));
        }
    }

    /// <summary>Once in, always in; with re-entry the treated come again after so many days, and never twice for the same happening.</summary>
    private async Task PlacesAsync(Sorting sorting, Campaign campaign, IReadOnlyList<Triggered>? meant, DateOnly asOf, CancellationToken ct)
    {
        var placed = await AskAsync("SELECT member_id FROM campaign_member WHERE campaign_id = @p0", ct, campaign.Id);
        if (campaign.ReEntryDays is { } again && placed.Count > 0)
        {
            var lately = await AskAsync("SELECT member_id FROM journey WHERE campaign_id = @p0 AND (entered_on > @p1 OR state = 'Waiting')", ct, campaign.Id, asOf.AddDays(-again));
            var heldOut = await AskAsync("SELECT member_id FROM campaign_member WHERE campaign_id = @p0 AND \"group\" = 'Holdout'", ct, campaign.Id);
            placed = lately.Or(heldOut);
            if (meant is { Count: > 0 })
            {
                var open = new MemberSet();
                foreach (var day in meant)
                {
                    open = open.Or(day.Members.Without(await AskAsync("SELECT member_id FROM journey WHERE campaign_id = @p0 AND entered_on >= @p1", ct, campaign.Id, day.On)));
                }

                placed = placed.Or(sorting.Left.Without(open));
            }
        }

        sorting.Off(Exclusion.AlreadyIn, placed);
    }

    private async Task ReachableAsync(Sorting sorting, FlowDefinition flow, CampaignPurpose purpose, CancellationToken ct)
    {
        sorting.Off(Exclusion.NotActive, await AskAsync("SELECT id FROM member WHERE status <> 'Active'", ct));
        var channel = flow.Everything().OfType<MessageStep>().FirstOrDefault()?.Channel;
        if (channel == MessageChannel.Email)
        {
            sorting.Off(Exclusion.NoEmail, await AskAsync("SELECT id FROM member WHERE email_key IS NULL OR email_key IN (SELECT address_key FROM unusable_address)", ct));
            if (purpose == CampaignPurpose.Promotion)
            {
                sorting.Off(Exclusion.NoConsent, await AskAsync("SELECT id FROM member WHERE NOT email_consent", ct));
            }
        }
        else if (channel == MessageChannel.Print)
        {
            sorting.Off(Exclusion.NoAddress, await AskAsync("SELECT id FROM member WHERE street = '' OR postal_code = '' OR city = ''", ct));
            if (purpose == CampaignPurpose.Promotion)
            {
                sorting.Keep(Exclusion.NoConsent, await PostConsentAsync(data, ct));
            }
        }
    }

    private async Task RespectAsync(Sorting sorting, Campaign campaign, FlowDefinition flow, ContactSetting rules, DateOnly asOf, CancellationToken ct)
    {
        sorting.Off(Exclusion.OpenComplaint, await ComplainingAsync(data, ct));
        sorting.Off(Exclusion.GlobalHoldout, await HeldOutAsync(data, ct));
        sorting.Off(Exclusion.ExclusiveElsewhere, await AskAsync("""
            SELECT j.member_id FROM journey j JOIN campaign c ON c.id = j.campaign_id WHERE j.state = 'Waiting' AND c.id <> @p0 AND c.exclusive AND c.state = 'Active'
            """, ct, campaign.Id));
        if (campaign.CoolDownDays > 0)
        {
            sorting.Off(Exclusion.RecentCampaign, await AskAsync("""
                SELECT DISTINCT t.member_id FROM campaign_contact t JOIN campaign c ON c.id = t.campaign_id
                WHERE t."on" > @p0 AND t.kind = 'message' AND t.outcome = 'Queued' AND t.campaign_id <> @p1 AND c.purpose = 'Promotion'
                """, ct, asOf.AddDays(-campaign.CoolDownDays), campaign.Id));
        }

        if (flow.Everything().OfType<MessageStep>().FirstOrDefault()?.Channel is { } channel)
        {
            sorting.Off(Exclusion.Capped, await CappedAsync(data, rules, channel, asOf, ct));
        }
    }

    /// <summary>Who has had as many promotions as a person may have in a calendar day or week; the week begins on Monday. What is shown at till and site does not count.</summary>
    internal static async Task<MemberSet> CappedAsync(StudioData data, ContactSetting rules, MessageChannel channel, DateOnly asOf, CancellationToken ct)
    {
        if (channel is MessageChannel.Till or MessageChannel.Site)
        {
            return new MemberSet();
        }

        const string Sql = """
            SELECT t.member_id FROM campaign_contact t JOIN campaign c ON c.id = t.campaign_id
            WHERE t."on" >= @p0 AND t."on" <= @p1 AND t.kind = 'message' AND t.outcome = 'Queued' AND c.purpose = 'Promotion' AND t.channel IN ({0})
            GROUP BY t.member_id HAVING count(*) >= @p2 OR sum(CASE WHEN t."on" = @p1 THEN 1 ELSE 0 END) >= @p3
            """;
        var week = asOf.AddDays(-(((int)asOf.DayOfWeek + 6) % 7));
        var all = await AskAsync(data, Sql.Replace("{0}", "'Email', 'Print'", StringComparison.Ordinal), ct, week, asOf, (long)rules.MostPerWeek, (long)rules.MostPerDay);
        return channel == MessageChannel.Print ? all
            : all.Or(await AskAsync(data, Sql.Replace("{0}", "'Email'", StringComparison.Ordinal), ct, week, asOf, (long)rules.MailsPerWeek, (long)rules.MailsPerDay));
    }

    /// <summary>Who gets no promotion at all, to see what all of them bring.</summary>
    internal static Task<MemberSet> HeldOutAsync(StudioData data, CancellationToken ct) =>
        AskAsync(data, "SELECT member_id FROM global_holdout_member m JOIN global_holdout h ON h.id = m.holdout_id WHERE h.ended_on IS NULL AND m.\"group\" = 'Holdout'", ct);

    internal static Task<MemberSet> ComplainingAsync(StudioData data, CancellationToken ct) => AskAsync(data, "SELECT DISTINCT member_id FROM complaint WHERE state = 'Open' AND member_id IS NOT NULL", ct);

    /// <summary>Whose latest word about letters is yes.</summary>
    internal static Task<MemberSet> PostConsentAsync(StudioData data, CancellationToken ct) => AskAsync(data, """
        SELECT member_id FROM (SELECT member_id, granted, row_number() OVER (PARTITION BY member_id ORDER BY at DESC, id DESC) AS place FROM consent_record WHERE purpose = 'Post') latest WHERE place = 1 AND granted
        """, ct);

    private Task<MemberSet> AskAsync(string sql, CancellationToken ct, params object[] values) => AskAsync(data, sql, ct, values);

    /// <summary>The members that a statement answers; values become @p0, @p1 ….</summary>
    internal static async Task<MemberSet> AskAsync(StudioData data, string sql, CancellationToken ct, params object[] values)
    {
        await using var db = data.Read();
        return (await MemberReader.ReadAsync(db, new MemberSql(sql, [.. values.Select((v, i) => ($"@p{i}", v))]), ct)).Set;
    }
}
