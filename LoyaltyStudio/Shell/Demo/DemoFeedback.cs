using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Feedback.Recoveries;
using LoyaltyStudio.Features.Feedback.Reviews;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>What the retailer's customers said in two years, what went wrong, and what was done about it.</summary>
internal sealed class DemoFeedback(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today, ulong seed)
{
    private const int AnswersAtMost = 2_600;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task MakeAsync(Actor bram, Actor chantal, long[] stores, CancellationToken ct)
    {
        var settings = (await Get<FindFeedbackSettings>().RunAsync(bram, ct)).Must();
        (await Get<SaveFeedbackSettings>().RunAsync(bram, settings with { AlertByMail = false, GestureBudgetCents = 7_500 }, ct)).Must();
        At(today, 8);
        var surveys = await SurveysAsync(bram, ct);
        await AnswersAsync(bram, surveys, ct);
        await InviteAsync(ct);
        await ComplaintsAsync(bram, chantal, stores, ct);
        await PromisesAsync(bram, chantal, stores, ct);
        await ReviewsAsync(bram, ct);
        settings = (await Get<FindFeedbackSettings>().RunAsync(bram, ct)).Must();
        (await Get<SaveFeedbackSettings>().RunAsync(bram, settings with { AlertByMail = true }, ct)).Must();
        (await Get<RenewTablet>().RunAsync(chantal, stores[0], ct)).Must();
    }

    private void At(DateOnly day, int hour) => clock.Set(calendar.ToUtc(day.ToDateTime(new TimeOnly(hour, 0))));

    private async Task<Dictionary<SurveyKind, long>> SurveysAsync(Actor bram, CancellationToken ct)
    {
        var ids = new Dictionary<SurveyKind, long>();
        foreach (var (kind, name) in new[] { (SurveyKind.AfterPurchase, "Na een aankoop"), (SurveyKind.AfterService, "Na een klacht"), (SurveyKind.Periodic, "Twee keer per jaar"), (SurveyKind.InStore, "Tablet bij de uitgang") })
        {
            ids[kind] = (await Get<SaveSurvey>().RunAsync(bram, SurveyDraft.Of(kind) with { Name = name, Active = true }, ct)).Must();
        }

        return ids;
    }

    /// <summary>Some of those who bought answer, a few days later; on tablets people without a card.</summary>
    private async Task AnswersAsync(Actor bram, Dictionary<SurveyKind, long> surveys, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var until = today.AddDays(-12);
        var bought = await db.Set<Purchase>().Where(p => p.Kind == PurchaseKind.Purchase && p.MemberId != null && p.BusinessDate <= until).OrderBy(p => p.Id).Select(p => new { p.Id, p.MemberId, p.StoreId, p.Channel, p.BusinessDate }).ToListAsync(ct);
        var share = Math.Min(0.2, (double)AnswersAtMost / Math.Max(1, bought.Count));
        List<AnswerDraft> drafts = [];
        foreach (var p in bought)
        {
            var chance = new DemoChance(seed ^ 0xFEED, (ulong)p.Id);
            if (chance.Happens(share))
            {
                var kind = chance.Happens(0.12) ? SurveyKind.Periodic : chance.Happens(0.2) && p.Channel == Channel.Store ? SurveyKind.InStore : SurveyKind.AfterPurchase;
                var at = calendar.ToUtc(p.BusinessDate.AddDays(kind == SurveyKind.InStore ? 0 : 8).ToDateTime(new TimeOnly(9 + chance.Below(11), chance.Below(60))));
                var score = DemoWords.Score(ref chance, p.StoreId ?? 0, p.Channel, p.BusinessDate, today);
                drafts.Add(new AnswerDraft(surveys[kind], score, DemoWords.Comment(ref chance, score, p.Channel), kind == SurveyKind.InStore ? null : p.MemberId, p.StoreId, p.Channel, $"demo {p.Id}", at, kind == SurveyKind.InStore ? null : p.Id));
            }
        }

        foreach (var part in drafts.Chunk(2_000))
        {
            (await Get<RecordAnswers>().RunAsync(bram, part, ct)).Must();
        }
    }

    /// <summary>A week of invitations by mail; one in four opens the page and answers.</summary>
    private async Task InviteAsync(CancellationToken ct)
    {
        At(today.AddDays(-4), 8);
        (await Get<AskFeedback>().RunAsync(Actor.Job("ask-feedback"), today.AddDays(-4), null, ct)).Must();
        (await Get<DeliverOutbox>().RunAsync(Actor.Job("deliver-outbox"), new(), ct)).Must();
        At(today.AddDays(-2), 20);
        await using var db = Get<StudioData>().Read();
        foreach (var invitation in await db.Set<SurveyInvitation>().OrderBy(i => i.Id).Select(i => new { i.Id, i.MemberId, i.StoreId, i.Channel }).ToListAsync(ct))
        {
            var chance = new DemoChance(seed ^ 0x1F1E, (ulong)invitation.Id);
            if (!chance.Happens(0.25))
            {
                continue;
            }

            var (token, _) = await Get<StudioData>().WriteAsync(w => SurveyToken.IssueAsync(w, invitation.Id, invitation.MemberId, today.AddDays(-2), ct), ct);
            var score = DemoWords.Score(ref chance, invitation.StoreId ?? 0, invitation.Channel, today.AddDays(-2), today);
            if (token is not null && await Get<PublicSurvey>().AnswerAsync(token, score, DemoWords.Comment(ref chance, score, invitation.Channel), ct) is { MayAskContact: true } && chance.Happens(0.3))
            {
                await Get<PublicSurvey>().AskContactAsync(token, "Bel me gerust, ’s avonds na zessen.", ct);
            }
        }
    }

    private async Task ComplaintsAsync(Actor bram, Actor chantal, long[] stores, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var number = 0;
        foreach (var c in DemoWords.Complaints)
        {
            number++;
            var store = c.Store < 0 ? (long?)null : stores[c.Store % stores.Length];
            var member = await db.Set<Purchase>().Where(p => p.MemberId != null && (store == null || p.StoreId == store)).OrderBy(p => p.Id).Skip(number * 3).Select(p => p.MemberId).FirstOrDefaultAsync(ct);
            At(today.AddDays(-c.DaysAgo), 10);
            var id = (await Get<OpenComplaint>().RunAsync(bram, new OpenComplaintRequest(c.Subject, c.Body, null, store, c.Store == stores.Length - 1 ? Channel.Web : Channel.Store, $"demo {number}", MemberId: member), ct)).Must();
            var owner = store == stores[0] ? chantal : bram;
            await StepAsync(owner, id, ComplaintStep.Assigned, "", c.Owned ? owner.Id : null, ct);
            if (c.Answer.Length > 0)
            {
                At(today.AddDays(-c.DaysAgo + 2), 15);
                await StepAsync(owner, id, ComplaintStep.Noted, "Gebeld, geen gehoor. Voicemail ingesproken.", null, ct);
                await StepAsync(owner, id, ComplaintStep.Answered, c.Answer, null, ct);
                await StepAsync(owner, id, ComplaintStep.Closed, "", null, ct, c.DaysAgo > 20);
            }
        }

        At(today, 8);
    }

    private async Task StepAsync(Actor actor, long id, ComplaintStep step, string text, long? owner, CancellationToken ct, bool wanted = true)
    {
        if (wanted && (step != ComplaintStep.Assigned || owner is not null))
        {
            await using var db = Get<StudioData>().Read();
            var version = await db.Set<Complaint>().Where(c => c.Id == id).Select(c => c.Version).FirstAsync(ct);
            (await Get<ChangeComplaint>().RunAsync(actor, new ChangeComplaintRequest(id, step, text, owner, false, version), ct)).Must();
        }
    }

    /// <summary>Repairs and calls besides the deliveries that came with the purchases; what broke in the last weeks is partly made good.</summary>
    private async Task PromisesAsync(Actor bram, Actor chantal, long[] stores, CancellationToken ct)
    {
        (await Get<SavePromiseKind>().RunAsync(bram, new PromiseKindRow(0, "reparatie", "Reparatie klaar", "Repair ready", true, 0), ct)).Must();
        (await Get<SavePromiseKind>().RunAsync(bram, new PromiseKindRow(0, "terugbellen", "Terugbellen", "Call back", true, 0), ct)).Must();
        await using var db = Get<StudioData>().Read();
        var members = await db.Set<Features.Members.Model.Member>().OrderBy(m => m.Id).Select(m => m.CardNumber).Take(60).ToListAsync(ct);
        for (var i = 0; i < members.Count; i++)
        {
            var chance = new DemoChance(seed ^ 0x9E0, (ulong)i);
            var (repair, made) = (i % 2 == 0, today.AddDays(-i * 5));
            var due = made.AddDays(repair ? 7 : 1);
            var (kind, reference) = (repair ? "reparatie" : "terugbellen", $"{(repair ? "R" : "B")}-{5_000 + i}");
            (await Get<RecordPromise>().RunAsync(bram, new RecordPromiseRequest(kind, reference, due, $"card:{members[i]}", stores[chance.Below(stores.Length - 1)], Channel.Store, repair ? "Stoelpoot lijmen" : "Over de levertijd van een kast", made), ct)).Must();
            var done = due.AddDays(chance.Happens(0.85) ? -chance.Below(repair ? 4 : 1) : 1 + chance.Below(4));
            if (done <= today && done >= made && !chance.Happens(0.04))
            {
                (await Get<FulfilPromise>().RunAsync(bram, kind, reference, done, ct)).Must();
            }
        }

        (await Get<WatchPromises>().RunAsync(Actor.Job("watch-promises"), today, null, ct)).Must();
        await MakeGoodAsync(bram, chantal, stores, ct);
    }

    private async Task MakeGoodAsync(Actor bram, Actor chantal, long[] stores, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var open = await db.Set<Recovery>().Where(r => r.State == RecoveryState.Open).OrderByDescending(r => r.OpenedOn).ThenByDescending(r => r.Id).ToListAsync(ct);
        foreach (var (recovery, i) in open.Skip(Math.Min(7, open.Count / 2)).Select((r, i) => (r, i)))
        {
            var actor = recovery.StoreId == stores[0] ? chantal : bram;
            At(recovery.OpenedOn < today ? recovery.OpenedOn.AddDays(1) : today, 11);
            var given = (i % 8) switch
            {
                0 => await Get<GiveGesture>().RunAsync(actor, new GiveGestureRequest(recovery.Id, "points", 100, "Later geleverd dan beloofd", recovery.Version), ct),
                2 => await Get<GiveGesture>().RunAsync(actor, new GiveGestureRequest(recovery.Id, "coupon", 500, "Later geleverd dan beloofd", recovery.Version), ct),
                4 => await Get<GiveGesture>().RunAsync(actor, new GiveGestureRequest(recovery.Id, "card", 0, "Excuses met de hand", recovery.Version), ct),
                _ => null,
            };
            if (given is not { IsDone: true } || (i % 8 == 4 && recovery.OpenedOn < today.AddDays(-5)))
            {
                (await Get<CloseRecovery>().RunAsync(actor, new CloseRecoveryRequest(recovery.Id, true, given is { IsDone: true } ? "Kaart geschreven en verstuurd." : "Gebeld en excuses gemaakt; klant was tevreden.", recovery.Version + (given is { IsDone: true } ? 1 : 0)), ct)).Must();
            }
        }

        At(today, 8);
    }

    private async Task ReviewsAsync(Actor bram, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var products = await db.Set<Product>().OrderBy(p => p.Id).Select(p => new { p.Sku }).Take(24).ToListAsync(ct);
        for (var i = 0; i < 72 && products.Count > 0; i++)
        {
            var chance = new DemoChance(seed ^ 0x57A2, (ulong)i);
            var (stars, text) = DemoWords.Review(ref chance);
            var id = (await Get<RecordReview>().RunAsync(bram, new RecordReviewRequest($"demo {i}", stars, text, null, products[chance.Below(products.Count)].Sku, null, Channel.Web, calendar.ToUtc(today.AddDays(-1 - (i * 7)).ToDateTime(new TimeOnly(20, 0)))), ct)).Must();
            if (i >= 4)
            {
                (await Get<DecideReview>().RunAsync(bram, id, text.Contains("!!!", StringComparison.Ordinal) ? ReviewState.Rejected : ReviewState.Published, 0, ct)).Must();
            }
        }
    }
}
