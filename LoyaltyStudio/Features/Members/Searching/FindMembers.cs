using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Searching;

/// <summary>The search of the top bar: members by name, e-mail, card and customer number.</summary>
internal sealed class FindMembers(StudioData data) : IGlobalSearch
{
    public async Task<IReadOnlyList<SearchHit>> FindAsync(Actor actor, string text, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers) || Words.Fold(text).Length < 2)
        {
            return [];
        }

        await using var db = data.Read();
        var found = await MemberSearch.Matching(db, actor, text).OrderBy(m => m.Id).Take(10)
            .Select(m => new { m.Id, m.FirstName, m.LastName, m.CardNumber, m.Email }).ToListAsync(ct);
        return found.ConvertAll(m => new SearchHit($"{m.FirstName} {m.LastName}".Trim() is { Length: > 0 } name ? name : m.CardNumber,
            m.Email is null ? m.CardNumber : $"{m.CardNumber} · {m.Email}", $"/members/{m.Id}"));
    }
}
