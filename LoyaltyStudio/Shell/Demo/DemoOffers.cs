using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Features.Personalisation.Public;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Three codes that everybody may use with some weeks of uses, content for the web shop, and a message that waits at the till.</summary>
internal sealed class DemoOffers(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today, ulong seed)
{
    private const int Weeks = 8, PerWeek = 9;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task MakeAsync(Actor bram, CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(today.AddDays(-7 * Weeks).ToDateTime(new TimeOnly(9, 30))));
        foreach (var draft in Codes())
        {
            (await Get<SaveOffer>().RunAsync(bram, draft, ct)).Must();
        }

        await UseAsync(ct);
        clock.Set(calendar.ToUtc(today.AddDays(-6).ToDateTime(new TimeOnly(10, 0))));
        foreach (var block in Blocks())
        {
            (await Get<SaveBlock>().RunAsync(bram, block, ct)).Must();
        }

        await SayAtTillAsync(bram, ct);
        clock.Set(calendar.ToUtc(today.ToDateTime(new TimeOnly(8, 0))));
    }

    /// <summary>Something that colleagues at the till say to some customers; it is no promotion, so nobody's campaigns are kept away by it.</summary>
    private async Task SayAtTillAsync(Actor bram, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var segment = await db.Set<Segment>().Where(s => s.Size > 0).OrderBy(s => s.Size).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct);
        var words = new MessageStep
        {
            Key = "s1", Channel = MessageChannel.Till, ShowDays = 45,
            Nl = new MessageText("Vraag {{first_name}} naar de nieuwe folder", "De winterfolder ligt klaar bij de kassa. Geef hem mee en vraag of het adres nog klopt."),
            En = new MessageText("Give {{first_name}} the new leaflet", "The winter leaflet is at the till. Hand it over and ask whether the address is still right."),
        };
        var draft = new CampaignDraft { Name = "Aan de kassa: winterfolder", Purpose = CampaignPurpose.Service, SegmentId = segment, HoldoutPercent = 0, CoolDownDays = 0, MeasureDays = 30, Flow = new FlowDefinition(new FlowTrigger(TriggerKind.Schedule) { Schedule = TriggerSchedule.Once }, [words]) };
        var campaign = (await Get<SaveCampaign>().RunAsync(bram, draft, ct)).Must();
        (await Get<MoveCampaign>().RunAsync(bram, campaign, CampaignStep.Start, ct)).Must();
        (await Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), today.AddDays(-6), null, ct)).Must();
    }

    private IEnumerable<OfferDraft> Codes()
    {
        var start = today.AddDays(-7 * Weeks);
        yield return new OfferDraft(0, "Herfstactie verlichting", "HERFST10", CouponKind.Percent, 10, start, today.AddDays(24)) { ValueByTier = new Dictionary<string, int> { ["zilver"] = 12, ["goud"] = 15 }, MinimumCents = 25_00, MostUses = 500 };
        yield return new OfferDraft(0, "Welkom, nieuwe buren", "WELKOM5", CouponKind.Amount, 5_00, start, today.AddDays(60)) { MinimumCents = 40_00, MostPerMember = 1, Combines = CouponCombines.Nothing };
        yield return new OfferDraft(0, "Punten bij de kersttafel", "KERST250", CouponKind.Points, 250, today.AddDays(10), today.AddDays(40)) { MinimumCents = 75_00, MostPerMember = 1 };
    }

    /// <summary>Some receipts each week, most of them of members.</summary>
    private async Task UseAsync(CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var members = await db.Set<Member>().Where(m => m.HomeStoreId != null).OrderBy(m => m.Id).Take(200).Select(m => new { m.CardNumber, m.HomeStoreId }).ToListAsync(ct);
        var till = Actor.Job("demo tills");
        for (var n = 0; n < Weeks * PerWeek; n++)
        {
            var chance = new DemoChance(seed ^ 0x0FFE, (ulong)n);
            clock.Set(calendar.ToUtc(today.AddDays((-7 * Weeks) + 1 + (n * 7 / PerWeek)).ToDateTime(new TimeOnly(10 + chance.Below(7), 15))));
            var member = members[chance.Below(members.Count)];
            var welcome = chance.Happens(0.3);
            var basket = new Basket([new("", "Verlichting", 1, 2_995 + (chance.Below(60) * 100)), new("", "Sfeer", 1 + chance.Below(2), 1_495)]);
            await Get<RedeemCode>().RunAsync(till, new RedeemRequest(welcome ? "WELKOM5" : "HERFST10", $"actie-{n + 1}", null, member.HomeStoreId) { Basket = basket, Member = welcome || chance.Happens(0.8) ? member.CardNumber : "" }, ct);
        }
    }

    private IEnumerable<BlockDraft> Blocks()
    {
        yield return new BlockDraft(0, "Advertentie herfst", BlockPlace.Home, BlockAudience.Source)
        {
            Source = DemoVisitors.DemoSource, TitleNl = "Dit is de lamp uit de advertentie", TitleEn = "This is the lamp from the advertisement", TextNl = "Tafellamp Lune, met 10 % korting met code HERFST10.", TextEn = "Table lamp Lune, 10 % off with code HERFST10.",
            ButtonNl = "Bekijk de lamp", ButtonEn = "See the lamp", Url = "/lampen/lune", Priority = 80, UntilOn = today.AddDays(24), Published = true,
        };
        yield return new BlockDraft(0, "Word lid", BlockPlace.Bar, BlockAudience.Anonymous)
        {
            TitleNl = "Leden bezorgen we gratis", TitleEn = "Free delivery for members", TextNl = "en ze mogen als eerste in de uitverkoop", TextEn = "and they enter the sale first", ButtonNl = "Word lid", ButtonEn = "Join", Url = "/lid-worden", Published = true,
        };
        yield return new BlockDraft(0, "Goud: avond bij de maker", BlockPlace.Home, BlockAudience.Tiers)
        {
            Tiers = ["goud"], TitleNl = "Voor goud: een avond bij de maker", TitleEn = "For gold: an evening with the maker", TextNl = "Zie in de werkplaats in Utrecht hoe Alva ontstaat. Er zijn twintig plaatsen.", TextEn = "See in the workshop in Utrecht how Alva is made. There are twenty places.",
            ButtonNl = "Ik ben erbij", ButtonEn = "I will be there", Url = "/avond", Priority = 70, Published = true,
        };
        yield return new BlockDraft(0, "Welkom terug", BlockPlace.WelcomeBack, BlockAudience.States)
        {
            States = [LifecycleState.Lost], TitleNl = "Fijn dat je er weer bent", TitleEn = "Good to have you back", TextNl = "Er is veel nieuw sinds je laatste bezoek. We hebben iets moois voor je uitgezocht.", TextEn = "Much is new since your last visit. We picked something nice for you.",
            ButtonNl = "Laat maar zien", ButtonEn = "Show me", Url = "/voor-jou", Published = true,
        };
        yield return new BlockDraft(0, "Winteruitverkoop bijna", BlockPlace.Product, BlockAudience.Members)
        {
            TitleNl = "Leg je favorieten vast klaar", TitleEn = "Get your favourites ready", TextNl = "Wat je bewaart, vind je op de eerste dag van de uitverkoop terug.", TextEn = "What you save is there on the first day of the sale.", FromOn = today.AddDays(5), UntilOn = today.AddDays(21), Published = true,
        };
    }
}
