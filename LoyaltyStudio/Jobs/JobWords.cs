namespace LoyaltyStudio.Jobs;

/// <summary>Names of the jobs for people, in English and the key of their translation. A job that is not listed is shown by its own name.</summary>
public static class JobWords
{
    private static readonly Dictionary<string, (string Title, string Explanation)> Known = new()
    {
        ["expire-points"] = ("Expire points", "Takes points off that have passed their last day."),
        ["birthday-points"] = ("Birthday points", "Gives members the points that the programme has for their birthday."),
        ["evaluate-tiers"] = ("Evaluate tiers", "Gives every member the tier that follows from what they bought."),
        ["member-notices"] = ("Warn members ahead", "Writes to members whose tier ends soon or whose points expire soon."),
        ["refresh-states"] = ("Refresh states", "Looks where every customer stands: new, active, hesitating, lost and so on."),
        ["refresh-segments"] = ("Refresh segments", "Divides members into segments again."),
        ["run-campaigns"] = ("Run campaigns", "Finds who a campaign is for, draws the holdout and writes the messages."),
        ["measure-campaigns"] = ("Measure campaigns", "Compares campaigns with their control groups, and counts what they cost."),
        ["deliver-outbox"] = ("Send messages", "Hands waiting messages to the mail server, only with consent at that moment."),
        ["deliver-hand-overs"] = ("Hand customers over", "Tells other programs which customers a campaign hands to them."),
        ["reward-invitations"] = ("Count friends", "Looks which friends, brought in by customers, have become customers themselves."),
        ["issue-cheques"] = ("Prepare and issue cheques", "Calculates reward cheques for a period, and issues them once somebody has approved."),
        ["deliver-cheques"] = ("Send cheques", "Writes to members about new cheques and reminds them before the last day, with the cheque in the message."),
        ["expire-cheques"] = ("Expire cheques", "Closes cheques that are past their validity."),
        ["lapse-reservations"] = ("Free reserved cheques", "Frees cheques whose reservation at a till is over, and warns when somebody seems to be guessing codes."),
        ["ask-feedback"] = ("Ask for feedback", "Invites customers to answer the surveys that are on, only with consent and never too often."),
        ["watch-promises"] = ("Watch promises", "Marks promises that were not kept and asks the store to make them good."),
        ["refit-predictions"] = ("Refit predictions", "Fits the prediction models to the latest purchases."),
        ["refresh-cohorts"] = ("Refresh cohorts", "Counts who came back, by month of the first purchase."),
        ["reconcile"] = ("Check the books", "Proves that balances, cheques and messages still add up."),
    };

    public static (string Title, string Explanation) Of(string name) => Known.TryGetValue(name, out var words) ? words : (name, "");
}
