using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Radzen;

namespace LoyaltyStudio.Features.Members.Pages;

/// <summary>The list of members; search, filters, order and page live in the query string.</summary>
public sealed partial class MembersPage
{
    private readonly LoadState<MemberList> state = new();

    [Inject] private ListMembers Members { get; set; } = default!;
    [Inject] private IEnumerable<IMemberFilter> Filters { get; set; } = default!;
    [Inject] private IStringLocalizerFactory Localizers { get; set; } = default!;
    [Inject] private DialogService Dialogs { get; set; } = default!;

    [SupplyParameterFromQuery] private string? Q { get; set; }
    [SupplyParameterFromQuery] private long? Store { get; set; }
    [SupplyParameterFromQuery] private string? Consent { get; set; }
    [SupplyParameterFromQuery] private string? Status { get; set; }
    [SupplyParameterFromQuery] private string? Language { get; set; }
    [SupplyParameterFromQuery] private DateOnly? From { get; set; }
    [SupplyParameterFromQuery] private DateOnly? Until { get; set; }
    [SupplyParameterFromQuery] private string? Sort { get; set; }
    [SupplyParameterFromQuery] private bool? Desc { get; set; }
    [SupplyParameterFromQuery] private int? Page { get; set; }

    private Dictionary<string, string> More { get; set; } = [];
    private int Number => Math.Max(1, Page ?? 1);
    private string Sorting => Sort ?? "enrolled";
    private bool Descending => Desc ?? Sort is null;

    private bool Filtered => More.Count > 0 || !string.IsNullOrEmpty(Q) || Store is not null || Consent is not null || Status is not null || Language is not null || From is not null || Until is not null;

    protected override Task OnParametersSetAsync()
    {
        // Which filters there are is known only when the app is put together, so their values are read from the address by hand.
        var query = QueryHelpers.ParseQuery(Navigation.ToAbsoluteUri(Navigation.Uri).Query);
        More = Filters.Where(f => query.ContainsKey(f.Slug)).ToDictionary(f => f.Slug, f => query[f.Slug].ToString());
        return LoadAsync();
    }

    private Task LoadAsync() => LoadAsync(state, (actor, ct) => Members.RunAsync(actor, new ListMembersRequest(Q ?? "", new PageRequest((Number - 1) * 25, 25, Sorting, Descending),
        Store, Enum.TryParse<MemberStatus>(Status, ignoreCase: true, out var status) ? status : null, Consent switch { "yes" => true, "no" => false, _ => null },
        Language, From, Until, More), ct));

    private void Filter(string name, string? value) => ChangeQuery((name, string.IsNullOrEmpty(value) ? null : value), ("page", null));

    private string Words(Type texts, string text) => Localizers.Create(texts)[text];

    private async Task AddAsync()
    {
        if (await Dialogs.OpenAsync<MemberEditor>(T["Add customer"], new() { ["Member"] = null }, new DialogOptions { Width = "min(42rem, 94vw)" }) is SavedMember saved)
        {
            Navigation.NavigateTo($"/members/{saved.Id}");
        }
    }
}
