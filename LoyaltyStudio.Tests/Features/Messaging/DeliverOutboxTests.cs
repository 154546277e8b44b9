using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Messages;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Xunit;

namespace LoyaltyStudio.Tests.Features.Messaging;

public sealed class DeliverOutboxTests
{
    private static readonly Actor Job = Actor.Job("deliver-outbox");

    [Fact]
    public async Task A_message_goes_out_once_with_a_stable_id_and_the_unsubscribe_headers()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var transport = new FakeTransport();

        await DeliverAsync(studio, transport);
        await DeliverAsync(studio, transport);

        var mail = Assert.Single(transport.Taken);
        var row = await RowAsync(studio);
        Assert.Equal((MessageState.Sent, studio.Clock.Now, 1), (row.State, row.SentAt!.Value, row.Attempts));
        Assert.Equal($"<https://klanten.example.nl/u/{row.UnsubscribeToken}>, <mailto:klanten@example.nl?subject=unsubscribe%20{row.UnsubscribeToken}>",
            mail.Headers.Single(h => h.Key == "List-Unsubscribe").Value);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers.Single(h => h.Key == "List-Unsubscribe-Post").Value);
        Assert.Contains($"https://klanten.example.nl/u/{row.UnsubscribeToken}", mail.Html, StringComparison.Ordinal);
        Assert.Equal($"<loyalty.{row.Id}.20260310090000@example.nl>", mail.MessageId);
    }

    [Fact]
    public async Task Consent_that_was_withdrawn_after_selection_holds_the_message_back_at_the_hand_over()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1), Fixtures.Draft(2));
        var transport = new FakeTransport
        {
            Answer = mail => mail.To == "zoe1@example.nl" ? WithdrawAsync(studio, 2) : Task.CompletedTask,
        };

        var counts = await DeliverAsync(studio, transport);

        Assert.Equal((1, 1), (counts.Sent, counts.Withheld));
        Assert.Equal("The member has no consent for e-mail any more.", (await RowAsync(studio, 2)).Error);
    }

    [Fact]
    public async Task A_temporary_refusal_waits_longer_each_time_and_fails_after_five()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var transport = new FakeTransport { Answer = _ => throw new MailRefusedException(RefusalKind.Temporary, "450 mailbox busy") };
        var waits = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await DeliverAsync(studio, transport);
            var row = await RowAsync(studio);
            if (row.State == MessageState.Queued)
            {
                waits.Add((row.NextAttemptAt - studio.Clock.Now).TotalMinutes);
                studio.Clock.Advance(row.NextAttemptAt - studio.Clock.Now);
            }
        }

        Assert.Equal([1, 5, 30, 120], waits);
        Assert.Equal((MessageState.Failed, "450 mailbox busy"), ((await RowAsync(studio)).State, (await RowAsync(studio)).Error));
    }

    [Fact]
    public async Task A_message_that_waits_for_its_next_attempt_is_left_alone()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var transport = new FakeTransport { Answer = _ => throw new MailRefusedException(RefusalKind.Temporary, "busy") };
        await DeliverAsync(studio, transport);
        transport.Answer = _ => Task.CompletedTask;

        await DeliverAsync(studio, transport);

        Assert.Empty(transport.Taken);
    }

    [Fact]
    public async Task A_permanent_refusal_fails_at_once_and_can_be_tried_again_by_a_person()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var transport = new FakeTransport { Answer = _ => throw new MailRefusedException(RefusalKind.Permanent, "550 no such user") };
        await DeliverAsync(studio, transport);
        transport.Answer = _ => Task.CompletedTask;

        var retried = await new RetryMessage(studio.Data, studio.Clock).RunAsync(Job, new RetryMessageRequest((await RowAsync(studio)).Id), CancellationToken.None);
        await DeliverAsync(studio, transport);

        Assert.True(retried.IsDone);
        Assert.Single(transport.Taken);
    }

    [Theory]
    [InlineData(true, MessageState.Sent, 2)]
    [InlineData(false, MessageState.Sent, 1)]
    public async Task A_message_left_in_the_hand_over_by_a_dead_process_is_never_sent_again_by_itself_but_a_person_decides(bool sendAgain, MessageState end, int taken)
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var transport = new FakeTransport();
        transport.Answer = mail =>
        {
            transport.Taken.Add(mail);
            throw new InvalidOperationException("the process dies here");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => DeliverAsync(studio, transport));
        Assert.Equal(MessageState.Sending, (await RowAsync(studio)).State);
        transport.Answer = _ => Task.CompletedTask;

        var counts = await DeliverAsync(studio, transport);
        await DeliverAsync(studio, transport);
        Assert.Equal((1, MessageState.Unknown), (counts.Unknown, (await RowAsync(studio)).State));
        var resolved = await new ResolveUnknown(studio.Data, studio.Clock).RunAsync(Job, new ResolveUnknownRequest((await RowAsync(studio)).Id, sendAgain), CancellationToken.None);
        await DeliverAsync(studio, transport);

        Assert.True(resolved.IsDone);
        Assert.Equal((end, taken), ((await RowAsync(studio)).State, transport.Taken.Count));
    }

    [Fact]
    public async Task An_unclear_hand_over_is_unknown_and_not_repeated()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var transport = new FakeTransport { Answer = _ => throw new MailRefusedException(RefusalKind.Unclear, "no answer after the text") };

        await DeliverAsync(studio, transport);
        await DeliverAsync(studio, transport);

        Assert.Equal((MessageState.Unknown, 1), ((await RowAsync(studio)).State, (await RowAsync(studio)).Attempts));
    }

    [Fact]
    public async Task Stopping_puts_what_was_not_handed_over_back_in_the_queue()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1), Fixtures.Draft(2), Fixtures.Draft(3));
        using var stopping = new CancellationTokenSource();
        var transport = new FakeTransport { Answer = _ => stopping.CancelAsync() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Delivery(studio, transport).RunAsync(Job, new DeliverOutboxRequest(), stopping.Token));

        Assert.Equal((MessageState.Sent, 1), ((await RowAsync(studio, 1)).State, (await RowAsync(studio, 1)).Attempts));
        Assert.Equal((MessageState.Queued, 0), ((await RowAsync(studio, 3)).State, (await RowAsync(studio, 3)).Attempts));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: everybody@example.nl", "zoe1@example.nl", "Zoë")]
    [InlineData("Hello\nX: y", "zoe1@example.nl", "Zoë")]
    [InlineData("Hello\0", "zoe1@example.nl", "Zoë")]
    [InlineData("Hello\u2028there", "zoe1@example.nl", "Zoë")]
    [InlineData("Hello", "zoe1@example.nl\r\nRCPT TO:<other@example.nl>", "Zoë")]
    [InlineData("Hello", "zoe1@example.nl", "Zoë\r\nBcc: other@example.nl")]
    [InlineData("Hello", "Zoë <zoe1@example.nl>, other@example.nl", "Zoë")]
    [InlineData("Hello", "not an address", "Zoë")]
    [InlineData("Hello", "", "Zoë")]
    public async Task A_header_value_that_could_begin_another_header_fails_the_message_and_reaches_nobody(string subject, string address, string name)
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1, subject: subject, address: address, name: name));
        var transport = new FakeTransport();

        var counts = await DeliverAsync(studio, transport);

        Assert.Equal(1, counts.Failed);
        Assert.Empty(transport.Taken);
    }

    [Fact]
    public async Task Files_carry_accents_headers_and_both_parts_and_a_repeat_makes_no_second_file()
    {
        await using var studio = await WithMessagesAsync(Fixtures.Draft(1));
        var options = Options.Create(new MessagingOptions { Folder = Path.Combine(studio.Folder, "mail") });
        var transport = new FileTransport(options);
        await DeliverAsync(studio, transport);
        await studio.Data.WriteAsync(db => db.Set<OutboxMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Sending)), CancellationToken.None);

        await DeliverAsync(studio, transport);

        var row = await RowAsync(studio);
        var file = Assert.Single(Directory.GetFileSystemEntries(options.Value.FullFolder));
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal((FileTransport.NameOf(row.Id), MessageState.Sent), (Path.GetFileName(file), row.State));
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", text, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", text, StringComparison.Ordinal);
        Assert.Contains("multipart/alternative", text, StringComparison.Ordinal);
        Assert.Contains("E=C3=A9n koffie", text, StringComparison.Ordinal);
        Assert.Matches("(?i)Subject: =\\?utf-8\\?", text);
    }

    private static async Task<TempStudio> WithMessagesAsync(params OutboxDraft[] drafts)
    {
        var studio = await TempStudio.NewAsync();
        await studio.AddAsync([Fixtures.Organisation(studio.Clock), .. drafts.Select(d => Fixtures.Member(studio.Clock, d.MemberId))]);
        await studio.Data.WriteAsync(db => Outbox.AddAsync(db, drafts, new DateOnly(2026, 3, 10), studio.Clock.Now), CancellationToken.None);
        return studio;
    }

    private static DeliverOutbox Delivery(TempStudio studio, IMailTransport transport) =>
        new(studio.Data, studio.Clock, new OrganisationBook(studio.Data, studio.Clock), transport, Options.Create(new MessagingOptions()));

    private static async Task<DeliveryCounts> DeliverAsync(TempStudio studio, IMailTransport transport) =>
        (await Delivery(studio, transport).RunAsync(Job, new DeliverOutboxRequest(), CancellationToken.None)).Must();

    private static Task WithdrawAsync(TempStudio studio, long member) => studio.Data.WriteAsync(async db =>
    {
        await ConsentBook.RecordAsync(db, Job, member, ConsentPurpose.Email, false, studio.Clock.Now, "till", "no more mail", studio.Clock.Now);
        await db.SaveChangesAsync();
    }, CancellationToken.None);

    private static async Task<OutboxMessage> RowAsync(TempStudio studio, long member = 1)
    {
        await using var db = studio.Data.Read();
        return await db.Set<OutboxMessage>().SingleAsync(m => m.MemberId == member);
    }
}
