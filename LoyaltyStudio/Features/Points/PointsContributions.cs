using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points;

/// <summary>A button on the points tab of a member, given by a feature above. The component gets the parameters MemberId and Changed, to be called when points moved.</summary>
public sealed record PointsAction(int Order, Type Component, Permission Permission);
