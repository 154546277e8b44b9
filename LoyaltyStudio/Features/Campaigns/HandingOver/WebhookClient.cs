using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Campaigns.HandingOver;

/// <summary>What the other side said. Refused: it will not take this call, whatever we do.</summary>
internal readonly record struct WebhookAnswer(bool Taken, bool Refused, string Error);

/// <summary>
/// Calls other programs: https only, a name is looked up once and addresses of private networks are refused (so that nobody reaches this server's neighbours), no redirects, five seconds, an answer of at most 64 kB.
/// Every call is signed: `Loyalty-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 with the secret over "SECONDS.body".
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly WebhookOptions options;
    private readonly TimeProvider clock;
    private readonly HttpClient client;

    public WebhookClient(IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options.Value, clock);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectCallback = ConnectAsync };
        client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 64 * 1024 };
    }

    internal async Task<WebhookAnswer> CallAsync(string address, string secret, long id, string json, CancellationToken ct)
    {
        if (!options.Allows(address, out var url))
        {
            return new(false, true, "The address is not allowed.");
        }

        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seconds}.{json}"))));
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("Loyalty-Id", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("Loyalty-Signature", FormattableString.Invariant($"t={seconds},v1={mac}"));
        try
        {
            using var answer = await client.SendAsync(request, ct);
            var code = (int)answer.StatusCode;
            return code is >= 200 and < 300 ? new(true, false, "") : new(false, code is >= 400 and < 500 and not 408 and not 425 and not 429, $"The other side answered {code}.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return new(false, false, e is OperationCanceledException ? "The other side did not answer within five seconds." : e.Message);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        var allowed = options.InternalHosts.Contains(host, StringComparer.OrdinalIgnoreCase) ? addresses : [.. addresses.Where(a => !IsPrivate(a))];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{host} leads to a private network.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Loopback, link-local, private, shared, multicast and reserved addresses; those of IPv4 inside IPv6 too.</summary>
    internal static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var six = address.GetAddressBytes();
            var embedded = six.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 || (six[0] == 0x00 && six[1] == 0x64 && six[2] == 0xff && six[3] == 0x9b);
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || embedded || (six[0] == 0x20 && six[1] == 0x02);
        }

        var b = address.GetAddressBytes();
        return b[0] is 0 or 10 or 127 or >= 224 || (b[0] == 169 && b[1] == 254) || (b[0] == 172 && b[1] is >= 16 and <= 31) || (b[0] == 192 && b[1] == 168) || (b[0] == 100 && b[1] is >= 64 and <= 127)
            || (b[0] == 192 && b[1] == 0 && (b[2] is 0 or 2)) || (b[0] == 198 && (b[1] is 18 or 19)) || (b[0] == 198 && b[1] == 51 && b[2] == 100) || (b[0] == 203 && b[1] == 0 && b[2] == 113);
    }

    public void Dispose() => client.Dispose();
}
