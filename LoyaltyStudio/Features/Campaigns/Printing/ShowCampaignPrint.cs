using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
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
public sealed class OpenCampaignPrint(StudioData data, OrganisationBook organisation, CodeVault vault)
{
    public async Task<Outcome<IReadOnlyList<PrintedLetter>>> RunAsync(Actor actor, long campaignId, DateTime at, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns) || !actor.May(Permission.ViewMembers) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        var info = await organisation.CurrentAsync(ct);
        List<Letter> letters;
        await using (var db = data.Read())
        {
            letters = await LettersAsync(db, campaignId, at, ct);
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
        var mails = new Dictionary<(int, string), CampaignMail>();
        return letters.ConvertAll(l => Write(l, info, mails));
    }

    private sealed record Letter(Placement Placement, Member Member, Recipient Recipient, Coupon? Coupon, MessageStep Step, CampaignPurpose Purpose);

    private static async Task<List<Letter>> LettersAsync(StudioDb db, long campaignId, DateTime at, CancellationToken ct)
    {
        var rows = await (
            from p in db.Set<Placement>()
            where p.CampaignId == campaignId && p.Channel == MessageChannel.Print && p.DoneAt == at
            join m in db.Set<Member>() on p.MemberId equals m.Id
            join c in db.Set<Campaign>() on p.CampaignId equals c.Id
            join u in db.Set<Coupon>() on p.CouponId equals u.Id into coupons
            from u in coupons.DefaultIfEmpty()
            orderby m.PostalCode, m.Street, m.Id
            select new { Placement = p, Member = m, Coupon = u, c.Purpose }).ToListAsync(ct);
        var recipients = (await CampaignAudience.RecipientsAsync(db, [.. rows.Select(r => r.Member.Id).Distinct()], ct)).ToDictionary(r => r.MemberId);
        var flows = await db.Set<CampaignEdition>().Where(e => e.CampaignId == campaignId).ToDictionaryAsync(e => e.Edition, e => FlowDefinition.Parse(e.Flow), ct);
        return [.. from r in rows
                   let step = flows.GetValueOrDefault(r.Placement.Edition)?.Find(r.Placement.Step) as MessageStep
                   where step is not null
                   select new Letter(r.Placement, r.Member, recipients[r.Member.Id], r.Coupon, step, r.Purpose)];
    }

    private PrintedLetter Write(Letter letter, OrganisationInfo info, Dictionary<(int, string), CampaignMail> mails)
    {
        var key = (letter.Placement.Edition, letter.Placement.Step);
        if (!mails.TryGetValue(key, out var mail))
        {
            mails[key] = mail = new CampaignMail(letter.Step, info, letter.Purpose == CampaignPurpose.Service);
        }

        var face = letter.Coupon is { } c ? new CouponFace(vault.Reveal(c.CodeSealed), c.Kind, c.Value, c.ValidUntil) : null;
        var written = mail.Render(letter.Recipient, face, letter.Placement.Variant);
        var end = written.Text.LastIndexOf("-- \n", StringComparison.Ordinal);
        var m = letter.Member;
        return new PrintedLetter(m.FullName, m.Street, m.PostalCode, m.City, m.Country, m.Language, written.Subject, (end < 0 ? written.Text : written.Text[..end]).Trim(), face is null ? "" : CodeText.Print(face.Code),
            letter.Coupon?.ValidUntil.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "", m.CardNumber);
    }
}
