using FsCheck;
using FsCheck.Fluent;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Tests.Features.Points;

public sealed class EarningPolicyTests
{
    private static readonly ProgrammeContent Doubling = ReferenceProgramme.Content with
    {
        Rules = [Times("A", 200), Times("B", 300)],
    };

    private static PointRule Times(string category, int percent, Stacking stacking = Stacking.Stack) =>
        new($"category-{category}", category, Triggers.Purchase, RuleCondition.All(RuleCondition.Is(ConditionKind.Category, category)), new RuleEffect(EffectKind.Multiplier, percent), stacking);

    private static long Points(ProgrammeContent content, string tier, long cheque, EarningLine[] lines) =>
        EarningPlan.Of(content).Count(new EarningFacts(new DateTime(2026, 3, 4, 14, 30, 0), "store", "utrecht", "pin", tier, false, MemberFacts.None), cheque, lines);

    private static EarningLine Goods(long cents, string category = "", int quantity = 1, int? left = null) => new(LineKind.Goods, category, cents, quantity, left ?? quantity);

    [Fact]
    public void A_return_takes_back_only_the_points_of_the_returned_line()
    {
        // Semantics 4: € 40 as € 10 (10 + 10), € 10 (10 + 20) and € 20 (20 + 0) earns 70; without the € 20 line 50 stay.
        EarningLine[] all = [Goods(1000, "A"), Goods(1000, "B"), Goods(2000)];
        Assert.Equal(70, Points(Doubling, "brons", 0, all));
        Assert.Equal(50, Points(Doubling, "brons", 0, [all[0], all[1], all[2] with { Left = 0 }]));
    }

    [Fact]
    public void Points_round_down_once_for_the_whole_purchase() =>
        Assert.Equal(3, Points(ReferenceProgramme.Content, "brons", 0, [Goods(150), Goods(150), Goods(99)]));

    [Fact]
    public void Delivery_gift_cards_fees_and_the_part_paid_by_cheque_earn_nothing()
    {
        EarningLine[] lines = [Goods(5000), new(LineKind.Delivery, "", 495, 1, 1), new(LineKind.GiftCard, "", 2500, 1, 1), new(LineKind.Fee, "", 100, 1, 1)];
        Assert.Equal(50, Points(ReferenceProgramme.Content, "brons", 0, lines));
        Assert.Equal(40, Points(ReferenceProgramme.Content, "brons", 1000, lines));
        Assert.Equal(0, Points(ReferenceProgramme.Content, "brons", 5000, lines));
    }

    [Fact]
    public void A_discount_lies_over_all_goods_alike() =>
        Assert.Equal(135, Points(Doubling, "brons", 0, [Goods(5000, "A"), Goods(5000), new(LineKind.Discount, "", -1000, 1, 1)]));

    [Fact]
    public void The_tier_multiplies_with_the_category_or_the_better_one_wins()
    {
        Assert.Equal(300, Points(Doubling, "goud", 0, [Goods(10_000, "A")]));
        var best = Doubling with { Earning = Doubling.Earning with { TierStacking = Stacking.BestOneWins }, Rules = [Times("A", 200, Stacking.BestOneWins)] };
        Assert.Equal(200, Points(best, "goud", 0, [Goods(10_000, "A")]));
        Assert.Equal(150, Points(best, "goud", 0, [Goods(10_000)]));
    }

    [Fact]
    public void Returning_everything_in_any_steps_takes_back_exactly_what_was_earned()
    {
        var line = from cents in Gen.Choose(0, 50_000) from quantity in Gen.Choose(1, 5) from category in Gen.Elements("", "A", "B") select Goods(cents, category, quantity);
        var basket = from lines in line.ArrayOf() from discount in Gen.Choose(0, 3000) from tier in Gen.Elements("brons", "zilver", "goud") from cheque in Gen.Choose(0, 2000) select (lines, discount, tier, cheque);
        Prop.ForAll(basket.ToArbitrary(), b =>
        {
            EarningLine[] lines = [.. b.lines, new(LineKind.Discount, "", -b.discount, 1, 1)];
            var earned = Points(Doubling, b.tier, b.cheque, lines);
            long reversed = 0, before = earned;
            for (var i = 0; i < b.lines.Length; i++)
            {
                for (var left = lines[i].Quantity - 1; left >= 0; left--)
                {
                    lines[i] = lines[i] with { Left = left };
                    var kept = Points(Doubling, b.tier, b.cheque, lines);
                    if (kept > before)
                    {
                        return false;
                    }

                    reversed += earned - kept - reversed;
                    before = kept;
                }
            }

            return reversed == earned;
        }).QuickCheckThrowOnFailure();
    }
}
