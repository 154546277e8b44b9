using System.Net;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Shell;

public sealed class WebHostTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_leads_to_the_set_up_and_after_it_to_the_sign_in()
    {
        await using var database = await TestDatabase.SqliteAsync();
        await using var host = new StudioHost(database);
        using var browser = host.CreateClient(new() { AllowAutoRedirect = false });

        Assert.Equal("/setup", (await browser.GetAsync("/stores", Stop)).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/setup", Stop)).StatusCode);

        (await host.Services.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, Stop)).Must();
        Assert.Equal("/", (await browser.GetAsync("/setup", Stop)).Headers.Location?.ToString());
        Assert.Contains("/login?ReturnUrl=%2Fstores", (await browser.GetAsync("/stores", Stop)).Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var database = await TestDatabase.SqliteAsync();
        await using var host = new StudioHost(database);
        using var browser = host.CreateClient();

        foreach (var path in new[] { "/login", "/css/studio.css", "/js/studio.js", "/_framework/blazor.web.js", "/_content/Radzen.Blazor/css/default.css" })
        {
            using var answer = await browser.GetAsync(path, Stop);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    private sealed class StudioHost(TestDatabase database) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in database.Settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}
