using System.Net;
using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>The public pages over HTTP, as a browser and as a mail scanner open them.</summary>
public sealed partial class PublicPagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scanner_stores_nothing_a_post_needs_its_form_and_twice_is_once()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync());
        var (token, code) = await PrepareAsync(host);
        using var browser = host.CreateClient();

        var page = await browser.GetStringAsync($"/f/{token}?s=3", Stop);
        Assert.Matches("value=\"3\" checked", page);
        Assert.DoesNotContain("Sanne", page, StringComparison.Ordinal);
        Assert.Equal(0, await AnswersAsync(host));

        using var bare = await browser.PostAsync($"/f/{token}", new FormUrlEncodedContent([new("score", "3")]), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.Equal(0, await AnswersAsync(host));

        var form = Form().Match(page);
        KeyValuePair<string, string> proof = new(form.Groups[1].Value, form.Groups[2].Value);
        Assert.Contains("Kies eerst een cijfer", await PostAsync(browser, $"/f/{token}", [proof, new("score", "11")]), StringComparison.Ordinal);
        var thanks = await PostAsync(browser, $"/f/{token}", [proof, new("score", "3"), new("comment", "<img src=x onerror=alert(1)>")]);
        Assert.Contains("Dank je wel", thanks, StringComparison.Ordinal);
        Assert.Contains("Mag iemand contact met je opnemen?", thanks, StringComparison.Ordinal);
        await PostAsync(browser, $"/f/{token}", [proof, new("score", "9")]);
        Assert.Equal(1, await AnswersAsync(host));
        Assert.Contains("We nemen snel contact met je op", await PostAsync(browser, $"/f/{token}/contact", [proof, new("words", "bel mij")]), StringComparison.Ordinal);
        await PostAsync(browser, $"/f/{token}/contact", [proof, new("words", "bel mij")]);

        using var wrong = await browser.GetAsync("/f/AAAAAAAAAAAAAAAAAAAAAA", Stop);
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        Assert.Equal("no-store", wrong.Headers.CacheControl?.ToString());
        Assert.Contains("Deze link werkt niet meer", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        var tablet = await browser.GetStringAsync($"/tablet/{code}", Stop);
        var key = Key().Match(tablet).Groups[1].Value;
        var done = await PostAsync(browser, $"/tablet/{code}", [new(Form().Match(tablet).Groups[1].Value, Form().Match(tablet).Groups[2].Value), new("key", key), new("score", "10")]);
        Assert.Contains($"url=/tablet/{code}", done, StringComparison.Ordinal);
        Assert.Equal(2, await AnswersAsync(host));
        await using var db = host.Services.GetRequiredService<LoyaltyStudio.Data.StudioData>().Read();
        Assert.Equal(1, await db.Set<Complaint>().CountAsync(Stop));
    }

    [Fact]
    public async Task Guessing_addresses_is_slowed_down()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync());
        await PrepareAsync(host);
        using var browser = host.CreateClient();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 70; i++)
        {
            using var answer = await browser.GetAsync($"/f/{SurveyToken.New()}", Stop);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(60, answers.Count(a => a == HttpStatusCode.NotFound));
        Assert.Equal(10, answers.Count(a => a == HttpStatusCode.TooManyRequests));
    }

    private static async Task<(string Token, string Code)> PrepareAsync(StudioHost host)
    {
        _ = host.Server;
        var services = host.Services;
        (await services.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, Stop)).Must();
        var data = services.GetRequiredService<LoyaltyStudio.Data.StudioData>();
        var today = (await services.GetRequiredService<OrganisationBook>().CurrentAsync(Stop)).Today(TimeProvider.System);
        var boss = AccessStudio.Boss;
        var survey = (await services.GetRequiredService<SaveSurvey>().RunAsync(boss, SurveyDraft.Of(SurveyKind.AfterPurchase) with { Name = "x", Active = true }, Stop)).Must();
        (await services.GetRequiredService<SaveSurvey>().RunAsync(boss, SurveyDraft.Of(SurveyKind.InStore) with { Name = "y", Active = true }, Stop)).Must();
        var token = await data.WriteAsync(async db =>
        {
            db.Add(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            db.Add(new LoyaltyStudio.Features.Members.Model.Member { Id = 1, CardNumber = "1", FirstName = "Sanne", LastName = "V", Email = "s@x.nl", Language = "nl", EnrolledOn = today });
            db.Add(new SurveyInvitation { Id = 1, SurveyId = survey, MemberId = 1, Moment = "x", StoreId = 1, Channel = Channel.Store, Language = "nl", InvitedOn = today, ExpiresOn = today.AddDays(9) });
            await db.SaveChangesAsync(Stop);
            return (await SurveyToken.IssueAsync(db, 1, 1, today, Stop)).Token!;
        }, Stop);
        return (token, (await services.GetRequiredService<RenewTablet>().RunAsync(boss, 1, Stop)).Must().Path[7..]);
    }

    private static async Task<string> PostAsync(HttpClient browser, string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var answer = await browser.PostAsync(path, new FormUrlEncodedContent(fields), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task<int> AnswersAsync(StudioHost host)
    {
        await using var db = host.Services.GetRequiredService<LoyaltyStudio.Data.StudioData>().Read();
        return await db.Set<SurveyAnswer>().CountAsync(Stop);
    }

    [GeneratedRegex("name=\"(__RequestVerificationToken)\" value=\"([^\"]+)\"")]
    private static partial Regex Form();

    [GeneratedRegex("name=\"key\" value=\"([^\"]+)\"")]
    private static partial Regex Key();
}
