using System.CommandLine;
using System.Globalization;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>`offers list|make|retire`: codes that everybody may use, and what campaigns hand out.</summary>
public sealed class OffersVerb : ICliVerb
{
    public Command Build(CliContext context) => new("offers", "Show offers, make a code that everybody may use, and retire one") { List(context), Make(context), Retire(context) };

    private static Command List(CliContext context)
    {
        var list = new Command("list", "Show all offers");
        list.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var rows = (await session.Services.GetRequiredService<ListOffers>().RunAsync(session.Actor, token)).Must();
            foreach (var o in rows)
            {
                session.Output.Say(string.Create(CultureInfo.InvariantCulture, $"{o.Id,4}  {o.Code ?? "-",-14} {o.State,-8} {o.Kind} {o.Value}, {o.Uses} uses, {o.DiscountCents / 100m:0.00} discount  {o.Name}"));
            }

            session.Output.Result(new { State = "done", Offers = rows }, $"{rows.Count} offers.");
            return CliExit.Done;
        }, ct));
        return list;
    }

    private static Command Make(CliContext context)
    {
        var code = new Argument<string>("CODE") { Description = "What customers type, such as ZOMER10" };
        var kind = new Option<CouponKind>("--kind") { Description = "percent, amount, product, delivery or points", DefaultValueFactory = _ => CouponKind.Percent };
        var value = new Option<int>("--value") { Description = "Percents, cents or points; of a product cents off one piece, 0 for free" };
        var name = new Option<string?>("--name") { Description = "Name for colleagues; by default the code" };
        var from = new Option<DateOnly?>("--from") { Description = "First day" };
        var until = new Option<DateOnly>("--until") { Description = "Last day", Required = true };
        var minimum = new Option<int>("--minimum") { Description = "Least amount of goods, cents" };
        var product = new Option<string?>("--product") { Description = "Only over this product" };
        var category = new Option<string?>("--category") { Description = "Only over this category" };
        var most = new Option<int?>("--most") { Description = "Most uses in all" };
        var each = new Option<int?>("--each") { Description = "Most uses by one member; strangers are then refused" };
        var combines = new Option<CouponCombines>("--combines") { Description = "cheques, anything or nothing", DefaultValueFactory = _ => CouponCombines.Cheques };
        var make = new Command("make", "Make a code that everybody may use") { code, kind, value, name, from, until, minimum, product, category, most, each, combines };
        make.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var draft = new OfferDraft(0, parse.GetValue(name) ?? parse.GetValue(code)!, parse.GetValue(code)!, parse.GetValue(kind), parse.GetValue(value), parse.GetValue(from), parse.GetValue(until))
            {
                MinimumCents = parse.GetValue(minimum), Product = parse.GetValue(product) ?? "", Category = parse.GetValue(category) ?? "", MostUses = parse.GetValue(most), MostPerMember = parse.GetValue(each), Combines = parse.GetValue(combines),
            };
            return Say(session, await session.Services.GetRequiredService<SaveOffer>().RunAsync(session.Actor, draft, token), id => $"Offer {id} is made.");
        }, ct));
        return make;
    }

    private static Command Retire(CliContext context)
    {
        var id = new Argument<long>("ID") { Description = "Number of the offer, as `offers list` shows it" };
        var retire = new Command("retire", "Take a code out of use") { id };
        retire.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
            Say(session, await session.Services.GetRequiredService<RetireOffer>().RunAsync(session.Actor, parse.GetValue(id), retired: true, token), _ => $"Offer {parse.GetValue(id)} is retired."), ct));
        return retire;
    }

    private static int Say<T>(CliSession session, Outcome<T> outcome, Func<T, string> done)
    {
        if (!outcome.IsDone)
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        session.Output.Result(new { State = "done", outcome.Value }, done(outcome.Value!));
        return CliExit.Done;
    }
}
