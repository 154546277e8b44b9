using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Printing;

public sealed record PrintRun(DateTime At, int Letters);

/// <param name="Waiting">Letters that the next print run may take.</param>
public sealed record CampaignPrints(int Waiting, IReadOnlyList<PrintRun> Runs);

/// <summary>What waits for the printer and what was taken, the newest first.</summary>
public sealed class ListCampaignPrints(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<CampaignPrints>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var letters = db.Set<Placement>().Where(p => p.CampaignId == campaignId && p.Channel == MessageChannel.Print);
        var runs = await letters.Where(p => p.DoneAt != null).GroupBy(p => p.DoneAt!.Value).Select(g => new { At = g.Key, Count = g.Count() }).OrderByDescending(r => r.At).Take(50).ToListAsync(ct);
        return new CampaignPrints(await letters.CountAsync(p => p.State == PlacementState.Open && p.Until >= today, ct), runs.ConvertAll(r => new PrintRun(r.At, r.Count)));
    }
}

/// <summary>One letter, ready for a mail merge.</summary>
public sealed record PrintedLetter(string Name, string Street, string PostalCode, string City, string Country, string Language, string Subject, string Text, string Code, string ValidUntil, string CardNumber);

/// <summary>The letters of a print run with address, words and code; opening it is written down, because codes are worth money.</summary>
public sealed class OpenCampaignPrint
{
    private readonly StudioData data;
    private readonly TimeProvider clock;
    private readonly OrganisationBook organisation;
    private readonly CodeVault vault;
    private readonly CampaignWords words;
    private readonly RecipientBook recipients;

    internal OpenCampaignPrint(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, CampaignWords words, RecipientBook recipients) =>
        (this.data, this.clock, this.organisation, this.vault, this.words, this.recipients) = (data, clock, organisation, vault, words, recipients);

    public async Task<Outcome<IReadOnlyList<PrintedLetter>>> RunAsync(Actor actor, long campaignId, DateTime at, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns) || !actor.May(Permission.ViewMembers) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        var info = await organisation.CurrentAsync(ct);
        List<PrintedLetter> letters;
        await using (var db = data.Read())
        {
            letters = await LettersAsync(db, info, campaignId, at, ct);
        }

        if (letters.Count == 0)
        {
            return Refuse.NotFound("print_unknown", "There is no such print run.");
        }

        await data.WriteAsync(db =>
        {
            db.Audit(actor, "campaign.print_opened", $"campaign {campaignId}", $"{letters.Count} letters");
            return db.SaveChangesAsync(ct);
        }, ct);
        return letters;
    }

    private async Task<List<PrintedLetter>> LettersAsync(StudioDb db, OrganisationInfo info, long campaignId, DateTime at, CancellationToken ct)
    {
        var service = await db.Set<Campaign>().Where(c => c.Id == campaignId).Select(c => c.Purpose == CampaignPurpose.Service).FirstOrDefaultAsync(ct);
        var rows = await (
            from p in db.Set<Placement>()
            where p.CampaignId == campaignId && p.Channel == MessageChannel.Print && p.DoneAt == at
            join m in db.Set<Member>() on p.MemberId equals m.Id
            join u in db.Set<Coupon>() on p.CouponId equals u.Id into coupons
            from u in coupons.DefaultIfEmpty()
            orderby m.PostalCode, m.Street, m.Id
            select new { Placement = p, Member = m, Coupon = u }).ToListAsync(ct);
        var templates = new Dictionary<long, MessageTemplate>();
        foreach (var row in rows)
        {
            if (await words.FindAsync(new WordsKey(campaignId, row.Placement.Edition, row.Placement.Step, CampaignMail.LanguageOf(row.Member.Language), row.Placement.Variant, service), ct) is { } template)
            {
                templates[row.Placement.Id] = template;
            }
        }

        var people = await recipients.ReadAsync(db, [.. rows.Select(r => r.Member.Id).Distinct()], [.. templates.Values.Distinct()], info.Today(clock), ct);
        return [.. from r in rows
                   where templates.ContainsKey(r.Placement.Id) && people.ContainsKey(r.Member.Id)
                   select Write(info, r.Member, people[r.Member.Id], r.Coupon, templates[r.Placement.Id])];
    }

    private PrintedLetter Write(OrganisationInfo info, Member m, Recipient to, Coupon? coupon, MessageTemplate template)
    {
        var face = coupon is null ? null : new CouponFace(CodeText.Print(vault.Reveal(coupon.CodeSealed)), coupon.Kind, coupon.Value, coupon.ValidUntil);
        var written = CampaignMail.Render(template, info, to, face);

        // What follows the line of a mail's footer is about e-mail.
        var end = written.Text.LastIndexOf("-- \n", StringComparison.Ordinal);
        return new PrintedLetter(m.FullName, m.Street, m.PostalCode, m.City, m.Country, m.Language, written.Subject, (end < 0 ? written.Text : written.Text[..end]).Trim(), face?.Code ?? "",
            face?.ValidUntil.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "", m.CardNumber);
    }
}
