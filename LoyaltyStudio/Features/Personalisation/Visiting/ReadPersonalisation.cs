using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Personalisation.Visiting;

/// <param name="Reference">Card number, customer number or e-mail address; null for a visitor whom nobody knows.</param>
/// <param name="Source">The campaign or advertisement that brought them; empty where none is named.</param>
/// <param name="Channel">web, store, marketplace or phone: where benefits and early access have to hold.</param>
/// <param name="Language">That of the page, nl or en; null for the member's own, and for somebody unknown that of the organisation.</param>
public sealed record PersonalisationRequest(string? Reference, string Source = "", string Channel = "web", string? Language = null);

/// <summary>
/// What a web shop shows a visitor now: for members at most five statements over indexes, for others none at all, because what is the same for all is kept (<see cref="SiteBook"/>).
/// </summary>
public sealed class ReadPersonalisation(StudioData data, TimeProvider clock, OrganisationBook organisation, SiteBook site, PlacedMessages placed)
{
    private const int SourceLimit = 60;

    public async Task<Outcome<VisitorContent>> RunAsync(Actor actor, PersonalisationRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (request.Reference is not { } reference)
        {
            return await OfNobodyAsync(request, ct);
        }

        await using var db = data.Read();
        return await MemberRef.FindAsync(db, reference, ct) is { } member ? await OfMemberAsync(db, member, request, ct)
            : Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
    }

    /// <summary>For the browser of a member who holds a token; null where the member is gone.</summary>
    internal async Task<VisitorContent?> OfMemberAsync(long memberId, PersonalisationRequest request, CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<Member>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == memberId && m.Status != MemberStatus.Erased, ct) is { } member ? await OfMemberAsync(db, member, request, ct) : null;
    }

    /// <summary>For somebody we do not know: without any statement.</summary>
    internal async Task<VisitorContent> OfNobodyAsync(PersonalisationRequest request, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var world = await site.CurrentAsync(ct);
        var language = request.Language is "nl" or "en" ? request.Language : info.Language == "en" ? "en" : "nl";
        var blocks = BlockPolicy.Choose(world.Blocks, VisitorTraits.Anonymous(SourceOf(request.Source)), info.Today(clock));
        return new VisitorContent(language, false, "", null, [], null, [.. blocks.Select(b => Show(b, language))], null, SaleOf(world, null, request.Channel, language));
    }

    private sealed record Facts(string? Tier, LifecycleState? State, long Cheques, DateOnly? FirstEnd);

    private async Task<VisitorContent> OfMemberAsync(StudioDb db, Member member, PersonalisationRequest request, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var world = await site.CurrentAsync(ct);
        var (today, language, id) = (info.Today(clock), request.Language is "nl" or "en" ? request.Language : member.Language == "en" ? "en" : "nl", member.Id);
        var facts = await FactsAsync(db, id, today, ct);
        var coupons = await db.Set<Coupon>().AsNoTracking().Where(c => c.MemberId == id && c.State == CouponState.Open && c.ValidUntil >= today).OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).Take(10).ToListAsync(ct);
        var messages = await placed.OfAsync(db, member, MessageChannel.Site, today, ct);
        var segments = world.Segments.Length == 0 ? [] : await db.Set<SegmentMember>().Where(s => s.MemberId == id && world.Segments.Contains(s.SegmentId)).Select(s => s.SegmentId).ToListAsync(ct);
        var tier = world.Programme.On(today)?.Content.TierOf(facts.Tier);
        var blocks = BlockPolicy.Choose(world.Blocks, new VisitorTraits(true, tier?.Code ?? "", facts.State, segments.ToHashSet(), SourceOf(request.Source)), today);
        var culture = CultureInfo.GetCultureInfo(language == "nl" ? "nl-NL" : "en-GB");
        return new VisitorContent(language, true, Greet(member.FirstName, facts.State, language), tier is null ? null : Show(tier, request.Channel, language),
            coupons.ConvertAll(c => new VisitorOffer(CouponWords.Say(c.Kind, c.Value, info.Currency, culture, language == "nl"), c.Kind.ToString().ToLowerInvariant(), c.Value, c.LastFour, c.ValidUntil)),
            facts.Cheques <= 0 ? null : new VisitorCheques(facts.Cheques, ChequeWords(new Money(facts.Cheques, info.Currency).Format(culture), language), facts.FirstEnd!.Value),
            [.. messages.Select(m => new VisitorBlock($"m{m.Id}", "message", m.Title, m.Text, "", "")), .. blocks.Where(b => b.Place != Model.BlockPlace.WelcomeBack).Select(b => Show(b, language))],
            blocks.FirstOrDefault(b => b.Place == Model.BlockPlace.WelcomeBack) is { } back ? Show(back, language) : null, SaleOf(world, tier, request.Channel, language));
    }

    /// <summary>Tier, state and cheques in one statement.</summary>
    private static Task<Facts> FactsAsync(StudioDb db, long id, DateOnly today, CancellationToken ct)
    {
        // By member only: with state and day in the condition SQLite would walk all open cheques.
        var cheques = db.Set<Cheque>().Where(c => c.MemberId == id);
        return db.Set<Member>().Where(m => m.Id == id).Select(m => new Facts(db.Set<MemberTier>().Where(t => t.MemberId == id).Select(t => t.Tier).FirstOrDefault(),
            db.Set<MemberState>().Where(s => s.MemberId == id).Select(s => (LifecycleState?)s.State).FirstOrDefault(),
            cheques.Sum(c => c.ValidUntil >= today && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed) ? c.FaceCents - c.RedeemedCents - c.EndedCents : 0),
            cheques.Min(c => c.ValidUntil >= today && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed) ? (DateOnly?)c.ValidUntil : null))).FirstAsync(ct);
    }

    private static string SourceOf(string source) => source.Length <= SourceLimit ? source.Trim().ToLowerInvariant() : "";

    private static string Greet(string name, LifecycleState? state, string language) => (state, language, name.Length) switch
    {
        (LifecycleState.Lost or LifecycleState.Returned, "nl", > 0) => $"Fijn je weer te zien, {name}",
        (LifecycleState.Lost or LifecycleState.Returned, _, > 0) => $"Good to see you again, {name}",
        (_, "nl", > 0) => $"Dag {name}",
        (_, _, > 0) => $"Hello {name}",
        (_, "nl", _) => "Welkom",
        _ => "Welcome",
    };

    private static string ChequeWords(string amount, string language) => language == "nl" ? $"Je hebt nog {amount} aan waardecheques" : $"You have {amount} in reward cheques";

    private static VisitorTier Show(Tier tier, string channel, string language) => new(tier.Code, tier.Name(language), [.. tier.Benefits.Where(b => Holds(b.Channels, channel)).Select(b => BenefitWords.Say(b, language))]);

    private static VisitorBlock Show(Model.SiteBlock b, string language) => language == "nl" ? new VisitorBlock($"b{b.Id}.{b.Version}", BlockPolicy.Slug(b.Place), b.TitleNl, b.TextNl, b.ButtonNl, b.ButtonNl.Length > 0 ? b.Url : "")
        : new VisitorBlock($"b{b.Id}.{b.Version}", BlockPolicy.Slug(b.Place), b.TitleEn, b.TextEn, b.ButtonEn, b.ButtonEn.Length > 0 ? b.Url : "");

    private static bool Holds(IReadOnlyList<string> channels, string channel) => channels.Count == 0 || channels.Contains(channel);

    /// <summary>The sale that is on or comes next.</summary>
    private VisitorSale? SaleOf(SiteWorld world, Tier? tier, string channel, string language)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (world.Sales.FirstOrDefault(s => s.EndsAt > now) is not { } sale)
        {
            return null;
        }

        var access = tier is null ? null : SaleAccess.Of(sale, tier);
        var enters = access is not null && Holds(access.Channels, channel) ? access.EntersAt : sale.StartsAt;
        var (early, open) = (enters < sale.StartsAt, enters <= now);
        var hours = (int)(sale.StartsAt - enters).TotalHours;
        var text = (early && sale.StartsAt > now, open, language) switch
        {
            (true, true, "nl") => $"{sale.Name}: voor jou nu al open",
            (true, true, _) => $"{sale.Name}: open for you already",
            (true, false, "nl") => $"{sale.Name}: jij mag {hours} uur eerder naar binnen",
            (true, false, _) => $"{sale.Name}: you may enter {hours} hours early",
            (_, true, "nl") => $"{sale.Name}: nu open",
            (_, true, _) => $"{sale.Name}: open now",
            (_, _, "nl") => $"{sale.Name} begint bijna",
            _ => $"{sale.Name} begins soon",
        };
        return new VisitorSale(sale.Name, text, enters, sale.StartsAt, sale.EndsAt, early, open);
    }
}
