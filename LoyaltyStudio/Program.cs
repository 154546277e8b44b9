using LoyaltyStudio;
using LoyaltyStudio.Cli;

return await StudioCli.RunAsync(args, StudioServices.Add, ServeAsync);

static async Task<int> ServeAsync(string[] settings)
{
    var builder = WebApplication.CreateBuilder();
    StudioSettings.Read(builder.Configuration, settings);
    StudioServices.Add(builder.Services, builder.Configuration);
    await using var app = builder.Build();
    await app.RunAsync();
    return 0;
}
