using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Trying;

/// <summary>A line of a basket that is tried out.</summary>
/// <param name="AmountCents">Net amount of the whole line.</param>
public sealed record TriedLine(string Sku, string Name, string Category, string Brand, LineKind Kind, int Quantity, long AmountCents);

/// <summary>A purchase, or an event, to be tried out.</summary>
/// <param name="VersionId">The programme version, a draft included; null for the one that judges the date.</param>
/// <param name="MemberId">A real member, whose tier, details and used-up limits count; null for somebody made up.</param>
/// <param name="Tier">The tier of somebody made up.</param>
/// <param name="At">Local date and time.</param>
/// <param name="Event">Kind of event; null for a purchase.</param>
/// <param name="PurchaseId">The real purchase that the basket was taken from: what it gave itself does not use up limits, and it is no earlier purchase.</param>
public sealed record TryPurchaseRequest(long? VersionId, IReadOnlyList<TriedLine> Lines, long? MemberId, string Tier, DateTime At, string Channel, string Store, string Payment, long PaidByChequeCents,
    bool First, string? Event = null, long? PurchaseId = null);

/// <param name="Points">What the part gave, rounded as the booking would be.</param>
/// <param name="ByLine">What it gave on every line, with its fraction.</param>
public sealed record TriedPart(string Id, PointRule? Rule, long Points, IReadOnlyList<decimal> ByLine);

/// <summary>A rule that gave nothing or less.</summary>
/// <param name="Obstacle">The condition that did not hold.</param>
/// <param name="Left">What its limits still allowed, where it has any.</param>
public sealed record TriedSilence(PointRule Rule, RuleSilence Why, RuleCondition? Obstacle, long? Left);

public sealed record TriedPurchase(int Version, ProgrammeContent Content, EarningFacts Facts, long EligibleCents, long Points, IReadOnlyList<TriedPart> Parts, IReadOnlyList<TriedSilence> Silent,
    DateOnly ActiveOn, DateOnly? ExpiresOn);

/// <summary>Counts a basket by the rules of a version, a draft included, and says line by line which rule gave what. Writes nothing.</summary>
public sealed class TryPurchase(StudioData data, OrganisationBook organisation, ITierCourse tiers, ISegmentCodes segments)
{
    public async Task<Outcome<TriedPurchase>> RunAsync(Actor actor, TryPurchaseRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        if (request.Lines.Count > 500 || request.Lines.Any(l => l.Quantity is < 1 or > 100_000 || Math.Abs(l.AmountCents) > 100_000_000_00 || (l.Kind != LineKind.Discount && l.AmountCents < 0)))
        {
            return Refuse.Invalid("lines", "A basket has at most 500 lines, each with a quantity of at least 1 and an amount that is not negative.");
        }

        if (request.PaidByChequeCents < 0 || request.At.Year is < 1990 or > 2200)
        {
            return Refuse.Invalid("at", "The date or the amount paid by cheque cannot be.");
        }

        await using var db = data.Read();
        if (request.MemberId is { } id && (!actor.May(Permission.ViewMembers) || !await MemberSearch.SeesAsync(db, actor, id, ct)))
        {
            return MemberSearch.Unknown;
        }

        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var version = await VersionAsync(db, timeline, request, ct);
        return version is var (number, content) ? await CountAsync(db, timeline, request, number, content, ct) : Refuse.NotFound("programme_unknown", "This programme version does not exist any more.");
    }

    private static async Task<(int Number, ProgrammeContent Content)?> VersionAsync(StudioDb db, ProgrammeTimeline timeline, TryPurchaseRequest request, CancellationToken ct)
    {
        if (request.VersionId is not { } wanted)
        {
            return timeline.On(DateOnly.FromDateTime(request.At)) is { } live ? (live.Number, live.Content) : null;
        }

        var row = await db.Set<ProgrammeVersion>().Where(v => v.Id == wanted).Select(v => new { v.Number, v.Content }).FirstOrDefaultAsync(ct);
        return row is null ? null : (row.Number, ProgrammeContent.FromJson(row.Content));
    }

    private async Task<TriedPurchase> CountAsync(StudioDb db, ProgrammeTimeline timeline, TryPurchaseRequest request, int number, ProgrammeContent content, CancellationToken ct)
    {
        var (facts, allowed) = await FactsAsync(db, timeline, request, content, ct);
        EarningLine[] lines = [.. request.Lines.Select(l => new EarningLine(l.Kind, l.Category, l.AmountCents, l.Quantity, l.Quantity, l.Sku, l.Brand))];
        var plan = EarningPlan.Of(content);
        var (points, basis) = request.Event is { } kind ? EarningPolicy.ExplainEvent(content, kind, facts, allowed) : EarningPolicy.Explain(content, facts, request.PaidByChequeCents, lines, allowed);
        var byLine = request.Event is null ? plan.ByLine(facts, request.PaidByChequeCents, lines) : [];
        var rules = content.Rules.ToDictionary(r => r.Id);
        var parts = basis.Parts!.Select(p => new TriedPart(p.Id, rules.GetValueOrDefault(p.Id), p.Points, byLine.Length == 0 ? [] : byLine[plan.Parts.ToList().IndexOf(p.Id)])).ToList();
        var silent = (basis.Silent ?? []).Select(s => new TriedSilence(rules[s.Id], s.Why, s.Why == RuleSilence.Condition ? rules[s.Id].When.Everything().ElementAtOrDefault(s.At) : null,
            allowed?.TryGetValue(s.Id, out var left) == true ? left : null)).ToList();
        var on = facts.Date;
        return new TriedPurchase(number, content, facts, basis.EligibleCents, points, parts, silent, request.Event is null ? LotPolicy.ActivatesOn(content.Earning, on) : on, LotPolicy.ExpiresOn(content.Earning, on));
    }

    private async Task<(EarningFacts Facts, IReadOnlyDictionary<string, long>? Allowed)> FactsAsync(StudioDb db, ProgrammeTimeline timeline, TryPurchaseRequest request, ProgrammeContent content, CancellationToken ct)
    {
        var on = DateOnly.FromDateTime(request.At);
        if (request.MemberId is not { } member)
        {
            return (new EarningFacts(request.At, request.Channel, request.Store, request.Payment, request.Tier, request.First, MemberFacts.None), null);
        }

        var book = await FactsBook.LoadAsync(db, (await organisation.CurrentAsync(ct)).Calendar, [content], [member], ct, segments);
        var tier = timeline.On(on) is null ? request.Tier : (await tiers.StartAsync(db, timeline, [member], on, [], ct)).TierOn(member, on);
        var first = !await db.Set<Purchase>().AnyAsync(p => p.MemberId == member && p.Kind == PurchaseKind.Purchase && p.Id != request.PurchaseId && p.BusinessDate <= on, ct);
        var budget = await RuleBudget.LookAsync(db, content, [member], ct);
        if (request.PurchaseId is { } real)
        {
            var key = real.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var booked = await db.Set<LedgerEntry>().Where(e => e.SourceType == "purchase" && e.SourceId == key && e.Kind == EntryKind.Earn && e.MemberId == member).Select(e => e.Basis).FirstOrDefaultAsync(ct);
            budget.Gave(member, on, booked is null ? [] : EarningBasis.FromJson(booked).Parts ?? [], -1);
        }

        return (new EarningFacts(request.At, request.Channel, request.Store, request.Payment, tier, first, book.MemberOf(member)), budget.Allowed(content, member, on));
    }
}
