using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;

namespace LoyaltyStudio.Shell;

/// <summary>Runs before everything else that starts: brings the database up to date and, on a first start, prints the set-up code.</summary>
internal sealed class StartUp(StudioData data, OrganisationBook organisation, SetUpGate gate, SetUpCode code) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await data.MigrateAsync(cancellationToken);
        await organisation.IsSetUpAsync(cancellationToken);
        if (!await gate.IsOpenAsync(cancellationToken))
        {
            Console.WriteLine($"""

                This installation has no users yet. Open it in a browser and set it up with this one-time code:

                    {code.Printed}

                """);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
