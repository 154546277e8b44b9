using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Features.Access;

public sealed class ApiKeysTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_recognised_until_it_ends_and_never_with_another_secret()
    {
        await using var studio = await AccessStudio.SetUpAsync();
        var last = new DateOnly(2026, 3, 31);
        var made = (await studio.Get<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Kassa", [Permission.RedeemCodes], null, last), Stop)).Must();
        var keys = studio.Get<RecogniseApiKey>();

        var actor = await keys.ActorOfAsync(made.Secret, Stop);
        Assert.Equal(("key", "Kassa"), (actor?.Kind, actor?.Name));
        Assert.Equal([Permission.RedeemCodes], actor!.Permissions);
        Assert.Null(await keys.ActorOfAsync(made.Secret[..^2] + (made.Secret[^2] == 'A' ? "BA" : "AA"), Stop));
        Assert.Null(await keys.ActorOfAsync("lsk_onbekend12_" + made.Secret.Split('_', 3)[2], Stop));
        Assert.Null(await keys.ActorOfAsync("onzin", Stop));

        studio.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Null(await keys.ActorOfAsync(made.Secret, Stop));
    }

    [Fact]
    public async Task A_revoked_key_is_not_recognised()
    {
        await using var studio = await AccessStudio.SetUpAsync();
        var made = (await studio.Get<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Kassa", [Permission.RedeemCodes], null, null), Stop)).Must();

        (await studio.Get<RevokeApiKey>().RunAsync(AccessStudio.Boss, made.Id, Stop)).Must();

        Assert.Null(await studio.Get<RecogniseApiKey>().ActorOfAsync(made.Secret, Stop));
        Assert.Equal(KeyState.Revoked, Assert.Single((await studio.Get<ListApiKeys>().RunAsync(AccessStudio.Boss, Stop)).Must()).State);
    }

    [Fact]
    public async Task A_key_cannot_be_given_the_rights_of_people()
    {
        await using var studio = await AccessStudio.SetUpAsync();

        var outcome = await studio.Get<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Kassa", [Permission.ManageUsers], null, null), Stop);

        Assert.Equal("Scopes", Assert.Single(outcome.Errors).Field);
    }
}
