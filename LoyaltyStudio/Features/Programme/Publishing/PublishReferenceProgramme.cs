using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Publishing;

/// <summary>Part of the set-up: publishes the reference programme, for all purchases or from today.</summary>
internal sealed class PublishReferenceProgramme(TimeProvider clock) : ISetUpStep
{
    /// <summary>Before any purchase that somebody could import.</summary>
    internal static readonly DateOnly FromTheBeginning = new(1990, 1, 1);

    public int Order => 10;

    public async Task RunAsync(StudioDb db, SetUpChoices choices, Actor actor, CancellationToken ct)
    {
        if (choices.Programme == ProgrammeStart.None)
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var today = new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById(choices.TimeZone)).DateOf(now);
        var draft = new ProgrammeVersion
        {
            Number = 1, Content = Model.ReferenceProgramme.Content.ToJson(), Author = actor.Stamp, CreatedAt = now,
            Note = choices.Language == "nl" ? "Het voorbeeldprogramma van de start" : "The reference programme of the start",
        };
        db.Add(draft);
        await db.SaveChangesAsync(ct);
        var from = choices.Programme == ProgrammeStart.FromToday ? today : FromTheBeginning;
        await PublishProgramme.MarkPublishedAsync(db, draft, from, actor, now);
    }
}
