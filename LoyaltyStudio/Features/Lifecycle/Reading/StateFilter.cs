using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;

namespace LoyaltyStudio.Features.Lifecycle.Reading;

/// <summary>Narrows the member list to one state.</summary>
internal sealed class StateFilter : IMemberFilter
{
    public int Order => 20;
    public string Slug => "state";
    public string All => "All states";
    public Type Texts => typeof(LifecycleFeature);

    public Task<IReadOnlyList<MemberFilterOption>> OptionsAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<MemberFilterOption>>([.. StateWords.Order.Select(s => new MemberFilterOption(StateWords.Slug(s), StateWords.Name(s)))]);

    public Task<IQueryable<Member>> ApplyAsync(StudioDb db, IQueryable<Member> members, string value, DateOnly today, CancellationToken ct) =>
        Task.FromResult(StateWords.Order.Where(s => StateWords.Slug(s) == value).Select(s => (LifecycleState?)s).FirstOrDefault() is { } state
            ? members.Where(m => db.Set<MemberState>().Any(s => s.MemberId == m.Id && s.State == state)) : members);
}
