using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Personalisation.Visiting;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Personalisation.Public;

/// <summary>Who one can be in the example shop.</summary>
public sealed record DemoChoice(string Key, string Nl, string En);

/// <param name="Token">Of the member; empty for somebody unknown.</param>
/// <param name="Source">The advertisement that brought them.</param>
public sealed record DemoShopModel(string Organisation, string Colour, string TextOn, bool Dutch, string Visitor, string Token, string Source, IReadOnlyList<DemoChoice> Choices, IReadOnlyList<DemoGoods> Goods);

public sealed record DemoGoods(string Name, string Price, string Mark);

/// <summary>Finds members for the example shop: what the server of a real shop does when somebody signs in there.</summary>
public sealed class DemoVisitors(StudioData data, TimeProvider clock, OrganisationBook organisation, VisitorTokens tokens)
{
    public const string DemoSource = "herfst-advertentie";

    internal static readonly IReadOnlyList<DemoChoice> Choices =
    [
        new("stranger", "Onbekend", "Stranger"), new("advertisement", "Onbekend, via een advertentie", "Stranger, from an advertisement"), new("bronze", "Lid, brons", "Member, bronze"), new("gold", "Lid, goud, vóór de uitverkoop", "Member, gold, before the sale"),
        new("lost", "Lid dat lang wegbleef", "Member who stayed away"),
    ];

    public async Task<DemoShopModel> OpenAsync(string visitor, string? language, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        var chosen = Choices.FirstOrDefault(c => c.Key == visitor)?.Key ?? Choices[0].Key;
        var member = await FindAsync(chosen, info.Today(clock), ct);
        var dutch = language is "en" ? false : language is "nl" || info.Language != "en";
        return new DemoShopModel(info.Name, info.Brand.Colour.ToString(), info.Brand.Colour.TextOn.ToString(), dutch, chosen, member is { } id ? tokens.Make(id).Token : "", chosen == "advertisement" ? DemoSource : "", Choices, Goods(info.Currency, dutch));
    }

    private async Task<long?> FindAsync(string who, DateOnly today, CancellationToken ct)
    {
        await using var db = data.Read();
        var members = db.Set<Member>().Where(m => m.Status == MemberStatus.Active && m.FirstName != "");
        var lost = db.Set<MemberState>().Where(s => s.State == LifecycleState.Lost).Select(s => s.MemberId);
        var top = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers[^1].Code ?? "";
        var open = db.Set<Coupon>().Where(c => c.State == CouponState.Open && c.ValidUntil >= today).Select(c => c.MemberId);
        var found = who switch
        {
            "bronze" => members.Where(m => !db.Set<MemberTier>().Any(t => t.MemberId == m.Id) && db.Set<MemberState>().Any(s => s.MemberId == m.Id && s.State == LifecycleState.Active)),
            "gold" => members.Where(m => db.Set<MemberTier>().Any(t => t.MemberId == m.Id && t.Tier == top) && !lost.Contains(m.Id)),
            "lost" => members.Where(m => lost.Contains(m.Id)),
            _ => null,
        };
        return found is null ? null : await found.OrderBy(m => open.Contains(m.Id) ? 0 : 1).ThenBy(m => m.Id).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct);
    }

    private static IReadOnlyList<DemoGoods> Goods(string currency, bool dutch)
    {
        var culture = System.Globalization.CultureInfo.GetCultureInfo(dutch ? "nl-NL" : "en-GB");
        return [.. new[] { ("Tafellamp Lune", "Table lamp Lune", 5995, "lamp"), ("Vaas Alva", "Vase Alva", 2450, "vase"), ("Plaid Noor", "Throw Noor", 3995, "plaid"), ("Stoel Bo", "Chair Bo", 14900, "chair") }
            .Select(g => new DemoGoods(dutch ? g.Item1 : g.Item2, new Money(g.Item3, currency).Format(culture), g.Item4))];
    }
}
