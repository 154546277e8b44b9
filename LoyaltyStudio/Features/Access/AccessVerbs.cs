using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access;

/// <summary>`setup`: what the set-up page does, for people who live in a shell. The password is generated and shown once.</summary>
public sealed class SetUpVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var organisation = new Option<string>("--organisation") { Description = "Name of the retailer", Required = true };
        var email = new Option<string>("--email") { Description = "E-mail address of the administrator", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the administrator", Required = true };
        var language = new Option<string>("--language") { Description = "nl or en", DefaultValueFactory = _ => "nl" };
        var currency = new Option<string>("--currency") { Description = "EUR, GBP, USD …", DefaultValueFactory = _ => "EUR" };
        var zone = new Option<string>("--time-zone") { Description = "IANA time zone", DefaultValueFactory = _ => "Europe/Amsterdam" };
        var programme = new Option<ProgrammeStart>("--programme") { Description = "Reference programme: for all purchases, from today, or none", DefaultValueFactory = _ => ProgrammeStart.AllPurchases };
        var command = new Command("setup", "Set up a new installation: organisation, administrator, reference programme") { organisation, email, name, language, currency, zone, programme };
        command.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var password = PasswordRule.Generate();
            var choices = new SetUpChoices(parse.GetValue(name)!, parse.GetValue(email)!, password, parse.GetValue(organisation)!, parse.GetValue(language)!, parse.GetValue(currency)!,
                parse.GetValue(zone)!, parse.GetValue(programme));
            var done = await session.Services.GetRequiredService<SetUpOrganisation>().RunAsync(session.Actor, choices, token);
            if (!done.IsDone)
            {
                session.Output.Refuse(done.Code, done.Text);
                return CliExit.Refused;
            }

            session.Output.Result(new { State = "done", choices.Email, Password = password }, $"{choices.OrganisationName} is set up. Sign in as {choices.Email} with {password} — this is shown once.");
            return CliExit.Done;
        }, ct));
        return command;
    }
}

/// <summary>`users add`: adds somebody who may sign in, with a generated password that is shown once.</summary>
public sealed class UsersVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var email = new Argument<string>("EMAIL") { Description = "E-mail address to sign in with" };
        var name = new Option<string>("--name") { Description = "Name of the person", Required = true };
        var role = new Option<StudioRole>("--role") { Description = "What the person may do", Required = true };
        var stores = new Option<string[]>("--store") { Description = "Code of a store of a store manager; may be given more than once", DefaultValueFactory = _ => [] };
        var add = new Command("add", "Add somebody who may sign in") { email, name, role, stores };
        add.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            await using var db = session.Services.GetRequiredService<StudioData>().Read();
            var known = await StoreBook.ByNameAsync(db, token);
            var unknown = parse.GetValue(stores)!.Where(s => !known.ContainsKey(s.ToLowerInvariant())).ToList();
            if (unknown.Count > 0)
            {
                session.Output.Refuse("store_unknown", $"There is no store {string.Join(", ", unknown)}.");
                return CliExit.Refused;
            }

            var request = new AddUserRequest(parse.GetValue(name)!, parse.GetValue(email)!, parse.GetValue(role), [.. parse.GetValue(stores)!.Select(s => known[s.ToLowerInvariant()])]);
            var added = await session.Services.GetRequiredService<AddUser>().RunAsync(session.Actor, request, token);
            if (added is not { IsDone: true, Value: { } user })
            {
                session.Output.Refuse(added.Code, added.Text);
                return CliExit.Refused;
            }

            session.Output.Result(new { State = "done", user.Id, user.Email, user.Password }, $"{user.Email} can sign in with {user.Password} — this is shown once.");
            return CliExit.Done;
        }, ct));
        return new Command("users", "Add people who may sign in") { add };
    }
}
