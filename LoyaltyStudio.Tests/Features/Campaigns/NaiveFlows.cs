using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Model;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Campaigns one member and one step at a time, as somebody would do it by hand: the measure for the run in sets.</summary>
internal sealed class NaiveFlows(List<Member> members)
{
    internal List<Member> Members => members;
    internal List<(long Id, CampaignDraft Draft)> Campaigns { get; } = [];
    internal HashSet<long> Complaining { get; } = [];
    internal Dictionary<long, DateTime> Bought { get; } = [];
    internal List<string> Contacts { get; } = [];
    internal long Gifts { get; private set; }

    private readonly Dictionary<(long Campaign, long Member), CampaignGroup> places = [];
    private readonly List<Walk> walks = [];
    private readonly List<(long Campaign, long Member, MessageChannel Channel, DateOnly On)> sent = [];

    private sealed class Walk(long campaign, Member member, DateOnly entered, Stack<FlowStep> ahead)
    {
        internal long Campaign => campaign;
        internal Member Member => member;
        internal DateOnly Entered { get; } = entered;
        internal Stack<FlowStep> Ahead => ahead;
        internal DateOnly Due { get; set; } = entered;
        internal DateTime Since { get; set; }
        internal DateOnly SinceDay { get; set; } = entered;
        internal JourneyState State { get; set; }
        internal string Reason { get; set; } = "";
    }

    internal static string Line(long campaign, long member, DateOnly entered, string step, string kind, ContactOutcome outcome, string reason, string variant, DateOnly on) => $"{campaign:00} {member:000} {entered:MMdd} {step} {kind} {outcome} {reason} {variant} {on:MMdd}";

    internal static string Way(long campaign, long member, DateOnly entered, JourneyState state, string step, string reason) => $"{campaign:00} {member:000} {entered:MMdd} {state} {step} {reason}";

    internal static string Place(long campaign, long member, CampaignGroup group) => $"{campaign:00} {member:000} {group}";

    internal IEnumerable<string> Ways() => walks.Select(w => Way(w.Campaign, w.Member.Id, w.Entered, w.State, w.State == JourneyState.Waiting && w.Ahead.Count > 0 ? w.Ahead.Peek().Key : "", w.Reason));

    internal IEnumerable<string> Places() => places.Select(p => Place(p.Key.Campaign, p.Key.Member, p.Value));

    internal void Run(DateOnly today, DateTime now)
    {
        foreach (var (id, draft) in Campaigns.OrderByDescending(c => c.Draft.Priority).ThenBy(c => c.Id))
        {
            // Who may not be written to is known when a campaign's turn begins; what it sends itself counts for the others.
            var capped = members.Where(m => IsCapped(m.Id, today, now)).Select(m => m.Id).ToHashSet();
            foreach (var walk in walks.Where(w => w.Campaign == id && w.State == JourneyState.Waiting && w.Due <= today).ToList())
            {
                Move(walk, draft, today, now, capped);
            }

            capped = members.Where(m => IsCapped(m.Id, today, now)).Select(m => m.Id).ToHashSet();
            foreach (var member in members.Where(m => IsIn(m, id, draft, today, capped)).ToList())
            {
                places.TryAdd((id, member.Id), AssignmentPolicy.GroupOf(draft.Salt!, AssignmentPolicy.PersonOf(member.EmailKey, member.Id), draft.HoldoutPercent));
                if (places[(id, member.Id)] == CampaignGroup.Treatment)
                {
                    var walk = new Walk(id, member, today, new Stack<FlowStep>(draft.Flow.Steps.Reverse())) { Since = now };
                    walks.Add(walk);
                    Move(walk, draft, today, now, capped);
                }
            }
        }
    }

    private bool IsIn(Member member, long id, CampaignDraft draft, DateOnly today, HashSet<long> capped)
    {
        var own = walks.Where(w => w.Campaign == id && w.Member.Id == member.Id).ToList();
        var again = draft.ReEntryDays is { } days && places.GetValueOrDefault((id, member.Id), CampaignGroup.Holdout) == CampaignGroup.Treatment && own.All(w => w.State != JourneyState.Waiting && w.Entered <= today.AddDays(-days));
        var promotion = draft.Purpose == CampaignPurpose.Promotion;
        var channel = draft.Flow.Everything().OfType<MessageStep>().First().Channel;
        return (again || !places.ContainsKey((id, member.Id))) && member.Status == MemberStatus.Active && (channel != MessageChannel.Email || (member.EmailKey is not null && (!promotion || member.EmailConsent)))
            && (!promotion || (!Complaining.Contains(member.Id) && !walks.Any(w => w.Campaign != id && w.Member.Id == member.Id && w.State == JourneyState.Waiting && Of(w.Campaign).Exclusive)
                && (draft.CoolDownDays == 0 || !sent.Any(s => s.Campaign != id && s.Member == member.Id && s.On > today.AddDays(-draft.CoolDownDays) && Of(s.Campaign).Purpose == CampaignPurpose.Promotion))
                && (channel == MessageChannel.Till || !capped.Contains(member.Id))));
    }

    private CampaignDraft Of(long id) => Campaigns.First(c => c.Id == id).Draft;

    private bool IsCapped(long member, DateOnly today, DateTime now)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var week = sent.Where(s => s.Member == member && s.Channel == MessageChannel.Email && s.On >= monday && s.On <= today && Of(s.Campaign).Purpose == CampaignPurpose.Promotion).ToList();
        return week.Count >= 2 || week.Any(s => s.On == today);
    }

    private void Move(Walk walk, CampaignDraft draft, DateOnly today, DateTime now, HashSet<long> capped)
    {
        while (true)
        {
            if (walk.Ahead.Count == 0)
            {
                walk.State = JourneyState.Done;
                return;
            }

            if (walk.Member.Status != MemberStatus.Active)
            {
                (walk.State, walk.Reason) = (JourneyState.Stopped, "not_active");
                return;
            }

            var step = walk.Ahead.Peek();
            var wait = Do(walk, step, draft, today, now, capped);
            if (walk.State != JourneyState.Waiting)
            {
                return;
            }

            if (wait is { } days)
            {
                walk.Due = today.AddDays(days);
                return;
            }
        }
    }

    /// <returns>Days to wait before going on; null: at once.</returns>
    private int? Do(Walk walk, FlowStep step, CampaignDraft draft, DateOnly today, DateTime now, HashSet<long> capped)
    {
        var person = AssignmentPolicy.PersonOf(walk.Member.EmailKey, walk.Member.Id);
        switch (step)
        {
            case MessageStep message:
                return Message(walk, message, draft, today, now, capped, person);
            case WaitStep wait:
                Next(walk, now);
                (walk.SinceDay, walk.Since) = (today.AddDays(wait.Days), today.AddDays(wait.Days).ToDateTime(TimeOnly.MinValue));
                return wait.Days;
            case WaitUntilStep until:
                var happened = Bought.TryGetValue(walk.Member.Id, out var at) && at > walk.Since;
                if (!happened && walk.SinceDay.AddDays(until.Days) > today)
                {
                    return 1;
                }

                Next(walk, now, happened ? until.Happened : until.Not);
                return null;
            case ConditionStep condition:
                Next(walk, now, walk.Member.EmailConsent ? condition.Yes : condition.No);
                return null;
            case SplitStep split:
                var arm = split.Arms[AssignmentPolicy.ArmOf($"{draft.Salt}:{step.Key}", person, [50, 50])];
                Tell(walk, step, "split", ContactOutcome.Queued, "", arm.Name, today);
                Next(walk, now, arm.Steps);
                return null;
            case GiftStep gift:
                var drawn = AssignmentPolicy.ArmOf($"{draft.Salt}:{step.Key}:{walk.Entered:yyyyMMdd}", person, [gift.ChancePercent, 100 - gift.ChancePercent]) == 0;
                Gifts += drawn ? gift.Points : 0;
                Tell(walk, step, "gift", drawn ? ContactOutcome.Queued : ContactOutcome.Skipped, drawn ? "" : "not_drawn", "", today);
                Next(walk, now);
                return null;
            case OfferStep:
                Tell(walk, step, "offer", ContactOutcome.Queued, "", "", today);
                Next(walk, now);
                return null;
            default:
                walk.State = JourneyState.Done;
                return null;
        }
    }

    private int? Message(Walk walk, MessageStep step, CampaignDraft draft, DateOnly today, DateTime now, HashSet<long> capped, string person)
    {
        var variant = step.Nl.OtherSubject.Length == 0 ? "" : AssignmentPolicy.ArmOf($"{draft.Salt}:{step.Key}:subject", person, [50, 50]) == 0 ? "A" : "B";
        var promotion = draft.Purpose == CampaignPurpose.Promotion;
        var mail = step.Channel == MessageChannel.Email;
        var since = walk.SinceDay;
        if (mail && (walk.Member.EmailKey is null || (promotion && !walk.Member.EmailConsent)))
        {
            Tell(walk, step, "message", ContactOutcome.Skipped, walk.Member.EmailKey is null ? "no_email" : "no_consent", variant, today);
        }
        else if (promotion && Complaining.Contains(walk.Member.Id))
        {
            if (since.AddDays(60) > today)
            {
                return 1;
            }

            Tell(walk, step, "message", ContactOutcome.Skipped, "open_complaint", variant, today);
            (walk.State, walk.Reason) = (JourneyState.Stopped, "open_complaint");
            return null;
        }
        else if (promotion && mail && capped.Contains(walk.Member.Id))
        {
            if (since.AddDays(7) > today)
            {
                return 1;
            }

            Tell(walk, step, "message", ContactOutcome.Skipped, "capped", variant, today);
        }
        else
        {
            Tell(walk, step, "message", ContactOutcome.Queued, "", variant, today);
            sent.Add((walk.Campaign, walk.Member.Id, step.Channel, today));
        }

        Next(walk, now);
        return null;
    }

    private void Tell(Walk walk, FlowStep step, string kind, ContactOutcome outcome, string reason, string variant, DateOnly on) => Contacts.Add(Line(walk.Campaign, walk.Member.Id, walk.Entered, step.Key, kind, outcome, reason, variant, on));

    private static void Next(Walk walk, DateTime now, IReadOnlyList<FlowStep>? into = null)
    {
        walk.Ahead.Pop();
        foreach (var step in (into ?? []).Reverse())
        {
            walk.Ahead.Push(step);
        }

        (walk.Since, walk.SinceDay) = (now, DateOnly.FromDateTime(now));
    }
}
