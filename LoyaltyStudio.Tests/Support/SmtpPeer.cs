using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A message as the mail server took it.</summary>
internal sealed record TakenMail(string From, string To, string Content);

/// <summary>
/// A real mail server (aiosmtpd) in a process of its own. The first word of the address says how it answers: later is 450, never 550, full 452 after
/// the message, and cut takes the message and closes the line without a word; everybody else is accepted.
/// </summary>
internal sealed class SmtpPeer : IDisposable
{
    private const string Script = """
        import asyncio, base64, json
        from aiosmtpd.smtp import SMTP

        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                word = address.split('@')[0].split('.')[0]
                if word == 'later': return '450 Mailbox is busy, try again later'
                if word == 'never': return '550 No such mailbox here'
                envelope.rcpt_tos.append(address)
                return '250 OK'

            async def handle_DATA(self, server, session, envelope):
                word = envelope.rcpt_tos[0].split('@')[0].split('.')[0]
                if word == 'full': return '452 Not enough room'
                print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos[0], 'content': base64.b64encode(envelope.content).decode()}), flush=True)
                if word == 'cut': server.transport.abort()
                return '250 Taken'

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Handler(), hostname='peer.example', enable_SMTPUTF8=False, loop=loop), '127.0.0.1', 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()

        asyncio.run(main())
        """;

    private readonly Process process;
    private readonly List<TakenMail> taken = [];

    private SmtpPeer(Process process, int port)
    {
        this.process = process;
        Port = port;
        _ = Task.Run(ReadAsync);
    }

    internal int Port { get; }

    internal IReadOnlyList<TakenMail> Taken
    {
        get
        {
            lock (taken)
            {
                return [.. taken];
            }
        }
    }

    internal static SmtpPeer Start()
    {
        var python = Needs.Variable("LOYALTYSTUDIO_TEST_SMTP", "No python3 with aiosmtpd for a mail server");
        var start = new ProcessStartInfo(python) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        var process = Process.Start(start)!;
        if (!int.TryParse(process.StandardOutput.ReadLine(), CultureInfo.InvariantCulture, out var port))
        {
            Needs.Missing($"The mail server did not start: {process.StandardError.ReadToEnd()}");
        }

        return new SmtpPeer(process, port);
    }

    /// <summary>Waits until so many messages have been told of; the telling comes just after the answer.</summary>
    internal async Task<IReadOnlyList<TakenMail>> TakenAsync(int count)
    {
        for (var i = 0; i < 500 && Taken.Count < count; i++)
        {
            await Task.Delay(10);
        }

        return Taken;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var json = JsonSerializer.Deserialize<JsonElement>(line);
            lock (taken)
            {
                taken.Add(new TakenMail(json.GetProperty("from").GetString()!, json.GetProperty("to").GetString()!, Encoding.ASCII.GetString(json.GetProperty("content").GetBytesFromBase64())));
            }
        }
    }
}
