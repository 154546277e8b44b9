using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <param name="Member">Card number, customer number or e-mail address; empty for nobody we know.</param>
public sealed record ValidateRequest(IReadOnlyList<string> Codes, Basket Basket, string Member = "", long? StoreId = null, string Terminal = "")
{
    public const int MostCodes = 10;
}

/// <summary>What one code is good for on this basket.</summary>
/// <param name="Kind">cheque or coupon; empty for a code that is not known.</param>
/// <param name="Benefit">Of a coupon: percent, amount, product, delivery or points.</param>
/// <param name="Reason">Empty where it fits; else a stable code, with the same in words in <paramref name="Why"/>.</param>
/// <param name="Lines">What it takes off each line, cents.</param>
public sealed record JudgedCode(string Kind, string Benefit, int Value, bool Fits, string Reason, Refusal? Why, long DiscountCents, int Points, IReadOnlyList<long> Lines, DateOnly? ValidUntil);

/// <param name="Codes">In the order in which they were asked.</param>
/// <param name="TotalCents">Off the receipt, if all that fit are used.</param>
/// <param name="LeftCents">What is left to pay then, delivery included.</param>
/// <param name="NotTogether">Pairs of places in <paramref name="Codes"/> that may not be used on one receipt.</param>
public sealed record JudgedBasket(IReadOnlyList<JudgedCode> Codes, long TotalCents, long LeftCents, IReadOnlyList<(int One, int Other)> NotTogether);

/// <summary>
/// Says of the codes at the counter which fit the basket, what each takes off, and which may not go together. Changes nothing. Of codes that may not go together the earlier one counts; cheques come last, over what is left.
/// </summary>
public sealed class ValidateCoupons(StudioData data, CodeDesk desk)
{
    public async Task<Outcome<JudgedBasket>> RunAsync(Actor actor, ValidateRequest request, CancellationToken ct)
    {
        if ((CodeDesk.MayNot(actor, request.StoreId) ?? CodeDesk.Wrong("-", request.Terminal, null) ?? Check(request)) is { } refusal)
        {
            return refusal;
        }

        var at = await desk.NowAsync(actor, ct);
        await using var db = data.Read();
        var member = request.Member.Length == 0 ? null : await MemberRef.FindAsync(db, request.Member, ct);
        if (member is null && request.Member.Length > 0)
        {
            return Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
        }

        List<Seen> seen = [];
        foreach (var code in request.Codes)
        {
            if (await desk.BeforeAsync(actor, request.Terminal, code, ct) is { } before)
            {
                if (before.Code != CodeDesk.UnknownCode)
                {
                    return before;
                }

                seen.Add(new Seen(null, null, before));
                continue;
            }

            var found = await SeeAsync(db, code, member?.Id ?? 0, at, ct);
            if (found.Why?.Code == CodeDesk.UnknownCode && await desk.AfterAsync<FoundCode>(actor, request.Terminal, found.Why, ct) is { } later)
            {
                return later;
            }

            seen.Add(found);
        }

        return Judge(seen, await CouponReceipt.NamedAsync(db, request.Basket, seen.Exists(s => s.Rule?.Category.Length > 0), ct));
    }

    /// <summary>A code as it stands: the rule of a coupon, or what is left of a cheque; or why it cannot be used.</summary>
    private sealed record Seen(CouponRule? Rule, FoundCode? Face, Refusal? Why);

    private static Refusal? Check(ValidateRequest request) => request.Codes.Count is 0 or > ValidateRequest.MostCodes ? Refuse.Invalid("codes", "Give 1 to {0} codes.", ValidateRequest.MostCodes)
        : request.Codes.Distinct(StringComparer.OrdinalIgnoreCase).Count() < request.Codes.Count ? Refuse.Invalid("codes", "Give every code once.")
        : !request.Basket.IsSound ? Refuse.Invalid("lines", "The lines of the receipt cannot be right: at most {0} lines of at least one piece each.", Basket.MostLines) : null;

    private async Task<Seen> SeeAsync(StudioDb db, string code, long member, TillMoment at, CancellationToken ct)
    {
        var outcome = await desk.AskAsync(code, (kind, typed) => kind.LookUpAsync(db, typed, at, ct));
        if (outcome is not { IsDone: true, Value: { } face })
        {
            return new Seen(null, null, new Refusal(outcome.Kind, [], outcome.Code, outcome.Message, [.. outcome.Args]));
        }

        if (!face.Usable)
        {
            return new Seen(null, face, StateWhy(face));
        }

        var typed = desk.Typed(code);
        return await SharedCodes.FindAsync(db, typed, ct) is { } offer ? await OfOfferAsync(db, offer, face, member, at, ct)
            : await CouponCodes.FindAsync(db, typed, ct) is not { } coupon ? new Seen(null, face, null)
            : member != 0 && member != coupon.MemberId ? new Seen(null, face, Refuse.Conflict("wrong_member", "This coupon belongs to somebody else."))
            : new Seen(await CouponCodes.RuleOfAsync(db, coupon, ct), face, null);
    }

    private static async Task<Seen> OfOfferAsync(StudioDb db, Offer offer, FoundCode face, long member, TillMoment at, CancellationToken ct)
    {
        if (member == 0 && (offer.MostPerMember is not null || offer.Kind == CouponKind.Points))
        {
            return new Seen(null, face, Refuse.Conflict("member_required", "This code is only for members. Scan the card first."));
        }

        if (offer.MostPerMember is { } most && await db.Set<Cheques.Model.Redemption>().CountAsync(r => r.MemberId == member && r.CodeId == offer.Id && r.CodeKind == CouponReceipt.OfferKindName && r.ReversedAt == null, ct) >= most)
        {
            return new Seen(null, face, Refuse.Conflict("used_up_member", "This member has used this code as often as they may."));
        }

        var value = await SharedCodes.ValueOfAsync(db, offer, member, at.Today, ct);
        return new Seen(CouponRule.Of($"offer {offer.Id}", offer.Kind, value, offer), face with { Value = value }, null);
    }

    private static Refusal StateWhy(FoundCode face) => face.State switch
    {
        "redeemed" when face.Word.Length > 0 => Refuse.Conflict("used_up", "This code has been used as often as it may."),
        "redeemed" when face.Kind == "coupon" => Refuse.Conflict("already_redeemed", "This coupon has been used already."),
        "redeemed" => Refuse.Conflict("already_redeemed", "This cheque has been used already."),
        "revoked" when face.Word.Length > 0 => Refuse.Conflict("revoked", "This code was withdrawn."),
        "revoked" => Refuse.Conflict("revoked", "This cheque was withdrawn."),
        "reserved" => Refuse.Conflict("reserved", "This cheque is reserved for another receipt."),
        "not_yet_valid" => Refuse.Conflict("not_yet_valid", "This code does not hold yet."),
        _ when face.Kind == "coupon" => Refuse.Conflict("expired", "This coupon was valid until {0}.", face.ValidUntil),
        _ => Refuse.Conflict("expired", "This cheque was valid until {0}.", face.ValidUntil),
    };

    private static JudgedBasket Judge(List<Seen> seen, Basket basket)
    {
        List<(int, int)> apart = [];
        List<int> chosen = [];
        foreach (var i in Enumerable.Range(0, seen.Count).Where(i => seen[i] is { Why: null }))
        {
            var clash = Enumerable.Range(0, seen.Count).Where(j => j < i && seen[j] is { Why: null } && !Together(seen[j], seen[i])).ToList();
            apart.AddRange(clash.Select(j => (j, i)));
            if (!clash.Exists(chosen.Contains))
            {
                chosen.Add(i);
            }
        }

        var gains = CouponPolicy.Apply(chosen.Where(i => seen[i].Rule is not null).Select(i => seen[i].Rule!), basket);
        var due = basket.DueCents + basket.DeliveryCents;
        var left = due - gains.Values.Sum(g => g.Cents);
        var judged = new JudgedCode[seen.Count];
        for (var i = 0; i < seen.Count; i++)
        {
            judged[i] = Of(seen[i], chosen.Contains(i), basket, gains, left);
            left -= seen[i].Rule is null ? judged[i].DiscountCents : 0;
        }

        return new JudgedBasket(judged, due - left, left, apart);
    }

    private static bool Together(Seen one, Seen other) => (one.Rule, other.Rule) switch
    {
        ({ } a, { } b) => CouponPolicy.Together(a.Combines, b.Combines),
        ({ } a, null) => CouponPolicy.WithCheques(a.Combines),
        (null, { } b) => CouponPolicy.WithCheques(b.Combines),
        _ => true,
    };

    private static JudgedCode Of(Seen code, bool chosen, Basket basket, IReadOnlyDictionary<string, CouponGain> gains, long left)
    {
        var none = new long[basket.Lines.Count];
        var (kind, benefit, value, until) = (code.Face?.Kind ?? "", code.Face?.Benefit ?? "", code.Rule?.Value ?? code.Face?.Value ?? 0, code.Face?.ValidUntil);
        if (code.Why is { } why)
        {
            return new JudgedCode(kind, benefit, value, false, why.Code, why, 0, 0, none, until);
        }

        if (!chosen)
        {
            var apart = Refuse.Conflict("not_combinable", "This code does not go together with an earlier one.");
            return new JudgedCode(kind, benefit, value, false, apart.Code, apart, 0, 0, none, until);
        }

        if (code.Rule is not { } rule)
        {
            return new JudgedCode(kind, benefit, value, true, "", null, Math.Min(left, code.Face!.LeftCents), 0, none, until);
        }

        var gain = gains[rule.Key];
        return new JudgedCode(kind, benefit, value, gain.Fits, gain.Reason, CouponReceipt.Why(gain.Reason, rule), gain.Cents, gain.Points, gain.Lines, until);
    }
}
