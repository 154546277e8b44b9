using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Pages;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Programme;

public sealed class ProgrammeFormTests
{
    [Fact]
    public void What_was_read_into_the_form_comes_out_the_same()
    {
        var content = ReferenceProgramme.Content with
        {
            Earning = ReferenceProgramme.Content.Earning with { Categories = [new("Tuin", 250)] },
            Cheques = ReferenceProgramme.Content.Cheques with { TierPercents = [new("goud", 150)] },
        };

        Assert.Equal(content.ToJson(), ProgrammeForm.From(content).ToContent().ToJson());
    }

    [Fact]
    public void Moving_a_tier_leaves_the_thresholds_in_their_order()
    {
        var form = ProgrammeForm.From(ReferenceProgramme.Content);
        form.Move(form.Tiers[2], -1);
        form.AddTier();
        form.Tiers[^1].NameNl = form.Tiers[^1].NameEn = "Platina";

        var content = form.ToContent();

        Assert.Equal(["brons", "goud", "zilver", "tier-4"], content.Tiers.Select(t => t.Code));
        Assert.Equal([0, 500, 1500, 3000], content.Tiers.Select(t => t.Threshold));
        Assert.Empty(ProgrammeRules.Errors(content));
    }

    [Fact]
    public async Task Examples_are_counted_by_the_rules_of_real_purchases_and_cheques()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var content = ReferenceProgramme.Content with { Earning = ReferenceProgramme.Content.Earning with { Categories = [new("Tuin", 200)] } };

        Assert.Equal(137, retailer.Get<IEarningExample>().PointsOf(content, "zilver", [new BasketLine("", 5000), new BasketLine("Tuin", 3000)]));
        Assert.Equal((1000L, 400L), retailer.Get<IChequeExample>().ChequeOf(content, "brons", 460));
    }
}
