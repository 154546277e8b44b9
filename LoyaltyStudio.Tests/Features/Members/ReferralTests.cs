using System.Text;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Members;

/// <summary>Who brought whom: said once, by a form, the API or a file.</summary>
public sealed class ReferralTests
{
    private static readonly SaveMemberRequest Nobody = new(null, null, null, null, null, null, null, null, null, null, null);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_member_keeps_the_first_who_is_named(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var (anna, bram, cees) = (await retailer.AddMemberAsync("K1"), await retailer.AddMemberAsync("K2"), await retailer.AddMemberAsync("K3"));
        var save = retailer.Get<SaveMember>();
        (await save.RunAsync(retailer.Anna, Nobody with { Id = bram, ReferredBy = "id:K1" }, CancellationToken.None)).Must();
        (await save.RunAsync(retailer.Anna, Nobody with { Id = bram, ReferredBy = "K3" }, CancellationToken.None)).Must();
        Assert.Equal("referred_by", (await save.RunAsync(retailer.Anna, Nobody with { Id = cees, ReferredBy = "K3" }, CancellationToken.None)).Errors[0].Field);
        Assert.Equal("referred_by", (await save.RunAsync(retailer.Anna, Nobody with { Id = cees, ReferredBy = "K9" }, CancellationToken.None)).Errors[0].Field);
        var seen = (await retailer.Get<ShowMember>().RunAsync(retailer.Anna, bram, CancellationToken.None)).Must().Profile;
        Assert.Equal((anna, 0), (seen.ReferredBy!.Value.Id, seen.Brought));
        Assert.Equal(1, (await retailer.Get<ShowMember>().RunAsync(retailer.Anna, anna, CancellationToken.None)).Must().Profile.Brought);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_file_names_who_brought_whom_also_further_down(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var path = Path.Combine(Directory.CreateTempSubdirectory("referral-").FullName, "leden.csv");
        await File.WriteAllTextAsync(path, "klantnummer;voornaam;aangebracht door\nK1;Zoë;K2\nK2;Daan;\nK3;Noor;K77\nK4;Sem;K4\n", Encoding.UTF8);
        var preview = (await retailer.Get<PreviewImport>().RunAsync(retailer.Anna, new PreviewImportRequest("members", path, null), CancellationToken.None)).Must();
        (await retailer.Get<RunImport>().RunAsync(retailer.Anna, new RunImportRequest("members", path, "leden.csv", preview.Mapping), (_, _, _) => { }, CancellationToken.None)).Must();
        var brought = await retailer.ReadAsync(db => db.Set<Member>().Where(m => m.ReferredById != null).Select(m => new { m.ExternalId, By = db.Set<Member>().First(r => r.Id == m.ReferredById).ExternalId }).ToListAsync());
        Assert.Equal([("K1", "K2")], brought.Select(b => (b.ExternalId!, b.By!)));
    }
}
