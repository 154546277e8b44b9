using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Faults;

/// <summary>Cheques by e-mail, through a real mail server, by a process that is killed: every cheque is told of once, nothing goes out twice, and what nobody can know waits for a person (promise 6).</summary>
public sealed partial class ChequeMailKillTests(PreparedStudios prepared)
{
    private static readonly string[] Write = ["jobs", "run", "deliver-cheques"], Deliver = ["jobs", "run", "deliver-outbox"];

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task Cheques_by_mail_go_out_once_whatever_dies_on_the_way(string engine)
    {
        using var peer = SmtpPeer.Start();
        await using var studio = await prepared.CopyAsync(engine, purchases: true);
        (await studio.RunAsync(ChequeKillTests.Issue)).Must();
        await studio.ChangeAsync("UPDATE organisation SET public_url = 'https://klanten.example.nl'");
        await studio.ChangeAsync($"UPDATE member SET email = NULL WHERE id > {400 * Kills.Of(1)}");
        ThroughTo(studio, peer);

        await studio.CrashAsync("cheque-mail-before-commit", 1, Write);
        await studio.CrashAsync("cheque-mail-between-blocks", 1, Write);
        (await studio.RunAsync(Write)).Must();
        (await studio.RunAsync(Write)).Must();
        Assert.Equal(["0"], Rows(await studio.StateAsync("SELECT count(*) FROM cheque c JOIN member m ON m.id = c.member_id LEFT JOIN cheque_notice n ON n.cheque_id = c.id WHERE (m.email_consent AND m.email IS NOT NULL) <> (n.cheque_id IS NOT NULL)")));
        Assert.Equal(["0"], Rows(await studio.StateAsync("SELECT count(*) FROM (SELECT member_id FROM outbox_message GROUP BY member_id HAVING count(*) > 1) m")));

        var killed = 0;
        foreach (var point in Enumerable.Range(0, Kills.Of(1)).SelectMany(_ => new[] { "mail-before-hand-over", "mail-after-hand-over", "" }))
        {
            if ((await studio.StateAsync("SELECT id FROM outbox_message WHERE state = 'Queued' ORDER BY id LIMIT 40")).Count <= 40)
            {
                break;
            }

            await (point.Length > 0 ? studio.CrashAsync(point, Random.Shared.Next(2, 30), Deliver) : studio.KillAsync(TimeSpan.FromMilliseconds(Random.Shared.Next(1_500, 3_000)), Deliver));
            killed++;
        }

        (await studio.RunAsync(Deliver)).Must();
        var states = Rows(await studio.StateAsync("SELECT state, count(*) FROM outbox_message GROUP BY state ORDER BY state")).Select(r => r.Split(" | ")).ToDictionary(r => r[0], r => int.Parse(r[1], CultureInfo.InvariantCulture));
        Assert.Empty(states.Keys.Except(["Sent", "Unknown"]));
        Assert.InRange(states.GetValueOrDefault("Unknown"), 1, killed * 10);

        var ids = (await peer.TakenAsync(states["Sent"])).Select(m => MessageId().Match(m.Content).Groups[1].Value).ToList();
        Assert.All(ids, id => Assert.NotEqual("", id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.InRange(ids.Count, states["Sent"], states.Values.Sum());
        await studio.CheckAsync();
    }

    private static IEnumerable<string> Rows(IReadOnlyList<string> state) => state.Skip(1);

    private static void ThroughTo(FaultStudio studio, SmtpPeer peer)
    {
        studio.Environment["LoyaltyStudio__Messaging__Transport"] = "Smtp";
        studio.Environment["LoyaltyStudio__Messaging__Smtp__Host"] = "127.0.0.1";
        studio.Environment["LoyaltyStudio__Messaging__Smtp__Port"] = peer.Port.ToString(CultureInfo.InvariantCulture);
        studio.Environment["LoyaltyStudio__Messaging__Smtp__StartTls"] = "false";
        studio.Environment["LoyaltyStudio__Messaging__From"] = "kassa@example.nl";
    }

    [GeneratedRegex(@"(?im)^Message-ID:\s*(<[^>]+>)", RegexOptions.None, 1_000)]
    private static partial Regex MessageId();
}
