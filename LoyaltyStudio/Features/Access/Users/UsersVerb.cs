using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>`users add`: adds somebody who may sign in. Without --password-stdin a password is made and shown once.</summary>
public sealed class UsersVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var email = new Argument<string>("EMAIL") { Description = "E-mail address with which the user signs in" };
        var name = new Option<string>("--name") { Description = "Name that others see", HelpName = "NAME", Required = true };
        var role = new Option<StudioRole>("--role") { Description = "Administrator, Marketer, StoreManager or Auditor", HelpName = "ROLE", Required = true };
        var stores = new Option<string[]>("--store") { Description = "Code of a store of a store manager; may be given more than once", HelpName = "CODE", DefaultValueFactory = _ => [] };
        var password = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input" };
        var add = new Command("add", "Add a user") { email, name, role, stores, password };
        add.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var given = parse.GetValue(password) ? await Console.In.ReadLineAsync(token) ?? "" : "";
            var codes = parse.GetValue(stores) ?? [];
            await using var db = session.Services.GetRequiredService<StudioData>().Read();
            var ids = await db.Set<Store>().Where(s => codes.Contains(s.Code)).Select(s => s.Id).ToListAsync(token);
            if (ids.Count < codes.Distinct(StringComparer.Ordinal).Count())
            {
                session.Output.Refuse("store_unknown", $"Not every one of these is the code of a store: {string.Join(", ", codes)}.");
                return CliExit.Refused;
            }

            var request = new AddUserRequest(parse.GetRequiredValue(name), parse.GetRequiredValue(email), parse.GetRequiredValue(role), ids, "", given);
            var outcome = await session.Services.GetRequiredService<AddUser>().RunAsync(session.Actor, request, token);
            if (outcome is not { IsDone: true, Value: { } user })
            {
                session.Output.Refuse(outcome.Code, outcome.Text);
                return CliExit.Refused;
            }

            session.Output.Result(new { State = "done", user.Id, user.Email, user.Password },
                $"{user.Email} can sign in{(user.Password is null ? "." : $" with password {user.Password}")}");
            return CliExit.Done;
        }, ct));
        return new Command("users", "The people who may sign in") { add };
    }
}
