using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Asking;

public sealed record FeedbackAsked(int Surveys, int Invitations);

/// <summary>
/// Invites members to answer the surveys that are on: after a purchase, after an answered complaint, or now and then. Nobody within the rest days of any earlier
/// question, nobody with an open complaint, nobody without consent for e-mail. Invitation and message are written together, in blocks, once per survey, member and moment.
/// </summary>
public sealed class AskFeedback(StudioData data, TimeProvider clock, OrganisationBook organisation, IFeedbackPost post)
{
    private const int Block = 1_000;

    public async Task<Outcome<FeedbackAsked>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        List<Survey> surveys;
        await using (var db = data.Read())
        {
            surveys = await db.Set<Survey>().Where(s => s.Active && s.Kind != SurveyKind.InStore).OrderBy(s => s.Id).ToListAsync(ct);
        }

        if (surveys.Count > 0 && (await organisation.CurrentAsync(ct)).PublicUrl.Length == 0)
        {
            return Refuse.Conflict("no_public_url", "Fill in the public address under Settings first, so that people can open the page.");
        }

        var invited = 0;
        foreach (var survey in surveys)
        {
            invited += await SurveyAsync(survey, asOf, report, ct);
        }

        return new FeedbackAsked(surveys.Count, invited);
    }

    private async Task<int> SurveyAsync(Survey survey, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        List<long> members;
        await using (var db = data.Read())
        {
            members = [.. (await Audience.ReadAsync(db, survey, asOf, null, ct)).Select(c => c.MemberId)];
        }

        var (invited, done) = (0, 0);
        foreach (var block in members.Chunk(Block))
        {
            ct.ThrowIfCancellationRequested();
            invited += await data.WriteAsync(db => BlockAsync(db, survey, asOf, block, ct), ct, Lane.Job);
            CrashPoint.Here("ask-feedback-between-blocks");
            done += block.Length;
            report?.Invoke(done, members.Count, survey.Name);
        }

        return invited;
    }

    /// <summary>Looks again, inside the transaction, at who is to be asked.</summary>
    private async Task<int> BlockAsync(StudioDb db, Survey survey, DateOnly asOf, long[] block, CancellationToken ct)
    {
        var due = await Audience.ReadAsync(db, survey, asOf, block, ct);
        if (due.Count == 0)
        {
            return 0;
        }

        var settings = await FeedbackBook.ReadAsync(db, ct);
        var until = (await organisation.CurrentAsync(ct)).Today(clock).AddDays(settings.InvitationDays);
        var ids = await db.NextIdsAsync<SurveyInvitation>(due.Count);
        await db.BulkInsertAsync(due.Select((d, i) => new SurveyInvitation
        {
            Id = ids[i], SurveyId = survey.Id, MemberId = d.MemberId, Moment = d.Moment, StoreId = d.StoreId, Channel = d.Channel, PurchaseId = d.PurchaseId, Language = d.Language, InvitedOn = asOf, ExpiresOn = until,
        }).ToList());
        await post.InviteAsync(db, [.. due.Select((d, i) => new SurveyLetter(ids[i], d.MemberId, d.FirstName, d.LastName, d.Email, d.Language, survey.Kind, d.Language == "en" ? survey.QuestionEn : survey.QuestionNl))], ct);
        CrashPoint.Here("ask-feedback-before-commit");
        return due.Count;
    }
}

/// <summary>The job ask-feedback: every morning.</summary>
internal sealed class AskFeedbackWork(AskFeedback ask, OrganisationBook organisation, StudioData data) : IScheduledWork
{
    public string Name => "ask-feedback";

    public string DefaultCron => "0 30 7 * * ?";

    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        return await organisation.IsSetUpAsync(ct) && await db.Set<Survey>().AnyAsync(s => s.Active && s.Kind != SurveyKind.InStore, ct);
    }

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await ask.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return string.Create(CultureInfo.InvariantCulture, $"{done.Invitations:N0} customers are asked for their opinion, by {done.Surveys:N0} surveys.");
    }
}
