using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>What is wrong with a code for everybody, by the fields of its form.</summary>
internal static class OfferRules
{
    private const int MostPercent = 100, MostCents = 100_000_00, MostPoints = 1_000_000, MostTimes = 10_000_000;

    internal static IEnumerable<FieldError> Check(OfferDraft draft)
    {
        if (draft.Name.Trim().Length is 0 or > 100)
        {
            yield return new FieldError("name", "Give the offer a name of at most 100 characters.");
        }

        if (TypedCode.WordOf(draft.Code) is null)
        {
            yield return new FieldError("code", "A code has {0} to {1} letters and digits, such as ZOMER10.", TypedCode.LeastLetters, TypedCode.MostLetters);
        }

        if (draft.ValueByTier.Values.Append(draft.Value).Any(v => !Fits(draft.Kind, v)) || draft.ValueByTier.Count > 20)
        {
            yield return new FieldError("value", "The coupon is worth 1 to 100 %, or an amount above 0.");
        }

        if (draft.Kind == CouponKind.Product && draft.Product.Trim().Length == 0)
        {
            yield return new FieldError("product", "Say which product the coupon is for.");
        }

        if (draft.Product.Length > 100 || draft.Category.Length > 200)
        {
            yield return new FieldError("product", "This is too long: at most {0} characters.", 100);
        }

        foreach (var error in CheckLimits(draft))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> CheckLimits(OfferDraft draft)
    {
        if (draft.MinimumCents is < 0 or > MostCents)
        {
            yield return new FieldError("minimum", "The least amount is 0 or more.");
        }

        if (draft.EndOn is null)
        {
            yield return new FieldError("end", "A code that everybody knows needs a last day.");
        }
        else if (draft.StartOn > draft.EndOn)
        {
            yield return new FieldError("end", "The last day lies before the first.");
        }

        if (draft.MostUses is < 1 or > MostTimes || draft.MostPerMember is < 1 or > MostTimes)
        {
            yield return new FieldError("limit", "A limit is 1 or more, or empty for none.");
        }
    }

    private static bool Fits(CouponKind kind, int value) => kind switch
    {
        CouponKind.Percent => value is >= 1 and <= MostPercent,
        CouponKind.Amount => value is >= 1 and <= MostCents,
        CouponKind.Points => value is >= 1 and <= MostPoints,
        CouponKind.Product => value is >= 0 and <= MostCents,
        _ => true,
    };
}
