using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Access.Users;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>`setup`: what the set-up page does, for scripts. Whoever runs it on the server needs no code. Without --password-stdin a password is made and shown once.</summary>
public sealed class SetUpVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var organisation = new Option<string>("--organisation") { Description = "Name of the organisation", HelpName = "NAME", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the administrator", HelpName = "NAME", Required = true };
        var email = new Option<string>("--email") { Description = "E-mail address with which the administrator signs in", HelpName = "ADDRESS", Required = true };
        var password = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input" };
        var language = new Option<string>("--language") { Description = "nl or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "nl" };
        var currency = new Option<string>("--currency") { Description = "Currency of all amounts", HelpName = "CODE", DefaultValueFactory = _ => "EUR" };
        var zone = new Option<string>("--time-zone") { Description = "Time zone of all business dates", HelpName = "ZONE", DefaultValueFactory = _ => "Europe/Amsterdam" };
        var programme = new Option<ReferenceProgramme>("--programme")
        {
            Description = "Publish the reference programme: AllPurchases, FromToday or None",
            HelpName = "WHICH",
            DefaultValueFactory = _ => ReferenceProgramme.AllPurchases,
        };
        var command = new Command("setup", "Set up a new installation: organisation, administrator, programme") { organisation, name, email, password, language, currency, zone, programme };
        command.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var given = parse.GetValue(password) ? await Console.In.ReadLineAsync(token) ?? "" : null;
            var choices = new SetUpChoices(parse.GetRequiredValue(name), parse.GetRequiredValue(email), given ?? PasswordRule.Generate(), parse.GetRequiredValue(organisation),
                parse.GetRequiredValue(language), parse.GetRequiredValue(currency), parse.GetRequiredValue(zone), parse.GetValue(programme));
            var outcome = await session.Services.GetRequiredService<SetUpOrganisation>().RunAsync(session.Actor, choices, token);
            if (!outcome.IsDone)
            {
                session.Output.Refuse(outcome.Code, outcome.Text);
                return CliExit.Refused;
            }

            var shown = given is null ? choices.Password : null;
            session.Output.Result(new { State = "done", choices.Email, Password = shown },
                $"{choices.OrganisationName} is set up. Sign in as {choices.Email}{(shown is null ? "." : $" with password {shown}")}");
            return CliExit.Done;
        }, ct));
        return command;
    }
}
