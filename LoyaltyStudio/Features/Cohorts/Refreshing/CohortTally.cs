using LoyaltyStudio.Features.Cohorts.Model;

namespace LoyaltyStudio.Features.Cohorts.Refreshing;

/// <summary>One purchase day of a member: day number, what was kept of it in cents, its lines, the category that most was spent on, and whether it was in a store and elsewhere.</summary>
internal readonly record struct CohortDay(int On, long Cents, int Lines, int Category, bool Store, bool Elsewhere, string Channel);

/// <summary>Sums of one cell while it is counted.</summary>
internal sealed class CohortSum
{
    internal int Members, Base;
    internal long Cents;
}

/// <summary>Where a member belongs: month of the first purchase (months since year 0), home store, source and channel of the first purchase.</summary>
internal readonly record struct CohortPlace(int Month, long Store, string Source, string Channel);

/// <summary>Counts members into cells, member by member. Pure; halves are counted apart and put together.</summary>
internal sealed class CohortTally(int asOf)
{
    /// <summary>Days within which members may come back.</summary>
    internal static readonly int[] Within = [30, 60, 90, 180, 365];

    /// <summary>Upper ends of the steps in which days between purchases are counted.</summary>
    internal static readonly int[] Gaps = [7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365, 540, 730, 99_999];

    /// <summary>Order numbers from here on are counted together.</summary>
    internal const int LastStep = 6;
    internal const int LastBasket = 10;

    internal Dictionary<(CohortPlace Place, CohortFact Fact, int Step, int Number), CohortSum> Cells { get; } = [];
    internal Dictionary<(CohortPlace Place, int From, int To), int> Paths { get; } = [];

    /// <param name="days">In order of day, at least one.</param>
    internal void Add(long store, string source, List<CohortDay> days)
    {
        var first = days[0];
        var place = new CohortPlace(MonthOf(first.On), store, source, first.Channel);
        Months(place, days);
        foreach (var within in Within.Where(w => asOf - first.On > w))
        {
            Count(place, CohortFact.Repeat, 0, within, days.Count > 1 && days[1].On - first.On <= within ? 1 : 0, 1, 0);
        }

        for (var i = 0; i < days.Count && i < LastBasket; i++)
        {
            Count(place, CohortFact.Basket, 0, i + 1, 1, days[i].Lines, days[i].Cents);
        }

        for (var i = 1; i < days.Count; i++)
        {
            Count(place, CohortFact.Gap, Math.Min(i + 1, LastStep), Gaps[Array.FindIndex(Gaps, g => days[i].On - days[i - 1].On <= g)], 1, 0, 0);
        }

        var mix = !days.Exists(d => d.Elsewhere) ? 1 : days.Exists(d => d.Store) ? 3 : 2;
        Count(place, CohortFact.Mix, 0, mix, 1, days.Count, days.Sum(d => d.Cents));
        var path = (place, first.Category, days.Count > 1 ? days[1].Category : -1);
        Paths[path] = Paths.GetValueOrDefault(path) + 1;
    }

    internal void Add(CohortTally other)
    {
        foreach (var (key, sum) in other.Cells)
        {
            Count(key.Place, key.Fact, key.Step, key.Number, sum.Members, sum.Base, sum.Cents);
        }

        foreach (var (key, members) in other.Paths)
        {
            Paths[key] = Paths.GetValueOrDefault(key) + members;
        }
    }

    internal static int MonthOf(int day) => DateOnly.FromDayNumber(day) is var date ? (date.Year * 12) + date.Month - 1 : 0;

    internal static DateOnly DateOf(int month) => new(month / 12, (month % 12) + 1, 1);

    /// <summary>A row for every month in which the member bought.</summary>
    private void Months(CohortPlace place, List<CohortDay> days)
    {
        var (month, bought, cents) = (place.Month, 0, 0L);
        foreach (var day in days)
        {
            var now = MonthOf(day.On);
            if (now != month)
            {
                Count(place, CohortFact.Month, 0, month - place.Month, 1, bought, cents);
                (month, bought, cents) = (now, 0, 0);
            }

            (bought, cents) = (bought + 1, cents + day.Cents);
        }

        Count(place, CohortFact.Month, 0, month - place.Month, 1, bought, cents);
    }

    private void Count(CohortPlace place, CohortFact fact, int step, int number, int members, int @base, long cents)
    {
        ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(Cells, (place, fact, step, number), out _);
        sum ??= new CohortSum();
        (sum.Members, sum.Base, sum.Cents) = (sum.Members + members, sum.Base + @base, sum.Cents + cents);
    }
}
