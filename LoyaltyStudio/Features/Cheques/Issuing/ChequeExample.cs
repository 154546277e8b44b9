using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>Works out the example cheques of the programme's screens by the policy of real runs.</summary>
internal sealed class ChequeExample : IChequeExample
{
    public (long ValueCents, long PointsUsed) ChequeOf(ChequeScheme scheme, string tier, long points)
    {
        var value = ChequePolicy.Decide(scheme, tier, points);
        return (value.ValueCents, value.PointsUsed);
    }
}
