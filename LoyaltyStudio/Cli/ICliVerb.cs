using System.CommandLine;

namespace LoyaltyStudio.Cli;

/// <summary>
/// A verb of the command line. Features register theirs as a singleton <see cref="ICliVerb"/> with a constructor without parameters; what a verb needs
/// it takes from the session's services when it runs.
/// </summary>
public interface ICliVerb
{
    Command Build(CliContext context);
}

/// <summary>What the process answers to the shell.</summary>
public static class CliExit
{
    public const int Done = 0, Refused = 1, Usage = 2;
}
