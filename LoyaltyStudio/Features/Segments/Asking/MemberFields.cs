using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>What is known of the person: profile, how they came, consents, and what happens in a life.</summary>
internal sealed class MemberFields : ISegmentFields
{
    private const int MostValues = 1_000;
    private const string Profile = "Profile", Life = "Life events", Consent = "Consent";
    private const string Age = "(CAST(substr(CAST(@today AS text), 1, 4) AS integer) - CAST(substr(CAST(birth_date AS text), 1, 4) AS integer)"
        + " - CASE WHEN substr(CAST(@today AS text), 6, 5) < substr(CAST(birth_date AS text), 6, 5) THEN 1 ELSE 0 END)";

    public IEnumerable<SegmentField> Fields =>
    [
        Of("store", Profile, "Home store", SegmentKind.Choice, "home_store_id") with { Ids = true, Choices = SegmentStores.ListAsync },
        Of("language", Profile, "Language", SegmentKind.Choice, "language") with { Choices = (_, _, _) => Words(("nl", "Nederlands", "Dutch"), ("en", "Engels", "English")) },
        Of("country", Profile, "Country", SegmentKind.Text, "country") with { Choices = (db, _, ct) => ValuesAsync(db.Set<Member>().Select(m => m.Country), ct) },
        Of("city", Profile, "City", SegmentKind.Text, "city") with { Choices = (db, _, ct) => ValuesAsync(db.Set<Member>().Select(m => m.City), ct) },
        Of("postal_code", Profile, "Postal code", SegmentKind.Text, "postal_code"),
        Of("age", Profile, "Age", SegmentKind.Number, Age) with { Unit = "years" },
        Of("birth_month", Profile, "Month of birth", SegmentKind.Choice, "substr(CAST(birth_date AS text), 6, 2)") with { Choices = Months },
        Of("enrolled", Profile, "Enrolled", SegmentKind.Date, "enrolled_on"),
        Of("source", Profile, "How the customer came", SegmentKind.Text, "acquisition_source") with { Choices = (db, _, ct) => ValuesAsync(db.Set<Member>().Select(m => m.AcquisitionSource), ct) },
        Of("referred", Profile, "Brought by another customer", SegmentKind.Flag, "(referred_by_id IS NOT NULL)") with { Yes = "was brought by another customer", No = "was not brought by another customer" },
        Of("has_email", Profile, "E-mail address", SegmentKind.Flag, "(email_key IS NOT NULL)") with { Yes = "has an e-mail address", No = "has no e-mail address" },
        Of(SegmentCatalogue.Status, Profile, "Participation", SegmentKind.Choice, "status")
            with { Choices = (_, _, _) => Words((nameof(MemberStatus.Active), "doet mee", "takes part"), (nameof(MemberStatus.Cancelled), "afgemeld", "signed off")) },
        Of("consent.email", Consent, "Consent for e-mail", SegmentKind.Flag, "email_consent") with { Yes = "gave consent for e-mail", No = "gave no consent for e-mail" },
        Latest(ConsentPurpose.Sms, "Consent for text messages", "gave consent for text messages", "gave no consent for text messages"),
        Latest(ConsentPurpose.Post, "Consent for post", "gave consent for post", "gave no consent for post"),
        Latest(ConsentPurpose.Profiling, "Consent for personal offers", "gave consent for personal offers", "gave no consent for personal offers"),
        Of("birthday", Life, "Birthday", SegmentKind.Date, "birth_date") with { Yearly = true },
        Of("moved", Life, "Moved house", SegmentKind.Date, "moved_on"),
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("referral", Life, "Brought in another customer", "member", "referred_by_id", "enrolled_on", typeof(SegmentsFeature)) { Where = "status <> 'Erased'" },
        new("happening", Life, "Did something (check-in, review, survey …)", "member_event", "member_id", "business_date", typeof(SegmentsFeature))
        {
            Details =
            [
                new("kind", Life, "What", SegmentKind.Choice, "", "kind", typeof(SegmentsFeature)) { Choices = (db, _, ct) => ValuesAsync(db.Set<Points.Model.MemberEvent>().Select(e => e.Kind), ct) },
                new("store", Life, "Store", SegmentKind.Choice, "", "store_id", typeof(SegmentsFeature)) { Ids = true, Choices = SegmentStores.ListAsync },
            ],
        },
    ];

    internal static Task<IReadOnlyList<SegmentChoice>> AttributeValuesAsync(StudioDb db, string name, CancellationToken ct) =>
        ValuesAsync(db.Set<MemberAttribute>().Where(a => a.Name == name).Select(a => a.Value), ct);

    /// <summary>The values that occur, up to a thousand of them.</summary>
    internal static async Task<IReadOnlyList<SegmentChoice>> ValuesAsync(IQueryable<string> values, CancellationToken ct) =>
        [.. (await values.Where(v => v != "").Distinct().Order().Take(MostValues).ToListAsync(ct)).Select(v => new SegmentChoice(v, v))];

    /// <summary>Stored names with their words in both languages.</summary>
    internal static Task<IReadOnlyList<SegmentChoice>> Words(params (string Value, string Dutch, string English)[] words) =>
        Task.FromResult<IReadOnlyList<SegmentChoice>>([.. words.Select(w => new SegmentChoice(w.Value, StudioLanguages.Current == "nl" ? w.Dutch : w.English))]);

    private static Task<IReadOnlyList<SegmentChoice>> Months(StudioDb db, DateOnly today, CancellationToken ct) => Task.FromResult<IReadOnlyList<SegmentChoice>>(
        [.. Enumerable.Range(1, 12).Select(m => new SegmentChoice(m.ToString("00", CultureInfo.InvariantCulture), CultureInfo.CurrentCulture.DateTimeFormat.GetMonthName(m)))]);

    private static SegmentField Of(string key, string group, string label, SegmentKind kind, string value) => new(key, group, label, kind, "member", value, typeof(SegmentsFeature)) { Member = "id" };

    /// <summary>The latest word on a purpose counts; who never said anything did not consent.</summary>
    private static SegmentField Latest(ConsentPurpose purpose, string label, string yes, string no)
    {
        var from = $"(SELECT member_id, granted FROM (SELECT member_id, granted, row_number() OVER (PARTITION BY member_id ORDER BY at DESC, id DESC) AS n FROM consent_record WHERE purpose = '{purpose}') c WHERE n = 1)";
        return new($"consent.{purpose.ToString().ToLowerInvariant()}", Consent, label, SegmentKind.Flag, from, "granted", typeof(SegmentsFeature)) { Missing = "FALSE", Yes = yes, No = no };
    }
}
