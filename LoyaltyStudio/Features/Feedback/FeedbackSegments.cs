using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Feedback;

/// <summary>What segments may ask about feedback and promises.</summary>
internal sealed class FeedbackSegments : ISegmentFields
{
    private const string Group = "Feedback";
    private static readonly Type Texts = typeof(FeedbackFeature);

    public IEnumerable<SegmentField> Fields =>
    [
        new("feedback.last_score", Group, "Latest score", SegmentKind.Number,
            "(SELECT member_id, score FROM (SELECT member_id, score, row_number() OVER (PARTITION BY member_id ORDER BY answered_on DESC, id DESC) AS place FROM survey_answer WHERE member_id IS NOT NULL) latest WHERE place = 1)", "score", Texts),
        new("feedback.last_answer", Group, "Answered last on", SegmentKind.Date, "(SELECT member_id, max(answered_on) AS last_on FROM survey_answer WHERE member_id IS NOT NULL GROUP BY member_id)", "last_on", Texts),
        new("feedback.open_complaint", Group, "Has an open complaint", SegmentKind.Flag, "(SELECT DISTINCT member_id FROM complaint WHERE state = 'Open' AND member_id IS NOT NULL)", "1", Texts) { Missing = "0" },
        new("feedback.broken_promise", Group, "Latest broken promise on", SegmentKind.Date, "(SELECT member_id, max(broken_on) AS last_on FROM member_promise WHERE member_id IS NOT NULL AND broken_on IS NOT NULL GROUP BY member_id)", "last_on", Texts),
        new("feedback.complaints", Group, "Complaints in all", SegmentKind.Number, "(SELECT member_id, count(*) AS complaints FROM complaint WHERE member_id IS NOT NULL GROUP BY member_id)", "complaints", Texts) { Missing = "0" },
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("feedback.answers", Group, "Survey answers", "survey_answer", "member_id", "answered_on", Texts)
        {
            Details = [new("score", Group, "Score", SegmentKind.Number, "survey_answer", "score", Texts), Channels("survey_answer")],
        },
        new("feedback.complaints", Group, "Complaints", "complaint", "member_id", "opened_on", Texts) { Details = [Channels("complaint")] },
        new("feedback.promises", Group, "Promises", "member_promise", "member_id", "due_on", Texts) { Ahead = true, Details = [KindOf("member_promise"), Channels("member_promise")] },
        new("feedback.broken_promises", Group, "Broken promises", "member_promise", "member_id", "broken_on", Texts) { Where = "broken_on IS NOT NULL", Details = [KindOf("member_promise")] },
    ];

    private static SegmentField Channels(string from) => new("channel", Group, "Channel", SegmentKind.Choice, from, "channel", Texts)
    {
        Choices = (_, _, _) => Task.FromResult<IReadOnlyList<SegmentChoice>>([.. Enum.GetNames<Channel>().Select(c => new SegmentChoice(c, c))]),
    };

    private static SegmentField KindOf(string from) => new("kind", Group, "Kind of promise", SegmentKind.Choice, from, "kind", Texts)
    {
        Choices = async (db, _, ct) => (await ListPromiseKinds.ReadAsync(db, ct)).ConvertAll(k => new SegmentChoice(k.Code, k.Name(StudioLanguages.Current))),
    };
}
