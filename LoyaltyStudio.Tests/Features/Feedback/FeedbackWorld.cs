using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>A retailer with two stores, a manager of the first, and surveys.</summary>
internal static class FeedbackWorld
{
    /// <summary>A Tuesday.</summary>
    internal static readonly DateTime Now = new(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc);
    internal static readonly DateOnly Today = new(2026, 12, 1);
    internal const long Utrecht = 1, Zeist = 2;

    internal static async Task<Retailer> NewAsync(string engine)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Now));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Store { Id = Utrecht, Code = "utrecht", Name = "Utrecht" });
            db.Add(new Store { Id = Zeist, Code = "zeist", Name = "Zeist" });
            db.Add(new StudioUser { Id = 7, DisplayName = "Chantal", UserName = "chantal@x.nl", Email = "chantal@x.nl", NormalizedEmail = "CHANTAL@X.NL", Role = StudioRole.StoreManager, Language = "nl", SecurityStamp = "x" });
            await db.SaveChangesAsync();
            db.Add(new UserStoreScope { UserId = 7, StoreId = Utrecht });
            await db.SaveChangesAsync();
        }, default);
        return retailer;
    }

    internal static LoyaltyStudio.Platform.Actor Chantal { get; } = Retailer.Person(7, "Chantal", [Utrecht]);

    internal static async Task<long> SurveyAsync(Retailer retailer, SurveyKind kind, bool active = true) =>
        (await retailer.Get<SaveSurvey>().RunAsync(retailer.Anna, SurveyDraft.Of(kind) with { Name = $"{kind}", Active = active }, default)).Must();
}
