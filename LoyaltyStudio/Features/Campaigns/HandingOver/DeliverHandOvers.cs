using System.Globalization;
using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Feedback.Reading;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.HandingOver;

public sealed record HandOversDone(int Sent, int Waiting, int Failed, int Withheld);

/// <summary>
/// Tells other programs about members that campaigns hand over. Consent, standing and complaints are asked again right before each call. A call that broke off is made again with the same id, by which the other side
/// knows it; after eight tries over two days a person has to look.
/// </summary>
public sealed class DeliverHandOvers : IDisposable
{
    private const int Batch = 20;
    private static readonly TimeSpan[] BackOff = [.. new[] { 1, 5, 30, 120, 360, 720, 1_440 }.Select(m => TimeSpan.FromMinutes(m))];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly StudioData data;
    private readonly TimeProvider clock;
    private readonly CodeVault vault;
    private readonly WebhookClient client;

    public DeliverHandOvers(StudioData data, TimeProvider clock, CodeVault vault, Microsoft.Extensions.Options.IOptions<WebhookOptions> options) =>
        (this.data, this.clock, this.vault, client) = (data, clock, vault, new WebhookClient(options, clock));

    public async Task<Outcome<HandOversDone>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var (done, after) = (new HandOversDone(0, 0, 0, 0), 0L);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            List<Call> calls;
            await using (var db = data.Read())
            {
                calls = await DueAsync(db, now, after, ct);
            }

            if (calls.Count == 0)
            {
                return done;
            }

            after = calls[^1].HandOver.Id;
            foreach (var call in calls)
            {
                await CallAsync(call, ct);
            }

            await data.WriteAsync(db => db.BulkUpdateAsync(calls.ConvertAll(c => c.HandOver), [nameof(HandOver.State), nameof(HandOver.Attempts), nameof(HandOver.NextAttemptAt), nameof(HandOver.SentAt), nameof(HandOver.Error)], []), ct, Lane.Job);
            int Count(HandOverState state) => calls.Count(c => c.HandOver.State == state);
            done = new(done.Sent + Count(HandOverState.Sent), done.Waiting + Count(HandOverState.Queued), done.Failed + Count(HandOverState.Failed), done.Withheld + Count(HandOverState.Withheld));
        }
    }

    private sealed record Call(HandOver HandOver, WebhookEndpoint? Endpoint, Member? Member, Campaign Campaign, string Step, bool Complaining);

    private static async Task<List<Call>> DueAsync(StudioDb db, DateTime now, long after, CancellationToken ct) => (await (
        from h in db.Set<HandOver>().AsNoTracking()
        where h.State == HandOverState.Queued && h.NextAttemptAt <= now && h.Id > after
        join c in db.Set<Campaign>() on h.CampaignId equals c.Id
        join t in db.Set<CampaignContact>() on h.Id equals t.Id
        join e in db.Set<WebhookEndpoint>() on h.EndpointId equals e.Id into endpoints
        from e in endpoints.DefaultIfEmpty()
        join m in db.Set<Member>() on h.MemberId equals m.Id into members
        from m in members.DefaultIfEmpty()
        orderby h.Id
        select new { HandOver = h, Endpoint = e, Member = m, Campaign = c, t.Step, Complaining = OpenComplaints.Members(db).Contains(h.MemberId) }).Take(Batch).ToListAsync(ct))
        .ConvertAll(r => new Call(r.HandOver, r.Endpoint, r.Member, r.Campaign, r.Step, r.Complaining));

    private async Task CallAsync(Call call, CancellationToken ct)
    {
        var (row, now) = (call.HandOver, clock.GetUtcNow().UtcDateTime);
        if (Held(call) is { } why)
        {
            (row.State, row.Error) = (HandOverState.Withheld, why);
            return;
        }

        var answer = await client.CallAsync(call.Endpoint!.Url, vault.Reveal(call.Endpoint.SecretSealed), row.Id, BodyOf(call), ct);
        row.Attempts++;
        (row.State, row.Error) = answer.Taken ? (HandOverState.Sent, "") : (answer.Refused || row.Attempts > BackOff.Length ? HandOverState.Failed : HandOverState.Queued, answer.Error);
        row.SentAt = answer.Taken ? now : null;
        row.NextAttemptAt = row.State == HandOverState.Queued ? now + BackOff[row.Attempts - 1] : row.NextAttemptAt;
    }

    private static string? Held(Call call) => call switch
    {
        { Member: null } => "The member does not exist any more.",
        { Member.Status: not MemberStatus.Active } => "The member is not active any more.",
        { Endpoint: null or { Active: false } } => "The other program is switched off.",
        { Campaign.Purpose: CampaignPurpose.Promotion, Member.EmailConsent: false } => "The member has no consent for e-mail any more.",
        { Campaign.Purpose: CampaignPurpose.Promotion, Complaining: true } => "The member has an open complaint.",
        _ => null,
    };

    private static string BodyOf(Call call) => JsonSerializer.Serialize(new
    {
        Id = call.HandOver.Id.ToString(CultureInfo.InvariantCulture), Type = "campaign.hand_over", Campaign = new { call.Campaign.Id, call.Campaign.Name, call.Step },
        Member = new { call.Member!.CardNumber, call.Member.ExternalId, call.Member.FirstName, call.Member.LastName, call.Member.Email, call.Member.Language },
    }, Json);

    public void Dispose() => client.Dispose();
}

/// <summary>The job deliver-hand-overs: every five minutes, when something waits.</summary>
internal sealed class DeliverHandOversWork(StudioData data, TimeProvider clock, DeliverHandOvers deliver) : IScheduledWork
{
    public string Name => "deliver-hand-overs";

    public string DefaultCron => "0 0/5 0,3-23 * * ?";

    public string FiringKey(DateTime local) => local.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        return await db.Set<HandOver>().AnyAsync(h => h.State == HandOverState.Queued && h.NextAttemptAt <= now, ct);
    }

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await deliver.RunAsync(run.Actor, ct)).Must();
        return FormattableString.Invariant($"{done.Sent:N0} handed over, {done.Waiting:N0} to be tried again, {done.Failed:N0} failed, {done.Withheld:N0} withheld.");
    }
}
