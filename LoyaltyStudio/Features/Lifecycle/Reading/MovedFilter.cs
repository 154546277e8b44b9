using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Lifecycle.Reading;

/// <summary>Narrows the member list to those who were lost or came back in the last months, as the boards count them: calendar months, of which the last is the current one.</summary>
public sealed class MovedFilter : IMemberFilter
{
    private static readonly int[] Months = [3, 6, 12, 24];

    public int Order => 30;
    public string Slug => "moved";
    public string All => "All moves";
    public Type Texts => typeof(LifecycleFeature);

    /// <summary>The value of the filter for a board.</summary>
    public static string Value(LifecycleState to, int months) => $"{StateWords.Slug(to)}-{months.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    public Task<IReadOnlyList<MemberFilterOption>> OptionsAsync(StudioDb db, DateOnly today, CancellationToken ct) => Task.FromResult<IReadOnlyList<MemberFilterOption>>(
    [
        .. Months.Select(m => new MemberFilterOption(Value(LifecycleState.Lost, m), $"Lost in {m} months")), .. Months.Select(m => new MemberFilterOption(Value(LifecycleState.Returned, m), $"Returned in {m} months")),
    ]);

    public Task<IQueryable<Member>> ApplyAsync(StudioDb db, IQueryable<Member> members, string value, DateOnly today, CancellationToken ct)
    {
        foreach (var to in new[] { LifecycleState.Lost, LifecycleState.Returned })
        {
            foreach (var months in Months.Where(m => value == Value(to, m)))
            {
                var from = BusinessCalendar.Floor(today, CalendarUnit.Month).AddMonths(1 - months);
                members = members.Where(m => db.Set<StateChange>().Any(c => c.MemberId == m.Id && c.ToState == to && c.FromState != null && c.On >= from && c.On <= today));
            }
        }

        return Task.FromResult(members);
    }
}
