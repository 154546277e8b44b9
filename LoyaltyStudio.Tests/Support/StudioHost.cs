using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoyaltyStudio.Tests.Support;

/// <summary>The whole web app in this process over a database of its own; with <see cref="Serve"/> on a real port. Keeps all that it logs.</summary>
internal sealed class StudioHost(TestDatabase database, IReadOnlyDictionary<string, string?>? more = null) : WebApplicationFactory<Program>, ILoggerProvider
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> log = new();

    internal IReadOnlyCollection<string> Log => log;

    internal TestDatabase Database => database;

    /// <summary>Starts Kestrel on a free port.</summary>
    internal Uri Serve()
    {
        UseKestrel(0);
        StartServer();
        return ClientOptions.BaseAddress;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in database.Settings.Concat(more ?? new Dictionary<string, string?>()))
        {
            builder.UseSetting(key, value);
        }

        builder.UseEnvironment("Production");
        builder.ConfigureLogging(logging => logging.AddProvider(this).AddFilter<StudioHost>(null, LogLevel.Trace));
    }

    public ILogger CreateLogger(string categoryName) => new Line(categoryName, log);

    private sealed class Line(string category, System.Collections.Concurrent.ConcurrentQueue<string> log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
