using System.Text;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Events;
using LoyaltyStudio.Features.Messaging.Figures;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Messaging;

/// <summary>Bounces and complaints: what a report says, and what follows from it.</summary>
public sealed class ReturnedMailTests
{
    private const string Id = "<loyalty.1.20260310090000@example.nl>";

    [Theory]
    [InlineData("failed", "5.1.1", ReturnedKind.HardBounce)]
    [InlineData("failed", "5.1.10", ReturnedKind.HardBounce)]
    [InlineData("failed", "5.2.2", ReturnedKind.SoftBounce)]
    [InlineData("failed", "5.7.1", ReturnedKind.SoftBounce)]
    [InlineData("failed", "4.4.7", ReturnedKind.SoftBounce)]
    [InlineData("delayed", "4.4.1", ReturnedKind.SoftBounce)]
    [InlineData("delivered", "2.0.0", null)]
    public void A_delivery_report_says_for_ever_or_for_now(string action, string status, ReturnedKind? kind)
    {
        var returned = ReturnedMail.Read(Report(action, status));

        Assert.Equal(kind, returned?.Kind);
        Assert.Equal(kind is { } expected ? new ReturnedMail(Id, expected, $"{status} 550 No such user") : null, returned);
    }

    [Fact]
    public void A_complaint_in_the_abuse_format_is_one_and_an_ordinary_answer_is_nothing()
    {
        var abuse = $"Content-Type: multipart/report; report-type=feedback-report;\r\n boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nSomebody complained\r\n--b1\r\nContent-Type: message/feedback-report\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(Encoding.ASCII.GetBytes("Feedback-Type: abuse\r\nVersion: 1\r\n"))}\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {Id}\r\nSubject: x\r\n\r\nHello\r\n--b1--\r\n";

        Assert.Equal(new ReturnedMail(Id, ReturnedKind.Complaint, "abuse"), ReturnedMail.Read(abuse));
        Assert.Null(ReturnedMail.Read($"From: zoe@example.nl\r\nIn-Reply-To: {Id}\r\nContent-Type: text/plain\r\n\r\nThank you!"));
        Assert.Null(ReturnedMail.Read(""));
        Assert.Null(ReturnedMail.Read("Content-Type: multipart/report; boundary=x\n\n--x\n--x\n--x--"));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task After_a_hard_bounce_nothing_goes_to_the_address_until_it_changes_or_somebody_knows_better(string engine)
    {
        await using var shop = await ShopAsync(engine);
        var request = new RecordMessageEventRequest(Id, ReturnedKind.HardBounce, "550 5.1.1\r\nX-Header: no");

        Assert.False((await shop.Get<RecordMessageEvent>().RunAsync(shop.Anna, request, default)).Must().Known);
        Assert.True((await shop.Get<RecordMessageEvent>().RunAsync(shop.Anna, request, default)).Must().Known);
        await DeliverAsync(shop);
        var row = await shop.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync(m => m.Id == 1));
        Assert.Equal((MessageState.Withheld, ContactGate.Unusable), (row.State, row.Error));
        Assert.Equal("550 5.1.1  X-Header: no", (await shop.Get<ShowMemberAddress>().RunAsync(shop.Anna, 1, default)).Must().Detail);

        await shop.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(m => m.Email, "new@example.nl").SetProperty(m => m.EmailKey, "new@example.nl")), default);
        Assert.Null((await shop.Get<ShowMemberAddress>().RunAsync(shop.Anna, 1, default)).Must().BrokenSince);
        await shop.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(m => m.EmailKey, "zoe1@example.nl")), default);
        (await shop.Get<UseAddressAgain>().RunAsync(shop.Anna, 1, default)).Must();
        Assert.Null((await shop.Get<ShowMemberAddress>().RunAsync(shop.Anna, 1, default)).Must().BrokenSince);
    }

    [Fact]
    public async Task A_complaint_withdraws_the_consent_once_with_its_source_and_a_soft_bounce_only_counts()
    {
        await using var shop = await ShopAsync(Engines.Sqlite);
        (await shop.Get<RecordMessageEvent>().RunAsync(shop.Anna, new RecordMessageEventRequest(Id, ReturnedKind.SoftBounce), default)).Must();
        Assert.True(await shop.ReadAsync(db => db.Set<Member>().Where(m => m.Id == 1).Select(m => m.EmailConsent).SingleAsync()));

        (await shop.Get<RecordMessageEvent>().RunAsync(shop.Anna, new RecordMessageEventRequest(Id.Trim('<', '>'), ReturnedKind.Complaint), default)).Must();

        Assert.False(await shop.ReadAsync(db => db.Set<Member>().Where(m => m.Id == 1).Select(m => m.EmailConsent).SingleAsync()));
        Assert.Equal(RecordMessageEvent.ComplaintSource, (await shop.ReadAsync(db => db.Set<ConsentRecord>().SingleAsync())).Source);
        var totals = (await shop.Get<ShowMessageFigures>().RunAsync(shop.Anna, 1, default)).Must();
        Assert.Equal((0, 1, 0, 1, 1), (totals.Sent, totals.Waiting, totals.Bounced, totals.Delayed, totals.Complained));
    }

    [Theory]
    [InlineData("<loyalty.1.20260310090001@example.nl>")]
    [InlineData("<loyalty.2.20260310090000@example.nl>")]
    [InlineData("<loyalty.1.20260310090000@example.nl> <loyalty.1.20260310090000@example.nl>")]
    [InlineData("loyalty.99999999999999999999.20260310090000@example.nl")]
    [InlineData("")]
    public async Task What_is_not_our_message_is_unknown(string id)
    {
        await using var shop = await ShopAsync(Engines.Sqlite);

        Assert.Equal("message_unknown", (await shop.Get<RecordMessageEvent>().RunAsync(shop.Anna, new RecordMessageEventRequest(id, ReturnedKind.HardBounce), default)).Code);
    }

    private static async Task<Retailer> ShopAsync(string engine)
    {
        var shop = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await shop.Data.WriteAsync(async db =>
        {
            var member = Fixtures.Member(shop.Clock, 1);
            member.Index();
            db.Add(member);
            await db.SaveChangesAsync();
            await Outbox.AddAsync(db, [Fixtures.Draft(1, address: "Zoe1@Example.nl")], new DateOnly(2026, 3, 10), shop.Clock.Now);
        }, default);
        return shop;
    }

    private static async Task DeliverAsync(Retailer shop) => (await new DeliverOutbox(shop.Data, shop.Clock, shop.Get<OrganisationBook>(), new FakeTransport(), Options.Create(new MessagingOptions()))
        .RunAsync(Actor.Job("test"), new DeliverOutboxRequest(), default)).Must();

    private static string Report(string action, string status) => $"""
        From: MAILER-DAEMON@mx.example
        Subject: Undelivered Mail
        Content-Type: multipart/report; report-type=delivery-status; boundary="=_b 1"

        This is a MIME message.
        --=_b 1
        Content-Type: text/plain

        I am sorry.
        --=_b 1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; zoe1@example.nl
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550
          No such user
        --=_b 1
        Content-Type: text/rfc822-headers

        Subject: Zoë, we missen je
        Message-ID:
         {Id}
        --=_b 1--

        """.Replace("\n", "\r\n", StringComparison.Ordinal);
}
