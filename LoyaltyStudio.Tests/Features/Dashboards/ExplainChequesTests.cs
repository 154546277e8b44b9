using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Dashboards.Explaining;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Tests.Features.Cheques;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Dashboards;

public sealed class ExplainChequesTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_member_is_told_per_cheque_what_comes_next_and_why_the_last_issue_gave_none(string engine)
    {
        var plain = ReferenceProgramme.Content.Cheques;
        var programme = ReferenceProgramme.Content with
        {
            Schemes = [plain with { NameNl = "Kwartaal", NameEn = "Quarterly" }, plain with { Code = "gold", NameNl = "Goud", NameEn = "Gold", PointsPerStep = 20, OnlyTiers = ["goud"], Bands = [new(1_00, 150)] }],
        };
        await using var shop = await ChequeShop.OpenAsync(engine, 5, new DateOnly(2025, 10, 1), programme);
        var retailer = shop.Retailer;
        foreach (var run in await shop.CalculateAsync(programme, new DateOnly(2025, 9, 30)))
        {
            (await retailer.Get<ApproveChequeRun>().RunAsync(retailer.Bram, run.Id, run.Version, default)).Must();
            (await retailer.Get<IssueChequeRun>().RunAsync(retailer.Anna, run.Id, null, default)).Must();
        }

        var none = await retailer.ReadAsync(db => db.Set<ChequeRunLine>().Where(l => l.RunId == 1 && l.Refusal == Refusals.BelowMinimum && l.Tier != "goud").Select(l => l.MemberId).FirstAsync());
        var told = (await retailer.Get<ExplainMember>().RunAsync(retailer.Anna, new(none, null, "en"), default)).Must().Topics.Single(t => t.Topic == "cheques").Because.Select(b => b.Text).ToList();

        Assert.Contains(told, t => t.StartsWith("Quarterly: ", StringComparison.Ordinal));
        Assert.Contains("Gold: not for you, because it is for another tier.", told);
        Assert.Contains(told, t => t.StartsWith("No cheque in 2025-Q3 (Quarterly): the points were too few", StringComparison.Ordinal));
        Assert.Contains("No cheque in 2025-Q3 (Gold): it is for another tier.", told);
    }
}
