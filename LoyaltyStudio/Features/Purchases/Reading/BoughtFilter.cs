using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Reading;

/// <summary>Narrows the member list by when members bought last.</summary>
internal sealed class BoughtFilter : IMemberFilter
{
    public int Order => 20;
    public string Slug => "bought";
    public string All => "Bought or not";
    public Type Texts => typeof(PurchasesFeature);

    public Task<IReadOnlyList<MemberFilterOption>> OptionsAsync(StudioDb db, DateOnly today, CancellationToken ct) => Task.FromResult<IReadOnlyList<MemberFilterOption>>(
    [
        new("active", "Bought in the last 12 months"),
        new("lost", "Nothing bought for 12 months"),
        new("never", "Never bought anything"),
    ]);

    public Task<IQueryable<Member>> ApplyAsync(StudioDb db, IQueryable<Member> members, string value, DateOnly today, CancellationToken ct)
    {
        var since = today.AddMonths(-12);
        return Task.FromResult(value switch
        {
            "active" => members.Where(m => db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn > since)),
            "lost" => members.Where(m => db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn <= since)),
            "never" => members.Where(m => !db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn != null)),
            _ => members,
        });
    }
}
