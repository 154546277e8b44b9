using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;

namespace LoyaltyStudio.Features.Cheques.Previewing;

/// <summary>The members of one moment, alike ones together, and what schemes would give them.</summary>
internal sealed class SchemeReading(DateOnly day, bool whole, PreviewNeeds needs, IReadOnlyList<string> tiers, IReadOnlyList<string> stores, Dictionary<AlikeMembers, int> alike) : ISchemeReading
{
    private readonly AlikeMembers[] groups = [.. alike.Keys];
    private readonly int[] counts = [.. alike.Values];

    public DateOnly Day => day;
    public bool Whole => whole;

    /// <summary>How many groups of members who are alike.</summary>
    internal int Groups => groups.Length;

    public bool Covers(ProgrammeContent content) => needs.Covers(PreviewNeeds.Of(content));

    public SchemesGiven Of(ProgrammeContent content)
    {
        var places = tiers.Select(t => content.TierOf(t).Code).ToList();
        var tallies = content.Schemes.Select(s => new SchemeTally(s, day, places, stores, needs.Turnovers.ToList().IndexOf(s.Period))).ToArray();
        long points = 0, used = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            ref readonly var group = ref groups[i];
            points += Math.Max(0, group.Points - group.Debt - group.Held) * counts[i];
            long taken = 0;
            foreach (var tally in tallies)
            {
                taken += tally.Add(group, counts[i], taken);
            }

            used += taken * counts[i];
        }

        return new SchemesGiven([.. tallies.Select(t => t.Result)], points, points - used);
    }
}

/// <summary>Adds up what one scheme gives to groups of members. Everything that hangs on the scheme alone is looked up once.</summary>
internal sealed class SchemeTally
{
    private readonly ChequeScheme scheme;
    private readonly int[] percents;
    private readonly bool[] tierIn, storeIn;
    private readonly int turnover, latestSince;
    private readonly TurnoverBand[] bands;
    private readonly Dictionary<long, int> values = [];
    private readonly int[] refused = new int[Refusals.All.Count];
    private int members, cheques;
    private long cents, used, eligible;

    /// <param name="tiers">Codes of tiers of this programme by place.</param>
    /// <param name="turnover">Place of the turnover of the scheme's period.</param>
    internal SchemeTally(ChequeScheme scheme, DateOnly day, IReadOnlyList<string> tiers, IReadOnlyList<string> stores, int turnover)
    {
        (this.scheme, this.turnover) = (scheme, turnover);
        percents = [.. tiers.Select(scheme.PercentOf)];
        tierIn = [.. tiers.Select(t => LinePolicy.TakesPart(scheme, t))];
        storeIn = [LinePolicy.TakesPartStore(scheme, null), .. stores.Select(s => LinePolicy.TakesPartStore(scheme, s))];
        bands = [.. scheme.Bands];
        latestSince = day.DayNumber - Math.Max(0, scheme.MemberDays);
    }

    internal SchemeGiven Result => new(scheme.Code, members, cheques, cents, used, eligible - used, [.. values.Select(v => new GivenValue(v.Key, v.Value)).OrderBy(v => v.ValueCents)],
        [.. Refusals.All.Select((r, i) => new GivenRefusal(r, refused[i])).Where(r => r.Count > 0).OrderByDescending(r => r.Count)]);

    /// <param name="taken">Points that the schemes before this one take from each of them.</param>
    /// <returns>Points that each of them gives for this cheque.</returns>
    internal long Add(in AlikeMembers group, int count, long taken)
    {
        if (group.Points <= 0 && group.Pending <= 0)
        {
            Refuse(Refusals.NoPoints, group.Active ? count : 0);
            return 0;
        }

        var points = new MemberPoints(group.Points, group.Pending, group.Debt, group.Held + taken);
        members += count;
        eligible += points.Eligible * count;
        var refusal = LinePolicy.Excluded(group.Active, tierIn[group.Tier], storeIn[group.Store], scheme.MemberDays == 0 || group.Since <= latestSince);
        var value = default(ChequeValue);
        if (refusal.Length == 0)
        {
            (value, refusal) = LinePolicy.Decide(scheme, percents[group.Tier], BandOf(group), points);
        }

        if (refusal.Length > 0)
        {
            Refuse(refusal, count);
            return 0;
        }

        cheques += count;
        cents += value.ValueCents * count;
        used += value.PointsUsed * count;
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(values, value.ValueCents, out _) += count;
        return value.PointsUsed;
    }

    private int BandOf(in AlikeMembers group)
    {
        var percent = 100;
        if (bands.Length > 0)
        {
            var cents = group.Turnover.At(turnover);
            foreach (var band in bands)
            {
                percent = band.FromCents <= cents ? band.Percent : percent;
            }
        }

        return percent;
    }

    private void Refuse(string reason, int count)
    {
        for (var i = 0; i < refused.Length; i++)
        {
            if (ReferenceEquals(Refusals.All[i], reason))
            {
                refused[i] += count;
                return;
            }
        }
    }
}
