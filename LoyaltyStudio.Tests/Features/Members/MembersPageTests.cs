using Bunit;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Pages;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Members;

public sealed class MembersPageTests
{
    [Fact]
    public async Task Without_members_the_list_says_what_to_do_and_a_search_without_hits_says_so()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await using var screen = Screen(retailer);

        var page = screen.Render<MembersPage>();
        page.WaitForAssertion(() => Assert.Equal("/imports", page.Find(".empty a").GetAttribute("href")), TimeSpan.FromSeconds(5));

        screen.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo("/members?q=niemand");
        var searched = screen.Render<MembersPage>();
        searched.WaitForAssertion(() => Assert.Equal("/members", searched.Find(".empty a").GetAttribute("href")), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Members_stand_in_the_list_with_a_link_to_their_page()
    {
        await using var shop = await Shop.OpenAsync(Engines.Sqlite);
        await using var screen = Screen(shop);

        var page = screen.Render<MembersPage>();
        page.WaitForAssertion(() => Assert.Equal(13, page.FindAll("tbody tr").Count), TimeSpan.FromSeconds(5));
        Assert.Equal("/members/13", page.Find("tbody tr a").GetAttribute("href"));
        Assert.Contains("Utrecht", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_click_on_save_adds_one_member()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await using var screen = Screen(retailer);
        var editor = screen.Render<MemberEditor>();
        editor.Find("#member-first").Change("Sanne");

        // Both clicks are handled before the first one has rendered.
        var first = editor.Find("form").SubmitAsync();
        var second = editor.Find("form").SubmitAsync();
        await Task.WhenAll(first, second);

        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<Member>().CountAsync()));
    }

    private static BunitContext Screen(Retailer retailer)
    {
        var screen = new BunitContext();
        screen.JSInterop.Mode = JSRuntimeMode.Loose;
        screen.Services.AddLogging();
        screen.Services.AddStudioUi();
        screen.Services.AddSingleton<IActorSource>(new Always(retailer.Anna));
        screen.Services.AddSingleton(retailer.Get<ListMembers>());
        screen.Services.AddSingleton(retailer.Get<SaveMember>());
        screen.Services.AddSingleton(new ListStores(retailer.Data));
        foreach (var filter in retailer.Get<IEnumerable<IMemberFilter>>())
        {
            screen.Services.AddSingleton(filter);
        }

        return screen;
    }

    private sealed class Always(Actor actor) : IActorSource
    {
        public Task<Actor> CurrentAsync(CancellationToken ct = default) => Task.FromResult(actor);
    }
}
