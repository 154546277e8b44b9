using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Features.Points.Checking;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Pages;
using LoyaltyStudio.Features.Points.Prolonging;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Points.Statements;
using LoyaltyStudio.Features.Points.Trying;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Points;

/// <summary>Front door of points: the ledger, earning, returns and expiry.</summary>
public sealed class PointsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IPurchaseReaction, PurchasePoints>();
        services.AddSingleton<EventBook>();
        services.AddSingleton<RecordEvent>();
        services.AddSingleton<TryPurchase>();
        services.AddSingleton(new NavEntry(12, "Programme", "Try a purchase", "science", "/try", Permission.ViewProgramme, typeof(PointsFeature)));
        services.AddSingleton<BasketOf>();
        services.AddSingleton<RecordBirthdays>();
        services.AddSingleton<IScheduledWork, BirthdayPointsWork>();
        services.AddSingleton<IMemberReaction, MemberMoments>();
        services.AddSingleton<IInvariantCheck, BalanceCheck>();
        services.AddSingleton<IInvariantCheck, LotCheck>();
        services.AddSingleton<IInvariantCheck, ReversalCheck>();
        services.AddSingleton<IInvariantCheck, EarnedOnceCheck>();
        services.AddSingleton<IInvariantCheck, MemberTotalsCheck>();
        services.AddSingleton<IInvariantCheck, KeptCheck>();
        services.AddSingleton<IInvariantCheck, RuleTotalCheck>();
        services.AddSingleton<IInvariantCheck, AdjustmentCheck>();
        services.AddSingleton<AdjustPoints>();
        services.AddSingleton<DecideAdjustment>();
        services.AddSingleton<ListAdjustments>();
        services.AddSingleton<ExtendPoints>();
        services.AddSingleton<ReinstatePoints>();
        services.AddSingleton<ShowStatement>();
        services.AddSingleton<ExpiryCalendar>();
        services.AddSingleton<StatementPdf>();
        services.AddSingleton(new NavEntry(250, "Customers", "Corrections", "edit_note", "/adjustments", Permission.AdjustPoints, typeof(PointsFeature)));
        services.AddSingleton(new NavEntry(40, "Programme", "Expiry of points", "event_busy", "/points/expiry", Permission.ViewDashboard, typeof(PointsFeature)));
        services.AddSingleton<ExpirePoints>();
        services.AddSingleton<IEarningExample, EarningExample>();
        services.AddSingleton<IRuleUse, RuleUseReading>();
        services.AddSingleton<IScheduledWork, ExpirePointsWork>();
        services.AddSingleton<ShowMemberPoints>();
        services.AddSingleton<ListEntries>();
        services.AddSingleton<ListMemberEntries>();
        services.AddSingleton(new MemberTile(10, typeof(PointsTile), Permission.ViewMembers));
        services.AddSingleton(new MemberPanel(10, "Points", "points", typeof(MemberPointsPanel), Permission.ViewMembers, typeof(PointsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        PointsEndpoints.Map(app);
        StatementEndpoints.Map(app);
    }
}
