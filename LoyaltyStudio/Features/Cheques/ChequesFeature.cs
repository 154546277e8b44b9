using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Checking;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Pages;
using LoyaltyStudio.Features.Cheques.Previewing;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Cheques.Reading;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Cheques.Reissuing;
using LoyaltyStudio.Features.Cheques.Reporting;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>Front door of reward cheques: runs, issuing, expiry and redemption.</summary>
public sealed class ChequesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Segments.ISegmentFields, ChequeSegments>();
        services.AddCheckedOptions<CodeOptions>(CodeOptions.Section);
        services.AddCheckedOptions<ChequeOptions>(ChequeOptions.Section);
        services.AddSingleton<ICliVerb, ChequesVerb>();
        services.AddSingleton<CodeVault>();
        services.AddSingleton<IInvariantCheck, ChequeDebitCheck>();
        services.AddSingleton<IInvariantCheck, ChequeRunCheck>();
        services.AddSingleton<IInvariantCheck, ChequeStateCheck>();
        services.AddSingleton<IInvariantCheck, ChequeBookCheck>();
        services.AddSingleton<IInvariantCheck, ChequeDayCheck>();
        services.AddSingleton<ReadChequeBook>();
        services.AddSingleton<IInvariantCheck, ChequeCodeCheck>();
        services.AddSingleton<PrepareChequeRun>();
        services.AddSingleton<CalculateChequeRun>();
        services.AddSingleton<ApproveChequeRun>();
        services.AddSingleton<CancelChequeRun>();
        services.AddSingleton<IssueChequeRun>();
        services.AddSingleton<ExpireCheques>();
        services.AddSingleton<WrongCodes>();
        services.AddSingleton<ICodeKind, ChequeCodes>();
        services.AddSingleton<ChequeReversals>();
        services.AddSingleton<CodeDesk>();
        services.AddSingleton<LookUpCode>();
        services.AddSingleton<ReserveCode>();
        services.AddSingleton<ReleaseReservation>();
        services.AddSingleton<RedeemCode>();
        services.AddSingleton<ReverseRedemption>();
        services.AddSingleton<ListRedemptions>();
        services.AddSingleton<LapseReservations>();
        services.AddSingleton<IScheduledWork, LapseReservationsWork>();
        services.AddSingleton<IScheduledWork, IssueChequesWork>();
        services.AddSingleton<IScheduledWork, ExpireChequesWork>();
        services.AddSingleton<IPointHold, ChequeHolds>();
        services.AddSingleton<IChequeExample, ChequeExample>();
        services.AddSingleton<PreviewSchemes>();
        services.AddSingleton<ISchemePreview>(p => p.GetRequiredService<PreviewSchemes>());
        services.AddSingleton<ListChequeRuns>();
        services.AddSingleton<ShowChequeRun>();
        services.AddSingleton<ListChequeRunLines>();
        services.AddSingleton<CompareChequeRuns>();
        services.AddSingleton<ReportChequeRun>();
        services.AddSingleton<RunCsv>();
        services.AddSingleton<RunPdf>();
        services.AddSingleton<ListCheques>();
        services.AddSingleton<ChequePeriods>();
        services.AddSingleton<ChequePdf>().AddSingleton<ChequeFiles>().AddSingleton<ShowChequePaper>();
        services.AddSingleton<PrintCheques>().AddSingleton<OpenPrintBatch>().AddSingleton<PrintPages>().AddSingleton<ListPrintWork>();
        services.AddSingleton<ReissueCheque>().AddSingleton<RevokeCheque>();
        services.AddSingleton(new NavEntry(10, "Cheques", "Reward cheques", "redeem", "/cheques", Permission.ViewCheques, typeof(ChequesFeature)));
        services.AddSingleton(new NavEntry(20, "Cheques", "Redeem", "barcode_scanner", "/redeem", Permission.RedeemCodes, typeof(ChequesFeature)));
        services.AddSingleton<ListMemberCheques>();
        services.AddSingleton(new MemberPanel(40, "Reward cheques", "cheques", typeof(MemberChequesPanel), Permission.ViewCheques, typeof(ChequesFeature)));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        ChequesEndpoints.Map(app);
        ChequeBookEndpoints.Map(app);
        PrintEndpoints.Map(app);
        ChequeRunsEndpoints.Map(app);
        RunDownloads.Map(app);
    }
}
