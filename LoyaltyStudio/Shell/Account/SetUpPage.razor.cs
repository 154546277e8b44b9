using LoyaltyStudio.Features.Access;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.SignIn;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Shell.Account;

/// <summary>The first start: the code from the console, the administrator, the organisation, the programme.</summary>
public sealed partial class SetUpPage
{
    public const string Path = "/setup";

    /// <summary>Europe first, where the shops are.</summary>
    private static readonly IReadOnlyList<string> Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/', StringComparison.Ordinal)).Select(z => z.Id)
            .OrderByDescending(id => id.StartsWith("Europe/", StringComparison.Ordinal)).ThenBy(id => id, StringComparer.Ordinal)];

    private readonly Problems problems = new();

    [Inject] private SetUpOrganisation SetUp { get; set; } = default!;
    [Inject] private SetUpCode Code { get; set; } = default!;
    [Inject] private StudioSignIn SignIn { get; set; } = default!;
    [Inject] private UserManager<StudioUser> Users { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IStringLocalizer<AccessFeature> AccessTexts { get; set; } = default!;
    [CascadingParameter] private HttpContext Context { get; set; } = default!;
    [SupplyParameterFromForm(Name = "Form")] private SetUpForm? Posted { get; set; }

    private SetUpForm Form => Posted ??= new();

    private async Task SubmitAsync()
    {
        if (Code.Problem(Form.Code ?? "") is { } wrong)
        {
            problems.Take<Nothing>(Refuse.Invalid(wrong));
            return;
        }

        var programme = !Form.ReferenceProgramme ? ProgrammeStart.None : Form.FromToday ? ProgrammeStart.FromToday : ProgrammeStart.AllPurchases;
        var choices = new SetUpChoices(Form.Name ?? "", Form.Email ?? "", Form.Password ?? "", Form.OrganisationName ?? "", Form.Language, Form.Currency, Form.TimeZone, programme);
        var outcome = await SetUp.RunAsync(Actor.CommandLine("set-up page"), choices, Context.RequestAborted);
        if (!outcome.IsDone)
        {
            problems.Take(outcome);
            return;
        }

        var user = await Users.FindByIdAsync(outcome.Must().AdministratorId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await SignIn.SignInAsync(user!, isPersistent: false);
        RequestLanguage.Remember(Context, Form.Language);
        Navigation.NavigateTo("/");
    }

    /// <summary>What was typed; it stays in the form when something is wrong, the password apart.</summary>
    public sealed class SetUpForm
    {
        public string? Code { get; set; }
        public string? Name { get; set; }
        public string? Email { get; set; }
        public string? Password { get; set; }
        public string? OrganisationName { get; set; }
        public string Language { get; set; } = StudioLanguages.Current;
        public string Currency { get; set; } = "EUR";
        public string TimeZone { get; set; } = "Europe/Amsterdam";
        public bool ReferenceProgramme { get; set; } = true;
        public bool FromToday { get; set; }
    }
}
