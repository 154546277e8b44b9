using LoyaltyStudio.Features.Campaigns.Inviting;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>A friend counts once, after the time for returns, and nobody brings themselves.</summary>
public sealed class InvitationTests
{
    private static readonly DateOnly Joined = new(2026, 3, 10);

    [Fact]
    public async Task A_code_names_its_member_however_it_is_typed_and_no_other_code_does()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var codes = retailer.Get<InvitationCodes>();
        foreach (var id in new[] { 1L, 31, 32, 1_000_000, 9_000_000_000 })
        {
            var code = codes.Of(id);
            Assert.Equal(id, codes.MemberOf(code));
            Assert.Equal(id, codes.MemberOf($" {code.ToLowerInvariant()[..3]}-{code.ToLowerInvariant()[3..]}"));
            for (var i = 0; i < code.Length; i++)
            {
                Assert.Null(codes.MemberOf(string.Concat(code.AsSpan(0, i), code[i] == 'A' ? "B" : "A", code.AsSpan(i + 1))));
            }
        }

        Assert.All(new[] { "", "A", "2900000000421", "anna@example.nl", new string('Z', 40) }, t => Assert.Null(codes.MemberOf(t)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_friend_counts_once_and_only_when_the_purchase_was_kept(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Joined.ToDateTime(new TimeOnly(9, 0))));
        var anna = await retailer.AddMemberAsync("A1");
        var code = retailer.Get<InvitationCodes>().Of(anna);
        List<long> friends = [];
        foreach (var (number, street) in new[] { ("F1", ""), ("F2", ""), ("F3", ""), ("F4", "Kerkstraat 1") })
        {
            friends.Add((await retailer.Get<SaveMember>().RunAsync(retailer.Anna, new SaveMemberRequest(null, null, number, "Vriend", number, $"{number}@example.nl", "nl", null, null, null, null, ReferredBy: code, Street: street, PostalCode: street.Length > 0 ? "1234 AB" : null), default)).Must().Id);
        }

        // The fourth lives where Anna lives.
        await retailer.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == anna).ExecuteUpdateAsync(s => s.SetProperty(m => m.Street, "Kerkstraat 1").SetProperty(m => m.PostalCode, db.Set<Member>().Where(f => f.Id == friends[3]).Select(f => f.PostalCode).First())), default);
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(new[] { 0, 1, 3 }.Select(i => CampaignResultsTests.Bought(friends[i], Joined.AddDays(1))));
            var returned = CampaignResultsTests.Bought(friends[2], Joined.AddDays(1));
            (returned.KeptCents, returned.TotalCents) = (0, 1000);
            db.Add(returned);
            await db.SaveChangesAsync();
        }, default);
        await retailer.Data.WriteAsync(db => db.Set<LoyaltyStudio.Features.Purchases.Model.Purchase>().Where(p => p.MemberId != friends[2]).ExecuteUpdateAsync(s => s.SetProperty(p => p.KeptCents, 1000)), default);

        Assert.Equal(0, await RunAsync(retailer, Joined.AddDays(15)));
        Assert.Equal(1, await RunAsync(retailer, Joined.AddDays(16)));
        Assert.Equal(0, await RunAsync(retailer, Joined.AddDays(16)));
        Assert.Equal(1, await RunAsync(retailer, Joined.AddDays(17)));
        Assert.Equal(0, await RunAsync(retailer, Joined.AddDays(18)));
        Assert.Equal([$"{friends[0]}", $"{friends[1]}"], await retailer.ReadAsync(db => db.Set<MemberEvent>().Where(e => e.Kind == "referral").OrderBy(e => e.Id).Select(e => e.ExternalId).ToListAsync()));
        Assert.Equal([anna], await retailer.ReadAsync(db => db.Set<MemberEvent>().Where(e => e.Kind == "referral").Select(e => e.MemberId).Distinct().ToListAsync()));
    }

    private static async Task<int> RunAsync(Retailer retailer, DateOnly on) => (await retailer.Get<RewardInvitations>().RunAsync(Actor.Job("reward-invitations"), on, default)).Must();
}
