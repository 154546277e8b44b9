using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Api;

/// <summary>How much each caller may ask: a token bucket per key, and a small window per address for calls without a valid key.</summary>
internal sealed class ApiLimits(IOptions<ApiOptions> options) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<long> keys = PartitionedRateLimiter.Create<long, long>(id => RateLimitPartition.GetTokenBucketLimiter(id, _ =>
        new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.Burst,
            TokensPerPeriod = options.Value.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    private readonly PartitionedRateLimiter<string> strangers = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address, _ =>
        new FixedWindowRateLimiterOptions { PermitLimit = options.Value.StrangersPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    /// <summary>Null when the call may go on, else after how many seconds to try again.</summary>
    internal int? Ask(ApiCaller? caller, HttpContext context)
    {
        using var lease = caller is null ? strangers.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "") : keys.AttemptAcquire(caller.Actor.Id);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
    }

    public async ValueTask DisposeAsync()
    {
        await keys.DisposeAsync();
        await strangers.DisposeAsync();
    }
}
