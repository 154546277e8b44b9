using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Tests.Features.Points;

public sealed class LotPolicyTests
{
    private static PointLot Lot(long id, long remaining, string activates, string? expires) =>
        new() { Id = id, EntryId = id, Earned = remaining, Remaining = remaining, ActivatesOn = DateOnly.Parse(activates), ExpiresOn = expires is null ? null : DateOnly.Parse(expires) };

    [Fact]
    public void Points_are_spent_earliest_expiry_first_then_earliest_activation_then_lowest_id_and_undated_last()
    {
        PointLot[] lots = [Lot(1, 5, "2026-01-01", null), Lot(2, 5, "2026-02-01", "2027-01-31"), Lot(4, 5, "2026-01-15", "2027-01-31"), Lot(3, 5, "2026-01-15", "2027-01-31"), Lot(5, 5, "2026-01-01", "2026-12-31")];
        Assert.Equal([5, 3, 4, 2, 1], LotPolicy.SpendingOrder(lots).Select(l => l.Id));
        var taken = LotPolicy.Take(LotPolicy.SpendingOrder(lots), 12, allowDebt: false);
        Assert.Equal([(5L, 5L), (3L, 5L), (4L, 2L)], taken.Select(t => (t.Lot!.Id, t.Points)));
    }

    [Fact]
    public void A_return_takes_from_its_own_pending_lot_first_then_other_active_lots_then_other_pending_ones()
    {
        PointLot[] lots = [Lot(1, 5, "2026-01-01", "2027-01-31"), Lot(2, 5, "2026-04-01", "2027-02-28"), Lot(3, 5, "2026-04-01", "2027-04-30")];
        Assert.Equal([3, 1, 2], LotPolicy.ReturnOrder(lots, l => l.Id == 3, new DateOnly(2026, 3, 20)).Select(l => l.Id));
    }

    [Fact]
    public void What_the_lots_do_not_hold_becomes_debt_only_where_that_is_allowed()
    {
        Assert.Equal(2, LotPolicy.Take([Lot(1, 5, "2026-01-01", null)], 8, allowDebt: true).Count);
        Assert.Equal(5, LotPolicy.Take([Lot(1, 5, "2026-01-01", null)], 8, allowDebt: false).Sum(t => t.Points));
    }

    [Theory]
    [InlineData("2026-01-31", 1, "2026-02-28")]
    [InlineData("2024-01-31", 1, "2024-02-29")]
    [InlineData("2024-02-29", 24, "2026-02-28")]
    [InlineData("2026-05-03", 24, "2028-05-31")]
    public void Points_expire_at_the_end_of_the_month_so_many_months_on(string earned, int months, string expires) =>
        Assert.Equal(DateOnly.Parse(expires), LotPolicy.ExpiresOn(ReferenceProgramme.Content.Earning with { ValidMonths = months }, DateOnly.Parse(earned)));
}
