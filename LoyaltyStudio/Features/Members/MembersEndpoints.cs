using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members;

/// <summary>A member as tills and web shops write one. Leave a field out to leave it as it is.</summary>
public sealed record MemberBody(string? CardNumber = null, string? ExternalId = null, string? FirstName = null, string? LastName = null, string? Email = null,
    string? Language = null, string? Country = null, DateOnly? BirthDate = null, string? Store = null, ConsentGiven? EmailConsent = null,
    string? AcquisitionSource = null, IReadOnlyDictionary<string, string>? Attributes = null, string? Street = null, string? PostalCode = null, string? City = null, string? ReferredBy = null)
{
    internal SaveMemberRequest ToRequest() => new(null, CardNumber, ExternalId, FirstName, LastName, Email, Language, Country, BirthDate, Store, EmailConsent, null, AcquisitionSource, Attributes, Street, PostalCode, City, ReferredBy);
}

/// <summary>A member as the API answers one.</summary>
public sealed record MemberAnswer(string CardNumber, string? ExternalId, string FirstName, string LastName, string? Email, string Language, string Country,
    DateOnly? BirthDate, DateOnly EnrolledOn, bool EmailConsent, string Status, bool? Created = null,
    string AcquisitionSource = "", IReadOnlyDictionary<string, string>? Attributes = null, string Street = "", string PostalCode = "", string City = "");

/// <summary>Members over HTTP.</summary>
internal static class MembersEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var example = new MemberAnswer("2900000000421", "K-1042", "Sanne", "de Vries", "sanne@example.nl", "nl", "Nederland", new DateOnly(1988, 4, 12), new DateOnly(2024, 3, 2), true, "active", false);
        var group = ApiRoutes.Group(app).MapGroup("/members").WithTags("Members");
        group.MapPut("", (HttpContext context, MemberBody body, SaveMember save, TimeProvider clock, CancellationToken ct) =>
            {
                var actor = ApiCaller.Of(context).Actor;
                var request = body.ToRequest();
                return Check(actor, body, clock) is { } refusal
                    ? Task.FromResult(ApiResults.From<SavedMember>(refusal, _ => throw new InvalidOperationException()))
                    : Idempotent.RunAsync(context, body, async db => await AnswerAsync(db, await save.RunInAsync(db, actor, request, ct), ct),
                        member => member.Created == true ? ApiAnswer.Created(member) : ApiAnswer.Ok(member));
            })
            .WithName("save_member").WithSummary("Adds a member or changes what is known of one")
            .WithDescription("Finds the member by card number or your own customer number; one of the two is needed. Fields that you leave out stay as they are. Consent for e-mail is kept as a record with moment, source and wording.")
            .WithRequestExample(new MemberBody(null, "K-1042", "Sanne", "de Vries", "sanne@example.nl", "nl", "Nederland", new DateOnly(1988, 4, 12), "utrecht",
                new ConsentGiven(true, new DateTime(2026, 9, 30, 12, 0, 0, DateTimeKind.Utc), "webshop account", "Ja, stuur mij aanbiedingen per e-mail.")))
            .WithResponseExample(200, example);
        group.MapGet("/{reference}", async (HttpContext context, string reference, StudioData data, CancellationToken ct) =>
            {
                if (!ApiCaller.Of(context).Actor.May(Permission.ViewMembers))
                {
                    return ApiResults.From<MemberAnswer>(Refuse.Forbidden(), ApiAnswer.Ok);
                }

                await using var db = data.Read();
                Outcome<MemberAnswer> outcome = await MemberRef.FindAsync(db, reference, ct) is { } member ? await AnswerAsync(db, member, ct)
                    : Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
                return ApiResults.From(outcome, ApiAnswer.Ok);
            })
            .WithName("get_member").WithSummary("One member by card number, customer number or e-mail address")
            .WithDescription("The reference is card:2900000000421, id:K-1042, email:sanne@example.nl, or the bare value.")
            .WithResponseExample(200, example with { Created = null });
    }

    private static Refusal? Check(Actor actor, MemberBody body, TimeProvider clock) =>
        string.IsNullOrWhiteSpace(body.CardNumber) && string.IsNullOrWhiteSpace(body.ExternalId)
            ? Refuse.Invalid("external_id", "Give a card number or your own customer number, so that the member can be found again.")
            : body.EmailConsent is { } c && c.At > clock.GetUtcNow().UtcDateTime.AddMinutes(5)
                ? Refuse.Invalid("email_consent.at", "The moment of the consent lies in the future.")
                : SaveMember.Check(actor, body.ToRequest());

    private static async Task<Outcome<MemberAnswer>> AnswerAsync(StudioDb db, Outcome<SavedMember> saved, CancellationToken ct) => saved is not { IsDone: true, Value: { } done }
        ? saved.As<MemberAnswer>()
        : await AnswerAsync(db, await db.Set<Member>().AsNoTracking().FirstAsync(m => m.Id == done.Id, ct), ct) with { Created = done.Created };

    private static async Task<MemberAnswer> AnswerAsync(StudioDb db, Member m, CancellationToken ct) => new(m.CardNumber, m.ExternalId, m.FirstName, m.LastName, m.Email, m.Language, m.Country, m.BirthDate,
        m.EnrolledOn, m.EmailConsent, m.Status.ToString().ToLowerInvariant(), null, m.AcquisitionSource,
        await db.Set<MemberAttribute>().AsNoTracking().Where(a => a.MemberId == m.Id).OrderBy(a => a.Name).ToDictionaryAsync(a => a.Name, a => a.Value, ct), m.Street, m.PostalCode, m.City);
}
