using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Access;

public sealed class UsersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kort", false)]
    [InlineData("welkom123456", false)]
    [InlineData("Wachtwoord2026!", false)]
    [InlineData("aaaaaaaaaaaaaa", false)]
    [InlineData("abcdefghijklmn", false)]
    [InlineData("123456789012", false)]
    [InlineData("SanneDeVries1988", false)]
    [InlineData("een fiets in de regen", true)]
    [InlineData("7 koeien, 3 schapen", true)]
    public void Long_and_uncommon_is_all_that_a_password_must_be(string password, bool good) =>
        Assert.Equal(good, PasswordRule.Problem(password, "sanne@bloem.nl", "Sanne de Vries") is null);

    [Fact]
    public void Generated_passwords_are_good_and_never_the_same()
    {
        var made = Enumerable.Range(0, 200).Select(_ => PasswordRule.Generate()).ToList();

        Assert.Equal(200, made.Distinct().Count());
        Assert.All(made, password => Assert.Null(PasswordRule.Problem(password, "a@b.nl", "A")));
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_switched_off_or_made_less()
    {
        await using var studio = await AccessStudio.SetUpAsync();

        var off = await studio.Get<ChangeUser>().RunAsync(AccessStudio.Boss, new ChangeUserRequest(1, "Sanne", StudioRole.Administrator, [], Active: false), Stop);
        var less = await studio.Get<ChangeUser>().RunAsync(AccessStudio.Boss, new ChangeUserRequest(1, "Sanne", StudioRole.Marketer, [], Active: true), Stop);

        Assert.Equal(("last_administrator", "last_administrator"), (off.Code, less.Code));
    }

    [Fact]
    public async Task A_changed_right_ends_the_sessions_of_the_user()
    {
        await using var studio = await AccessStudio.SetUpAsync();
        var added = (await studio.Get<AddUser>().RunAsync(AccessStudio.Boss, new AddUserRequest("Piet", "piet@bloem.nl", StudioRole.Marketer, []), Stop)).Must();
        var before = await StampAsync(studio, added.Id);

        (await studio.Get<ChangeUser>().RunAsync(AccessStudio.Boss, new ChangeUserRequest(added.Id, "Pieter", StudioRole.Marketer, [], Active: true), Stop)).Must();
        Assert.Equal(before, await StampAsync(studio, added.Id));

        (await studio.Get<ChangeUser>().RunAsync(AccessStudio.Boss, new ChangeUserRequest(added.Id, "Pieter", StudioRole.Auditor, [], Active: true), Stop)).Must();
        Assert.NotEqual(before, await StampAsync(studio, added.Id));
    }

    [Fact]
    public async Task Store_managers_need_a_store_and_see_only_their_own()
    {
        await using var studio = await AccessStudio.SetUpAsync();
        var utrecht = (await studio.Get<SaveStore>().RunAsync(AccessStudio.Boss, Store("UTR", "Utrecht"), Stop)).Must();
        _ = (await studio.Get<SaveStore>().RunAsync(AccessStudio.Boss, Store("AMS", "Amsterdam"), Stop)).Must();

        var without = await studio.Get<AddUser>().RunAsync(AccessStudio.Boss, new AddUserRequest("Joris", "joris@bloem.nl", StudioRole.StoreManager, []), Stop);
        Assert.Equal("Stores", Assert.Single(without.Errors).Field);

        var manager = new Actor("user", 2, "Joris", RolePermissions.Of(StudioRole.StoreManager), [utrecht]);
        var seen = (await studio.Get<ListStores>().RunAsync(manager, new ListStoresRequest("", new PageRequest()), Stop)).Must();
        Assert.Equal(["Utrecht"], seen.Rows.Select(s => s.Name));
        var none = (await studio.Get<ListStores>().RunAsync(manager with { Stores = [] }, new ListStoresRequest("", new PageRequest()), Stop)).Must();
        Assert.Empty(none.Rows);
        Assert.Equal(OutcomeKind.Forbidden, (await studio.Get<SaveStore>().RunAsync(manager, Store("X", "X"), Stop)).Kind);
    }

    [Fact]
    public async Task A_new_own_password_needs_the_current_one()
    {
        await using var studio = await AccessStudio.SetUpAsync();
        var sanne = new Actor("user", 1, "Sanne", RolePermissions.Of(StudioRole.Administrator), null);
        const string Next = "de trein naar Zwolle";

        var wrong = await studio.Get<ChangeOwnPassword>().RunAsync(sanne, new ChangeOwnPasswordRequest("iets anders dan dat", Next, Next), Stop);
        Assert.Equal("Current", Assert.Single(wrong.Errors).Field);

        (await studio.Get<ChangeOwnPassword>().RunAsync(sanne, new ChangeOwnPasswordRequest(AccessStudio.Password, Next, Next), Stop)).Must();
        await using var db = studio.Data.Read();
        Assert.True(studio.Get<UserBook>().Matches(await db.Set<StudioUser>().SingleAsync(Stop), Next));
    }

    private static SaveStoreRequest Store(string code, string name) => new(0, code, name, StoreKind.Shop, "", "", "", Active: true, 0);

    private static async Task<string?> StampAsync(AccessStudio studio, long id)
    {
        await using var db = studio.Data.Read();
        return await db.Set<StudioUser>().Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleAsync(Stop);
    }
}
