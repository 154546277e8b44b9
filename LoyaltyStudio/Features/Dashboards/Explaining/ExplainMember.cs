using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Tiers;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Dashboards.Explaining;

/// <summary>One thing that something follows from, in a sentence to the member.</summary>
/// <param name="On">The business date of it; null where it holds now.</param>
/// <param name="Points">Points that it added or took, where it did.</param>
/// <param name="Version">Number of the programme version by which it was decided.</param>
/// <param name="Details">What it consists of: a rule and its points, a goal and what counts for it.</param>
public sealed record ExplainedFact(string Text, DateOnly? On = null, long? Points = null, int? Version = null, IReadOnlyList<string>? Details = null);

/// <summary>Something that the member has or was refused, in one sentence, and what it follows from.</summary>
/// <param name="Topic">points, tier, benefits or cheques.</param>
public sealed record ExplainedTopic(string Topic, string Title, string Summary, IReadOnlyList<ExplainedFact> Because);

/// <param name="On">The day on which all of it holds.</param>
public sealed record MemberExplanation(string CardNumber, string Name, string Language, DateOnly On, IReadOnlyList<ExplainedTopic> Topics);

/// <param name="Reference">Card number, customer number or e-mail address; used where <paramref name="MemberId"/> is null.</param>
/// <param name="Language">nl or en; null for the member's own.</param>
public sealed record ExplainMemberRequest(long? MemberId, string? Reference, string? Language);

/// <summary>
/// Says why a member has these points, this tier, these benefits and cheques, or why not: the bookings, rules, versions and dates behind it, as sentences that can be read to the member.
/// Everything is read from what was stored when it was decided; nothing is decided again.
/// </summary>
public sealed class ExplainMember(StudioData data, TimeProvider clock, OrganisationBook organisation, IStringLocalizer<DashboardsFeature> texts, IStringLocalizer<PointsFeature> pointTexts,
    IStringLocalizer<ProgrammeFeature> programmeTexts, IStringLocalizer<TiersFeature> tierTexts)
{
    public async Task<Outcome<MemberExplanation>> RunAsync(Actor actor, ExplainMemberRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        if (request.Language is not (null or "nl" or "en"))
        {
            return Refuse.Invalid("language", "Choose nl or en.");
        }

        await using var db = data.Read();
        var member = request.MemberId is { } id
            ? await MemberSearch.Scoped(db.Set<Member>(), actor).FirstOrDefaultAsync(m => m.Id == id, ct)
            : await MemberRef.FindAsync(db, request.Reference ?? "", ct);
        if (member is null)
        {
            return MemberSearch.Unknown;
        }

        var info = await organisation.CurrentAsync(ct);
        var facts = await ExplainedMember.LoadAsync(db, member, info.Today(clock), clock.GetUtcNow().UtcDateTime, ct);
        var language = request.Language ?? member.Language;
        using var speaking = StudioLanguages.Speak(language);
        var says = new Explainer(texts, pointTexts, programmeTexts, tierTexts, new UiFormat(info.Currency, info.Calendar), language);
        return new MemberExplanation(member.CardNumber, member.FullName, language, facts.Today, [says.Points(facts), .. says.Tier(facts), says.Cheques(facts)]);
    }
}
