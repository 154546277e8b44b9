using LoyaltyStudio.Data;
using Npgsql;
using Quartz;

namespace LoyaltyStudio.Jobs;

/// <summary>Front door of the jobs: what every program needs, and what only the one that serves needs.</summary>
public sealed class JobsFeature
{
    /// <summary>Runner and use cases. Works are registered by their features as <see cref="IScheduledWork"/>; the zone as <see cref="IJobZone"/>.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Cli.ICliVerb, JobsVerb>();
        services.AddCheckedOptions<JobsOptions>(JobsOptions.Section);
        services.AddSingleton<WorkRunner>();
        services.AddSingleton<IScheduledWork, ReconcileWork>();
        services.AddSingleton<ListJobs>();
        services.AddSingleton<ShowJobRuns>();
        services.AddSingleton<CancelJobRun>();
        services.AddSingleton<RunJobNow>();
        services.AddSingleton<SaveJobSetting>();
        services.AddSingleton(new Ui.NavEntry(10, "Tasks", "Jobs", "schedule", "/jobs", Platform.Permission.ViewJobs, typeof(JobsTexts)));
    }

    /// <summary>The same with the database of these settings; what is wrong with them is said later by the check of all settings.</summary>
    public static void AddSchedule(IServiceCollection services, IConfiguration configuration) => AddSchedule(services, new DatabaseOptions
    {
        Provider = Enum.TryParse<DatabaseProvider>(configuration[$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}"], ignoreCase: true, out var provider) ? provider : default,
        ConnectionString = configuration[$"{DatabaseOptions.Section}:{nameof(DatabaseOptions.ConnectionString)}"] ?? "",
    });

    /// <summary>The scheduler, for the program that serves the web app. Nothing fires before the installation is set up.</summary>
    public static void AddSchedule(IServiceCollection services, DatabaseOptions database)
    {
        services.AddLogging(logging => logging.AddFilter("Quartz", LogLevel.Warning));
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(8);
            if (database.Provider == DatabaseProvider.Sqlite)
            {
                quartz.UseInMemoryStore();
                return;
            }

            quartz.ConfigureScheduler(options => options.InstanceId = $"{Environment.MachineName}-{Guid.NewGuid():N}");
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, database.ConnectionString);
                store.UseClustering();
                store.ProvisionSchema();
            });
        });
        services.AddQuartzHostedService(options =>
        {
            options.AutoStart = false;
            options.WaitForJobsToComplete = true;
        });
        services.AddSingleton<JobSchedule>();
        services.AddHostedService(provider => provider.GetRequiredService<JobSchedule>());
    }
}
