using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Checking;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Features.Feedback.Pages;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Feedback.Public;
using LoyaltyStudio.Features.Feedback.Reading;
using LoyaltyStudio.Features.Feedback.Recoveries;
using LoyaltyStudio.Features.Feedback.Reviews;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Feedback;

/// <summary>Front door of feedback: surveys, complaints, reviews, promises and what is done about broken ones.</summary>
public sealed class FeedbackFeature
{
    public static void Add(IServiceCollection services)
    {
        AddAnswers(services);
        AddPromises(services);
        services.AddSingleton<ComplaintBook>();
        services.AddSingleton<OpenComplaint>();
        services.AddSingleton<ChangeComplaint>();
        services.AddSingleton<ListComplaints>();
        services.AddSingleton<ShowComplaint>();
        services.AddSingleton<RecordReview>();
        services.AddSingleton<DecideReview>();
        services.AddSingleton<ListReviews>();
        services.AddSingleton<ReadProductReviews>();
        services.AddSingleton<ReadMemberFeedback>();
        services.AddSingleton<FindFeedbackSettings>();
        services.AddSingleton<SaveFeedbackSettings>();
        services.AddSingleton<ISegmentFields, FeedbackSegments>();
        services.AddSingleton<IInvariantCheck, RecoveryCheck>();
        services.AddSingleton<IInvariantCheck, GestureBudgetCheck>();
        services.AddSingleton<IInvariantCheck, InvitationCheck>();
        services.AddSingleton<IInvariantCheck, ComplaintCheck>();
        services.AddSingleton(new MemberPanel(45, "Feedback", "feedback", typeof(MemberFeedbackPanel), Permission.ViewFeedback, typeof(FeedbackFeature)));
        services.AddSingleton(new NavEntry(10, "Service", "Feedback", "sentiment_satisfied", "/feedback", Permission.ViewFeedback, typeof(FeedbackFeature)));
        services.AddSingleton(new NavEntry(20, "Service", "Complaints", "support_agent", "/complaints", Permission.ViewFeedback, typeof(FeedbackFeature)));
        services.AddSingleton(new NavEntry(30, "Service", "Promises", "handshake", "/promises", Permission.ViewFeedback, typeof(FeedbackFeature)));
        PublicEndpoints.Add(services);
    }

    private static void AddAnswers(IServiceCollection services)
    {
        services.AddSingleton<StaffAlerts>();
        services.AddSingleton<AnswerBook>();
        services.AddSingleton<RecordAnswers>();
        services.AddSingleton<PublicSurvey>();
        services.AddSingleton<TabletSurvey>();
        services.AddSingleton<ListTablets>();
        services.AddSingleton<RenewTablet>();
        services.AddSingleton<SaveSurvey>();
        services.AddSingleton<ListSurveys>();
        services.AddSingleton<AskFeedback>();
        services.AddSingleton<IScheduledWork, AskFeedbackWork>();
        services.AddSingleton<ReadNps>();
        services.AddSingleton<ListAnswers>();
        services.AddSingleton<SetTag>();
    }

    private static void AddPromises(IServiceCollection services)
    {
        services.AddSingleton<PromiseBook>();
        services.AddSingleton<IPurchaseReaction, DeliveryPromises>();
        services.AddSingleton<RecordPromise>();
        services.AddSingleton<FulfilPromise>();
        services.AddSingleton<WatchPromises>();
        services.AddSingleton<IScheduledWork, WatchPromisesWork>();
        services.AddSingleton<ListPromiseKinds>();
        services.AddSingleton<SavePromiseKind>();
        services.AddSingleton<ReadPromises>();
        services.AddSingleton<ListPromises>();
        services.AddSingleton<IGestureKind, PointsGesture>();
        services.AddSingleton<IGestureKind, CardGesture>();
        services.AddSingleton<GiveGesture>();
        services.AddSingleton<CloseRecovery>();
        services.AddSingleton<ListRecoveries>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        FeedbackEndpoints.Map(app);
        PublicEndpoints.Map(app);
    }
}
