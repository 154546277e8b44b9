using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Inviting;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.StoreTasks;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>What campaigns ask of people: letters for the printer and calls for the stores, and friends whom members brought in.</summary>
internal sealed class DemoOutreach(IServiceProvider services, ulong seed)
{
    private const int Friends = 3;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A letter and a call to the customer panel; the next run of the campaigns writes them. No promotion, so nobody's other campaigns are kept away by it.</summary>
    internal async Task StartAsync(Actor bram, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        if (await db.Set<Segment>().Where(s => s.Type == SegmentType.Fixed && s.Size > 0).OrderBy(s => s.Id).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct) is not { } panel)
        {
            return;
        }

        var call = new TaskStep { Key = "s1", Title = "Bel om de panelavond af te spreken", Words = "Vraag of de klant komt en of er iemand meekomt. Schrijf dat bij de taak.", Days = 7 };
        var letter = new MessageStep
        {
            Key = "s2", Channel = MessageChannel.Print, ShowDays = 30,
            Nl = new MessageText("Dank je wel voor het meedenken", "Beste {{voornaam}},\n\nJe denkt met ons mee over wat er in de winkel staat. Daarom nodigen we je uit voor de panelavond in {{winkel}}. Een collega belt je erover.\n\nTot dan!"),
            En = new MessageText("Thank you for thinking along", "Dear {{first_name}},\n\nYou think along about what we sell. So we invite you to the panel evening in {{store}}. A colleague will call you about it.\n\nSee you there!"),
        };
        var draft = new CampaignDraft
        {
            Name = "Klantenpanel: uitnodiging per brief", Purpose = CampaignPurpose.Service, SegmentId = panel, HoldoutPercent = 0, CoolDownDays = 0, MeasureDays = 30, BudgetKind = BudgetKind.Brand, Salt = $"demo panel {seed}",
            Flow = new FlowDefinition(new FlowTrigger(TriggerKind.Schedule) { Schedule = TriggerSchedule.Once }, [call, letter]),
        };
        var campaign = (await Get<SaveCampaign>().RunAsync(bram, draft, ct)).Must();
        (await Get<MoveCampaign>().RunAsync(bram, campaign, CampaignStep.Start, ct)).Must();
    }

    /// <summary>Some who joined lately named the code of a friend; the night counts who became a customer.</summary>
    internal async Task BringAsync(Actor bram, DateOnly on, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var friends = await db.Set<Member>().Where(m => m.Status == MemberStatus.Active && m.ReferredById == null && m.EnrolledOn > on.AddDays(-300) && m.EnrolledOn < on.AddDays(-40)
            && db.Set<Purchase>().Any(p => p.MemberId == m.Id && p.KeptCents > 0 && p.BusinessDate >= m.EnrolledOn && p.BusinessDate < on.AddDays(-40))).OrderBy(m => m.Id).Take(Friends).Select(m => m.Id).ToListAsync(ct);
        var members = await db.Set<Member>().Where(m => m.Status == MemberStatus.Active && m.EnrolledOn < on.AddDays(-400)).OrderBy(m => m.Id).Take(Friends).Select(m => m.Id).ToListAsync(ct);
        foreach (var (friend, member) in friends.Zip(members))
        {
            (await Get<SaveMember>().RunAsync(bram, new SaveMemberRequest(friend, null, null, null, null, null, null, null, null, null, null, ReferredBy: Get<InvitationCodes>().Of(member)), ct)).Must();
        }

        (await Get<RewardInvitations>().RunAsync(Actor.Job("reward-invitations"), on, ct)).Must();
    }

    /// <summary>The first call is done.</summary>
    internal async Task CallAsync(Actor chantal, CancellationToken ct)
    {
        var open = (await Get<ListStoreTasks>().RunAsync(chantal, new ListStoreTasksRequest(StoreTaskState.Open, null, new PageRequest(0, 1)), ct)).Must();
        if (open.Page.Rows is [var task, ..])
        {
            (await Get<CloseStoreTask>().RunAsync(chantal, new CloseStoreTaskRequest(task.Id, Done: true, "Komt graag, met haar dochter", task.Version), ct)).Must();
        }
    }
}
