using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <param name="Value">Percents of a discount, hours of early access; 0 otherwise.</param>
public sealed record PublicBenefit(BenefitKind Kind, int Value, string Text);

/// <param name="Reach">What it takes to reach the tier, as a sentence.</param>
/// <param name="PointsPercent">100 for ordinary points.</param>
public sealed record PublicTier(string Code, string Name, string Reach, string Keep, int PointsPercent, IReadOnlyList<PublicBenefit> Benefits);

/// <param name="Trigger">purchase, or the kind of event.</param>
public sealed record PublicRule(string Id, string Name, string Trigger, string Sentence);

/// <param name="StepCents">What so many points become; cheques come in multiples of it.</param>
/// <param name="Sentences">Everything that holds for this cheque.</param>
public sealed record PublicScheme(string Code, string Name, CalendarUnit Period, int PointsPerStep, int StepCents, int MinimumCents, int MaximumCents, int ValidMonths, IReadOnlyList<string> Sentences);

/// <summary>The live programme as a web shop or till shows it.</summary>
/// <param name="Earning">How points are earned and how long they live, in sentences.</param>
/// <param name="Cheques">All cheques in sentences; with several each begins with the name.</param>
public sealed record PublicProgramme(int Version, DateOnly From, string Language, IReadOnlyList<PublicTier> Tiers, IReadOnlyList<string> Earning, IReadOnlyList<PublicRule> Rules, IReadOnlyList<string> Cheques,
    IReadOnlyList<PublicScheme> Schemes);

/// <summary>Tells the live programme in one of the two languages.</summary>
public sealed class ReadProgramme(StudioData data, TimeProvider clock, OrganisationBook organisation, IStringLocalizer<ProgrammeFeature> texts)
{
    public async Task<Outcome<PublicProgramme>> RunAsync(Actor actor, string? language, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers) && !actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        if (language is not (null or "nl" or "en"))
        {
            return Refuse.Invalid("language", "Choose nl or en.");
        }

        await using var db = data.Read();
        var info = await organisation.CurrentAsync(ct);
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(info.Today(clock)) is not { } live)
        {
            return Refuse.NotFound("no_programme", "No programme is live.");
        }

        var stores = await db.Set<Access.Model.Store>().ToDictionaryAsync(s => s.Code, s => s.Name, ct);
        return Say(live, language ?? info.Language, new UiFormat(info.Currency, info.Calendar), stores);
    }

    private PublicProgramme Say(LiveProgramme live, string language, UiFormat format, Dictionary<string, string> stores)
    {
        using var speaking = StudioLanguages.Speak(language);
        var words = new ProgrammeWords(texts, format);
        Func<ConditionKind, string, string?> label = (kind, code) => kind == ConditionKind.Store ? stores.GetValueOrDefault(code) : null;
        var (facts, said) = (new ProgrammeFacts(texts, words, label), new RuleWords(texts, words, live.Content, label));
        return new PublicProgramme(live.Number, live.From, language,
            [.. live.Content.Tiers.Select(t => new PublicTier(t.Code, t.Name(language), words.Reach(t), words.Keep(t), t.PointsPercent, [.. t.Benefits.Select(b => new PublicBenefit(b.Kind, b.Value, BenefitWords.Say(b, language)))]))],
            [.. facts.EarningSentences(live.Content)], [.. facts.RuleSentences(live.Content).Select(r => new PublicRule(r.Rule.Id, said.NameOf(r.Rule), r.Rule.Trigger, r.Sentence))], [.. facts.ChequeSentences(live.Content)],
            [.. live.Content.Schemes.Select(s => new PublicScheme(s.Code, words.SchemeName(s), s.Period, s.PointsPerStep, s.StepCents, s.MinimumCents, s.MaximumCents, s.ValidMonths, [.. facts.SchemeSentences(live.Content, s)]))]);
    }
}
