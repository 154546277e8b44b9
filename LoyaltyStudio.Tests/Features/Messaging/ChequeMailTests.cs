using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Cheques.Reading;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Cheques.Reissuing;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.ChequeMail;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Messages;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Messaging;

/// <summary>Cheques by e-mail and on paper: everybody gets theirs one way, nobody gets it twice, and no code lies about.</summary>
public sealed class ChequeMailTests
{
    private static readonly DateOnly Today = new(2026, 3, 10);

    private static async Task<(Retailer Retailer, FakeTransport Mail)> IssuedAsync(string engine, int mailed, int onPaper)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await ChequeWorld.IssueAsync(retailer, [.. Enumerable.Range(1, mailed).Select(i => ChequeWorld.Person(retailer, i, mail: true, language: i % 2 == 0 ? "en" : "nl")),
            .. Enumerable.Range(mailed + 1, onPaper).Select(i => ChequeWorld.Person(retailer, i, mail: false))]);
        return (retailer, new FakeTransport());
    }

    private static async Task<ChequeMailWritten> WriteAsync(Retailer retailer, DateOnly? on = null) => (await retailer.Get<WriteChequeMail>().RunAsync(Actor.Job("deliver-cheques"), on ?? Today, null, default)).Must();

    private static async Task<DeliveryCounts> DeliverAsync(Retailer retailer, IMailTransport transport) => (await new DeliverOutbox(retailer.Data, retailer.Clock, retailer.Get<OrganisationBook>(), transport,
        Options.Create(new MessagingOptions()), retailer.Get<IEnumerable<IMailAttachment>>()).RunAsync(Actor.Job("deliver-outbox"), new DeliverOutboxRequest(), default)).Must();

    private static async Task<PrintWork> PrintWorkAsync(Retailer retailer) => (await retailer.Get<ListPrintWork>().RunAsync(retailer.Anna, new PageRequest(0), default)).Must();

    private static Task<List<Cheque>> ChequesAsync(Retailer retailer) => retailer.ReadAsync(db => db.Set<Cheque>().OrderBy(c => c.MemberId).ToListAsync());

    private static string CodeOf(Retailer retailer, Cheque cheque) => retailer.Get<CodeVault>().Reveal(cheque.CodeSealed);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Who_may_be_mailed_gets_the_cheque_once_and_the_others_wait_for_paper(string engine)
    {
        var (retailer, mail) = await IssuedAsync(engine, mailed: 3, onPaper: 2);
        await using var _ = retailer;
        Assert.Equal(new ChequeMailWritten(3, 0), await WriteAsync(retailer));
        Assert.Equal(new ChequeMailWritten(0, 0), await WriteAsync(retailer));
        Assert.Equal(3, (await DeliverAsync(retailer, mail)).Sent);
        Assert.Equal(0, (await DeliverAsync(retailer, mail)).Sent);

        foreach (var (cheque, sent) in (await ChequesAsync(retailer)).Zip(mail.Taken.OrderBy(m => m.To, StringComparer.Ordinal)))
        {
            var code = CodeOf(retailer, cheque);
            Assert.Contains(CodeText.Print(code), sent.Html, StringComparison.Ordinal);
            Assert.Contains(CodeText.Print(code), sent.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(MailLayout.CodeMark, sent.Html, StringComparison.Ordinal);
            Assert.Equal(code, MarkReader.Qr(new PdfReader(sent.File!.Content).Raster(0)));
        }

        Assert.Equal((2, 1000L, 0, 0), await PrintWorkAsync(retailer) is var work ? (work.Waiting, work.WaitingCents, work.MissingTotal, work.UndeliveredTotal) : default);
        var message = (await retailer.Get<ShowMessage>().RunAsync(retailer.Anna, new ShowMessageRequest(mail.Taken[0].Id), default)).Must();
        Assert.True(message.HasCheque);
        Assert.Contains("••••-•••••-•••••", message.Html, StringComparison.Ordinal);
        await NoCodeInTheOpenAsync(retailer);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Mail_that_is_held_back_or_fails_puts_the_cheque_on_paper_once(string engine)
    {
        var (retailer, mail) = await IssuedAsync(engine, mailed: 3, onPaper: 0);
        await using var _ = retailer;
        await WriteAsync(retailer);
        var cheques = await ChequesAsync(retailer);
        (await retailer.Get<RecordConsent>().RunAsync(retailer.Anna, new RecordConsentRequest(cheques[0].MemberId, ConsentPurpose.Email, false, "telephone", "Liever niet"), default)).Must();
        mail.Answer = m => m.To == "zoe2@example.nl" ? throw new MailRefusedException(RefusalKind.Permanent, "550 No such mailbox here") : Task.CompletedTask;
        Assert.Equal(new DeliveryCounts(Sent: 1, Withheld: 1, Failed: 1), await DeliverAsync(retailer, mail));

        var work = await PrintWorkAsync(retailer);
        Assert.Equal((2, 2), (work.Waiting, work.UndeliveredTotal));
        Assert.Equal(["550 No such mailbox here", "The member has no consent for e-mail any more."], work.Undelivered.Select(u => u.Reason).Order(StringComparer.Ordinal));
        var shown = (await retailer.Get<ListMemberCheques>().RunAsync(retailer.Anna, cheques[1].MemberId, default)).Must()[0];
        Assert.Equal("550 No such mailbox here", shown.Undelivered);

        var batch = (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Must();
        Assert.Equal((2, 1000L), (batch.Cheques, batch.ValueCents));
        Assert.Equal("nothing_to_print", (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Code);
        Assert.Equal(new ChequeMailWritten(0, 0), await WriteAsync(retailer));

        // A message that is tried again by hand stays in: the letter carries the code already.
        var failed = await retailer.ReadAsync(db => db.Set<OutboxMessage>().Where(m => m.State == MessageState.Failed).Select(m => m.Id).SingleAsync());
        (await retailer.Get<RetryMessage>().RunAsync(retailer.Anna, new RetryMessageRequest(failed), default)).Must();
        mail.Answer = _ => Task.CompletedTask;
        Assert.Equal(new DeliveryCounts(Withheld: 1), await DeliverAsync(retailer, mail));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_cheque_goes_to_no_old_address_and_to_nobody_who_left(string engine)
    {
        var (retailer, mail) = await IssuedAsync(engine, mailed: 3, onPaper: 0);
        await using var _ = retailer;
        await WriteAsync(retailer);
        var cheques = await ChequesAsync(retailer);
        await retailer.Data.WriteAsync(async db =>
        {
            await db.Set<Member>().Where(m => m.Id == cheques[0].MemberId).ExecuteUpdateAsync(s => s.SetProperty(m => m.Email, "nieuw@example.nl"));
            await db.Set<Member>().Where(m => m.Id == cheques[1].MemberId).ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, MemberStatus.Cancelled));
        }, default);

        Assert.Equal(new DeliveryCounts(Sent: 1, Withheld: 2), await DeliverAsync(retailer, mail));
        Assert.Equal("zoe3@example.nl", mail.Taken.Single().To);
        var waiting = (await PrintWorkAsync(retailer)).Undelivered.Single();
        Assert.Equal((cheques[0].MemberId, "The member has another e-mail address by now."), (waiting.MemberId, waiting.Reason));

        // The cheque of somebody who left stays good and can be had on request.
        Assert.NotEmpty((await retailer.Get<ShowChequePaper>().RunAsync(retailer.Anna, cheques[1].MemberId, cheques[1].Id, default)).Must());
    }

    [Fact]
    public async Task A_store_manager_downloads_cheques_of_members_of_the_own_store_only_and_the_trail_says_so()
    {
        var (retailer, _) = await IssuedAsync(Engines.Sqlite, mailed: 1, onPaper: 0);
        await using var __ = retailer;
        var cheque = (await ChequesAsync(retailer)).Single();
        Actor Manager(params long[] stores) => new("user", 9, "Mo", LoyaltyStudio.Features.Access.Users.RolePermissions.Of(LoyaltyStudio.Features.Access.Model.StudioRole.StoreManager), stores);
        var show = retailer.Get<ShowChequePaper>();
        Assert.Equal(OutcomeKind.NotFound, (await show.RunAsync(Manager(3), cheque.MemberId, cheque.Id, default)).Kind);
        Assert.NotEmpty((await show.RunAsync(Manager(1), cheque.MemberId, cheque.Id, default)).Must());
        Assert.Equal(OutcomeKind.Forbidden, (await show.RunAsync(new Actor("user", 8, "Au", LoyaltyStudio.Features.Access.Users.RolePermissions.Of(LoyaltyStudio.Features.Access.Model.StudioRole.Auditor), null), cheque.MemberId, cheque.Id, default)).Kind);
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<PrintCheques>().RunAsync(Manager(1), default)).Kind);
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Data.AuditEntry>().CountAsync(a => a.Action == "cheque.code_seen" && a.Subject == $"cheque {cheque.Id}")));
    }

    [Fact]
    public void A_name_adds_no_receiver_to_a_message()
    {
        using var message = MailFormat.Of(new OutgoingMail(1, "<1@x.nl>", "shop@example.nl", "Shop", "zoe@example.nl", "A\" <evil@example.com>, \"B", "S", "h", "t", []));
        Assert.Equal("zoe@example.nl", message.To.Single().Address);
        Assert.DoesNotContain("<evil", message.To.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, message.To.ToString().Count(c => c == '<'));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_new_code_ends_the_old_one_and_is_delivered_anew(string engine)
    {
        var (retailer, mail) = await IssuedAsync(engine, mailed: 1, onPaper: 1);
        await using var _ = retailer;
        await WriteAsync(retailer);
        var batch = (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Must();
        var before = await ChequesAsync(retailer);
        foreach (var cheque in before)
        {
            var request = new ReissueChequeRequest(cheque.MemberId, cheque.Id, "letter got lost", 1);
            Assert.Equal(2, (await retailer.Get<ReissueCheque>().RunAsync(retailer.Anna, request, default)).Must().CodeNumber);
            Assert.Equal("changed_meanwhile", (await retailer.Get<ReissueCheque>().RunAsync(retailer.Anna, request, default)).Code);
            Assert.Equal("reason", (await retailer.Get<ReissueCheque>().RunAsync(retailer.Anna, request with { Reason = " " }, default)).Errors[0].Field);
        }

        // The message that waited carried the old code; the job writes another.
        Assert.Equal(new DeliveryCounts(Withheld: 1), await DeliverAsync(retailer, mail));
        Assert.Equal(new ChequeMailWritten(1, 0), await WriteAsync(retailer));
        Assert.Equal(1, (await DeliverAsync(retailer, mail)).Sent);
        var after = await ChequesAsync(retailer);
        Assert.Equal(CodeOf(retailer, after[0]), MarkReader.Qr(new PdfReader(mail.Taken.Single().File!.Content).Raster(0)));
        Assert.Equal((0, 1), (await retailer.Get<OpenPrintBatch>().RunAsync(retailer.Anna, batch.Id, default)).Must() is var opened ? (opened.Cheques.Count, opened.LeftOut) : default);
        Assert.Equal(1, (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Must().Cheques);

        Task<Outcome<RedeemedCode>> RedeemAsync(string code, string receipt) => retailer.Get<RedeemCode>().RunAsync(retailer.Anna, new RedeemRequest(code, receipt, null, null), default);
        Assert.False((await RedeemAsync(CodeOf(retailer, before[0]), "R1")).IsDone);
        Assert.Equal(500, (await RedeemAsync(CodeOf(retailer, after[0]), "R2")).Must().AmountCents);
        Assert.Equal(2, await retailer.ReadAsync(db => db.Set<OldChequeCode>().CountAsync()));
        await NoCodeInTheOpenAsync(retailer);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_reminder_goes_out_once_before_the_last_day_for_what_is_left(string engine)
    {
        var (retailer, mail) = await IssuedAsync(engine, mailed: 2, onPaper: 1);
        await using var _ = retailer;
        await WriteAsync(retailer);
        await DeliverAsync(retailer, mail);
        var cheques = await ChequesAsync(retailer);
        (await retailer.Get<RedeemCode>().RunAsync(retailer.Anna, new RedeemRequest(CodeOf(retailer, cheques[0]), "R1", null, null), default)).Must();
        var last = cheques[1].ValidUntil;
        Assert.Equal(new ChequeMailWritten(0, 0), await WriteAsync(retailer, last.AddDays(-15)));
        Assert.Equal(new ChequeMailWritten(0, 1), await WriteAsync(retailer, last.AddDays(-14)));
        Assert.Equal(new ChequeMailWritten(0, 0), await WriteAsync(retailer, last.AddDays(-13)));
        mail.Taken.Clear();
        await DeliverAsync(retailer, mail);
        Assert.Contains("30 September 2026", Assert.Single(mail.Taken).Subject, StringComparison.Ordinal);
        Assert.Equal(new ChequeMailWritten(0, 0), await WriteAsync(retailer, last.AddDays(1)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_withdrawn_cheque_ends_and_the_books_say_so(string engine)
    {
        var (retailer, mail) = await IssuedAsync(engine, mailed: 1, onPaper: 1);
        await using var _ = retailer;
        await WriteAsync(retailer);
        var cheques = await ChequesAsync(retailer);
        Assert.Equal(500, (await retailer.Get<RevokeCheque>().RunAsync(retailer.Anna, new RevokeChequeRequest(cheques[0].MemberId, cheques[0].Id, "by mistake"), default)).Must());
        Assert.Equal("cheque_not_open", (await retailer.Get<RevokeCheque>().RunAsync(retailer.Anna, new RevokeChequeRequest(cheques[0].MemberId, cheques[0].Id, "again"), default)).Code);
        Assert.Equal("cheque_not_open", (await retailer.Get<ShowChequePaper>().RunAsync(retailer.Anna, cheques[0].MemberId, cheques[0].Id, default)).Code);
        Assert.Equal(new DeliveryCounts(Withheld: 1), await DeliverAsync(retailer, mail));
        Assert.Equal(1, (await PrintWorkAsync(retailer)).Waiting);
        Assert.False((await retailer.Get<RedeemCode>().RunAsync(retailer.Anna, new RedeemRequest(CodeOf(retailer, cheques[0]), "R1", null, null), default)).IsDone);
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task Who_has_no_address_is_listed_and_another_store_sees_nothing()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await ChequeWorld.IssueAsync(retailer, [ChequeWorld.Person(retailer, 1, mail: false, street: ""), ChequeWorld.Person(retailer, 2, mail: false)]);
        var work = await PrintWorkAsync(retailer);
        Assert.Equal((1, 1, "Zoë van den Brûlée 1"), (work.Waiting, work.MissingTotal, work.Missing[0].Name));
        var cheque = (await ChequesAsync(retailer))[1];
        var stranger = Retailer.Person(9, "Other store", [3]);
        Assert.Equal(OutcomeKind.NotFound, (await retailer.Get<ShowChequePaper>().RunAsync(stranger, cheque.MemberId, cheque.Id, default)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await retailer.Get<ReissueCheque>().RunAsync(stranger, new ReissueChequeRequest(cheque.MemberId, cheque.Id, "x", 1), default)).Kind);
        Assert.Equal("nothing_to_print", (await retailer.Get<PrintCheques>().RunAsync(stranger, default)).Code);
        var batch = (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Must();
        Assert.Empty((await retailer.Get<OpenPrintBatch>().RunAsync(stranger, batch.Id, default)).Must().Cheques);
        Assert.Equal(0, (await retailer.Get<ListPrintWork>().RunAsync(stranger, new PageRequest(0), default)).Must().Batches.Total);
    }

    [Fact]
    public async Task The_list_of_addresses_runs_no_formulas_and_holds_no_code()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await ChequeWorld.IssueAsync(retailer, [ChequeWorld.Person(retailer, 1, mail: false, street: "=HYPERLINK(\"http://x\")")]);
        var batch = (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Must();
        using var output = new MemoryStream();
        await retailer.Get<PrintPages>().WriteAddressesAsync((await retailer.Get<OpenPrintBatch>().RunAsync(retailer.Anna, batch.Id, default)).Must(), output, default);
        var csv = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.Contains("9998 AB", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(CodeOf(retailer, (await ChequesAsync(retailer))[0]), csv.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_mail_server_gets_the_cheque_as_a_file()
    {
        using var peer = SmtpPeer.Start();
        var (retailer, _) = await IssuedAsync(Engines.Sqlite, mailed: 1, onPaper: 0);
        await using var __ = retailer;
        await WriteAsync(retailer);
        using var transport = new SmtpTransport(Options.Create(new MessagingOptions { Transport = MailTransportKind.Smtp, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = peer.Port, StartTls = false } }));
        Assert.Equal(1, (await DeliverAsync(retailer, transport)).Sent);

        var mail = Assert.Single(await peer.TakenAsync(1)).Content;
        var code = CodeOf(retailer, (await ChequesAsync(retailer))[0]);
        Assert.Contains("multipart/mixed", mail, StringComparison.Ordinal);
        Assert.Contains("multipart/alternative", mail, StringComparison.Ordinal);
        Assert.Matches("(?i)content-disposition: attachment;\\s+filename=\"?waardecheque-\\d+\\.pdf", mail);
        var part = Regex.Match(mail, "(?is)content-type: application/pdf.*?\r\n\r\n(?<body>[A-Za-z0-9+/=\r\n]+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["body"].Value;
        var pdf = new PdfReader(Convert.FromBase64String(part.Replace("\r\n", "", StringComparison.Ordinal)));
        Assert.Contains("€ 5,00", pdf.Texts(0));
        Assert.Contains(CodeText.Print(code), pdf.Texts(0));
        Assert.Contains(CodeText.Print(code), mail.Replace("=\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>No text of any table holds a code that works or worked, with or without dashes.</summary>
    private static async Task NoCodeInTheOpenAsync(Retailer retailer)
    {
        var codes = (await ChequesAsync(retailer)).ConvertAll(c => CodeOf(retailer, c));
        await using var db = retailer.Data.Read();
        var columns = db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null && e.GetViewName() is null)
            .SelectMany(e => e.GetProperties().Where(p => p.ClrType == typeof(string) || p.ClrType == typeof(byte[])).Select(p => (Table: e.GetTableName()!, Column: p.GetColumnName(), Bytes: p.ClrType == typeof(byte[])))).Distinct().ToList();
        Assert.True(columns.Count > 50);
        foreach (var (table, column, _) in columns.Where(c => !c.Bytes))
        {
            await using var command = db.Command($"SELECT \"{column}\" FROM {table} WHERE \"{column}\" IS NOT NULL");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var text = reader.GetValue(0).ToString()!.Replace("-", "", StringComparison.Ordinal);
                Assert.True(codes.TrueForAll(c => !text.Contains(c, StringComparison.OrdinalIgnoreCase)), $"{table}.{column} holds a code.");
            }
        }
    }
}
