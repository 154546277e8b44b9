using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Writes the messages of a campaign as the hand-over does, from members, coupons, points and products in the database, beside a replacement of the same fields in the same words with values that are at hand.</summary>
internal static class RenderMail
{
    private const int Batch = 200, Block = 20_000;

    private static readonly MessageText Words = new("{{voornaam}}, we missen je", """
        # Beste {{voornaam|klant}}

        Het is een tijdje geleden dat we je zagen bij **{{organisatie}}** in {{winkel}}. We hebben iets voor je klaargelegd.

        {{kortingscode}}

        Laat de code zien bij de kassa of vul hem in de [webshop](https://winkel.example.nl/) in. Je hebt nog {{punten}} punten staan; {{punten_die_verlopen}} daarvan verlopen op {{punten_verlopen_op}}.

        {{producten|Kom eens kijken wat er nieuw is}}

        [Naar de winkel](https://winkel.example.nl/?bron=mail&week=12)

        Tot snel!
        """, "{{voornaam}}, dit is voor jou");

    internal static async Task<int> RunAsync(int messages, string engine, CancellationToken ct)
    {
        await using var shop = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var campaign = await FillAsync(shop, messages, ct);
        var maker = shop.Get<IEnumerable<IMailAttachment>>().OfType<CampaignContent>().Single();
        await WriteAsync(shop, maker, 2_000, ct);
        GC.Collect();
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetTotalMemory(forceFullCollection: true));
        var (made, most) = await WriteAsync(shop, maker, messages, ct);
        var minutes = Stopwatch.GetElapsedTime(started).TotalMinutes;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        var bare = await BareAsync(shop, campaign, messages, ct);
        ScaleProgram.Tell("render_mail", made / minutes, "messages/min", bare, engine, messages);
        ScaleProgram.Tell("render_mail_memory_grown", (after - before) / 1_048_576d, "MB", null, engine, messages);
        ScaleProgram.Tell("render_mail_memory_most", most / 1_048_576d, "MB", null, engine, messages);
        return made == messages ? 0 : 1;
    }

    /// <summary>Writes so many messages in batches, as delivery claims them; how many were written, and the most memory in use after a batch.</summary>
    private static async Task<(int Made, long Most)> WriteAsync(Retailer shop, CampaignContent maker, int messages, CancellationToken ct)
    {
        var (made, most, last) = (0, 0L, 0L);
        while (made < messages)
        {
            var rows = await shop.ReadAsync(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Id > last).OrderBy(m => m.Id).Take(Batch).ToListAsync(ct));
            if (rows.Count == 0)
            {
                break;
            }

            last = rows[^1].Id;
            made += (await maker.MakeManyAsync(rows, ct)).Values.Count(m => m.Mail is { Html.Length: > 3_000 });
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
        }

        return (made, most);
    }

    /// <summary>The same words with every field replaced by its value, for as many messages; messages a minute.</summary>
    private static async Task<double> BareAsync(Retailer shop, long campaign, int messages, CancellationToken ct)
    {
        var row = await shop.ReadAsync(db => db.Set<OutboxMessage>().FirstAsync(m => m.CampaignId == campaign, ct));
        var mail = (await shop.Get<IEnumerable<IMailAttachment>>().OfType<CampaignContent>().Single().MakeManyAsync([row], ct))[row.Id].Mail!;
        string[] fields = ["Zoë", "Brûlée", "ABCD-12345-VWXYZ", "10 %", "9 april 2026", "Bakkerij Zoet &amp; Zo", "240", "120", "3 mei", "Koffie", "Thee", "Kaas"];
        var (html, text) = (Cut(mail.Html), Cut(mail.Text));
        var started = Stopwatch.GetTimestamp();
        long length = 0;
        for (var i = 0; i < messages; i++)
        {
            var (h, t) = (html, text);
            for (var f = 0; f < fields.Length; f++)
            {
                (h, t) = (h.Replace($"[[{f}]]", fields[f], StringComparison.Ordinal), t.Replace($"[[{f}]]", fields[f], StringComparison.Ordinal));
            }

            length += h.Length + t.Length;
        }

        return length > 0 ? messages / Stopwatch.GetElapsedTime(started).TotalMinutes : 0;

        // The words with marks in them: one for every field, spread over the message.
        string Cut(string words) => string.Concat(fields.Select((_, i) => $"{words[(words.Length / fields.Length * i)..(words.Length / fields.Length * (i + 1))]}[[{i}]]"));
    }

    private static async Task<long> FillAsync(Retailer shop, int messages, CancellationToken ct)
    {
        var draft = new CampaignDraft { Name = "Lente", HoldoutPercent = 0, CoolDownDays = 0 }.WithMail(new OfferTerms(CouponKind.Percent, 10, 30), Words, new MessageText("x", "x"));
        var campaign = (await shop.Get<SaveCampaign>().RunAsync(shop.Anna, draft, ct)).Must();
        var (vault, now, today) = (shop.Get<CodeVault>(), shop.Clock.Now, new DateOnly(2026, 3, 10));
        await shop.Data.WriteAsync(async db =>
        {
            db.AddRange(Enumerable.Range(1, 40).Select(i => new Product { Sku = $"p{i}", Name = $"Product {i} & co" }));
            await db.SaveChangesAsync(ct);
        }, ct);
        for (var done = 0; done < messages; done += Block)
        {
            var count = Math.Min(Block, messages - done);
            await shop.Data.WriteAsync(async db =>
            {
                var members = Enumerable.Range(done + 1, count).Select(i =>
                {
                    var member = Fixtures.Member(shop.Clock, 0);
                    (member.CardNumber, member.Email) = ("", $"zoe{i}@example.nl");
                    return member;
                }).ToList();
                await MemberBook.AddAsync(db, members);
                await db.BulkInsertAsync(members.ConvertAll(m => new PointBalance { MemberId = m.Id, Total = 240 }));
                await db.BulkInsertAsync(members.ConvertAll(m => new Replenishment { MemberId = m.Id, ProductId = 1 + (m.Id % 40), Gaps = 3, LastOn = today.AddDays(-30), TypicalDays = 30, DueOn = today, EarlyOn = today, LateOn = today, DueShare = 5_000 }));
                var ids = await db.NextIdsAsync<ConsentRecord>(count);
                await db.BulkInsertAsync(members.Select((m, i) => new ConsentRecord { Id = ids[i], MemberId = m.Id, Purpose = ConsentPurpose.Profiling, Granted = m.Id % 2 == 0, At = now, Source = "till", Wording = "yes", RecordedBy = "test", RecordedAt = now }).ToList());
                var lots = await db.NextIdsAsync<PointLot>(count);
                await db.BulkInsertAsync(members.Select((m, i) => new PointLot { Id = lots[i], MemberId = m.Id, EntryId = lots[i], Earned = 120, Remaining = 120, ActivatesOn = today, ExpiresOn = today.AddDays(20) }).ToList());
                var coupons = await db.NextIdsAsync<Coupon>(count);
                await db.BulkInsertAsync(members.Select((m, i) => (m, vault.New().Stored, coupons[i])).Select(c => new Coupon
                {
                    Id = c.Item3, CampaignId = campaign, MemberId = c.m.Id, CodeHash = c.Stored.Hash, CodeSealed = c.Stored.Sealed, LastFour = c.Stored.LastFour, Kind = CouponKind.Percent, Value = 10, IssuedOn = today, ValidUntil = today.AddDays(30),
                }).ToList());
                var contacts = await db.NextIdsAsync<CampaignContact>(count);
                await db.BulkInsertAsync(members.Select((m, i) => new CampaignContact
                {
                    Id = contacts[i], CampaignId = campaign, MemberId = m.Id, EnteredOn = today, Step = "s2", Kind = "message", Channel = MessageChannel.Email, Edition = 1, Variant = i % 2 == 0 ? "A" : "B", CouponId = coupons[i], On = today, At = now,
                }).ToList());
                await Outbox.AddAsync(db, members.Select((m, i) => new OutboxDraft(m.Id, campaign, MessageKind.Marketing, m.Email!, m.FullName, "nl", "", "", "") { ContactId = contacts[i], AttachmentKind = CampaignContent.Name, AttachmentId = contacts[i] }).ToList(), today, now);
            }, ct);
        }

        // As a database does by itself in its idle hours.
        await shop.Data.WriteAsync(async db =>
        {
            await using var analyse = db.Command("ANALYZE");
            await analyse.ExecuteNonQueryAsync(ct);
        }, ct);
        return campaign;
    }
}
