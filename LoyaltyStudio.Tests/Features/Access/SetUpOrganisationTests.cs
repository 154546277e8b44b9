using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Access;

public sealed class SetUpOrganisationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_up_makes_organisation_and_administrator_and_works_only_once()
    {
        await using var studio = await AccessStudio.SetUpAsync();

        var again = await studio.Get<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices with { Email = "ander@bloem.nl" }, Stop);

        Assert.Equal(("already_set_up", OutcomeKind.Conflict), (again.Code, again.Kind));
        await using var db = studio.Data.Read();
        var user = await db.Set<StudioUser>().SingleAsync(Stop);
        Assert.Equal((StudioRole.Administrator, true, "sanne@bloem.nl"), (user.Role, user.Active, user.Email));
        Assert.True(studio.Get<UserBook>().Matches(user, AccessStudio.Password));
        Assert.Equal("Bloem & Blad", (await studio.Get<OrganisationBook>().CurrentAsync(Stop)).Name);
        Assert.Empty(await AuditChain.BrokenAsync(db, Stop));
    }

    [Fact]
    public async Task A_failing_step_leaves_nothing_behind()
    {
        await using var studio = await AccessStudio.NewAsync(services => services.AddTransient<ISetUpStep, FailingStep>());

        await Assert.ThrowsAsync<InvalidOperationException>(() => studio.Get<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, Stop));

        await using var db = studio.Data.Read();
        Assert.False(await db.Set<StudioUser>().AnyAsync(Stop));
        Assert.False(await db.Set<Organisation>().AnyAsync(Stop));
    }

    [Fact]
    public async Task Everything_wrong_with_the_form_is_said_at_once()
    {
        await using var studio = await AccessStudio.NewAsync();
        var choices = new SetUpChoices("", "geen adres", "kort", " ", "fr", "XYZ", "Europe/Nergens");

        var outcome = await studio.Get<SetUpOrganisation>().RunAsync(AccessStudio.Boss, choices, Stop);

        Assert.Equal(["Name", "Email", "Password", "OrganisationName", "Language", "Currency", "TimeZone"], outcome.Errors.Select(e => e.Field));
    }

    [Fact]
    public void After_five_wrong_codes_the_right_one_waits_five_minutes()
    {
        var clock = new Support.FakeClock();
        var code = new SetUpCode(clock);
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(code.Problem("0000-00000-00000"));
        }

        Assert.NotNull(code.Problem(code.Printed));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(code.Problem(code.Printed.ToLowerInvariant()));
    }

    private sealed class FailingStep : ISetUpStep
    {
        public int Order => 1;

        public Task RunAsync(StudioDb db, SetUpChoices choices, Actor actor, CancellationToken ct) => throw new InvalidOperationException("The step failed.");
    }
}
