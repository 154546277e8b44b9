using System.Runtime.InteropServices;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>What can happen to a member's points.</summary>
internal enum ActKind { Purchase, Return, Event, Fact, ChequeFact, Delivery, Hand }

/// <summary>
/// One thing that happened to a member, in 24 bytes, so that ten million of them fit in memory. Sorted by <see cref="Key"/> it stands in order of time:
/// the day, and within the day the order in which things were recorded.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Act(long key, long cents, ActKind kind, int place, uint facts)
{
    private const int OrderBits = 43;
    private const int PlaceBits = 28;
    private const int SlotBits = 9;

    /// <summary>How many other things may stand between two purchases of one member on one day.</summary>
    internal const int MostBetween = (1 << (SlotBits - 1)) - 2;

    /// <summary>Where cheques of a day stand; before it only what was booked before them.</summary>
    internal const long Cheques = 1 << (SlotBits - 1);

    /// <summary>Behind everything else of a day.</summary>
    internal const long LastOfDay = (1L << OrderBits) - 1;

    private readonly uint what = ((uint)kind << PlaceBits) | (uint)(place + 1);

    internal long Key { get; } = key;

    /// <summary>What may earn points of a purchase; points of a fact; the whole amount of a return (negative), where turnover counts.</summary>
    internal long Cents { get; } = cents;

    /// <summary>Where and when of a purchase; see <see cref="Surroundings"/>.</summary>
    internal uint Facts { get; } = facts;

    internal int Day => (int)(Key >> OrderBits);
    internal ActKind Kind => (ActKind)(what >> PlaceBits);

    /// <summary>Place in the list of its kind; for a purchase in that of those of which something came back, or -1.</summary>
    internal int Place => (int)(what & ((1u << PlaceBits) - 1)) - 1;

    /// <summary>Of a purchase or return.</summary>
    internal long PurchaseId => (Key & LastOfDay) >> SlotBits;

    internal static long KeyOf(int day, long order) => ((long)day << OrderBits) | order;

    /// <summary>The order of a purchase within its day; there is room behind it for what happened before the next one.</summary>
    internal static long OrderOf(long purchaseId) => purchaseId << SlotBits;
}

/// <summary>Store, channel, way of paying and minute of the day of a purchase in 32 bits; read only when a rule looks at one of them.</summary>
internal static class Surroundings
{
    internal const int MostStores = 2046;
    internal const int MostPayments = 254;

    internal static uint Pack(int store, int channel, int payment, int minute) => ((uint)store << 21) | ((uint)channel << 19) | ((uint)payment << 11) | (uint)minute;

    internal static int Store(uint facts) => (int)(facts >> 21);
    internal static int Channel(uint facts) => (int)(facts >> 19) & 3;
    internal static int Payment(uint facts) => (int)(facts >> 11) & 255;
    internal static int Minute(uint facts) => (int)facts & 2047;
}

/// <summary>A purchase line as counting needs it.</summary>
internal readonly record struct LineRow(long AmountCents, int Product, int Quantity, LineKind Kind);

/// <summary>A purchase of which units came back: its lines lie one after another in <see cref="Returns.Lines"/>.</summary>
internal readonly record struct Touched(long PurchaseId, long EligibleCents, long PaidByChequeCents, int FirstLine, int LineCount);

/// <summary>Units of one line of a purchase that a return takes back.</summary>
/// <param name="Purchase">Place in <see cref="Returns.Purchases"/>.</param>
/// <param name="Line">Place in <see cref="Returns.Lines"/>.</param>
internal readonly record struct Match(int Purchase, int Line, int Quantity);

/// <summary>A return: what it takes back, and the amount of goods of which no purchase was found.</summary>
internal sealed record ReturnAct(IReadOnlyList<Match> Matches, long UnmatchedCents);

/// <summary>A member event: a review, a check-in.</summary>
internal sealed record EventAct(string Kind, int Store, DateTime LocalAt, long Lot)
{
    /// <summary>Kinds that give points once per member, as <see cref="Points.Events.EventBook"/> says.</summary>
    internal bool OncePerMember { get; } = Kind is "enrolment" or "profile";

    /// <summary>A birthday is nothing that the member does.</summary>
    internal bool IsActivity { get; } = Kind != "birthday";
}

/// <summary>Points given or taken by hand, a reward taken or given back, expired points given back, and a later end of open points.</summary>
internal enum FactKind { Given, Taken, Spent, Undone, Reinstated, Extended }


/// <summary>A booking that is repeated as it was, as far as points reach.</summary>
/// <param name="Of">The lot of points that are given or given back (<see cref="LotNumber"/>), or the booking of the reward that is taken or given back.</param>
/// <param name="Line">Which end of the lot it was that is undone.</param>
/// <param name="Expires">The last day as it stands in the books; of an extension the new one.</param>
internal sealed record FactAct(FactKind Kind, long Points, long Of, int Line, int Activates, int? Expires, int? Qualifies)
{
    /// <summary>Booked on a day on which cheques were issued later.</summary>
    internal bool BeforeCheques { get; init; }
}

/// <summary>The day of delivery of a purchase, taken as told on that day.</summary>
internal readonly record struct DeliveryAct(long Lot, int BoughtOn);

/// <summary>A tier that a person gave to a last day, or, without a tier, ended.</summary>
internal sealed record HandAct(string? Tier, int LastDay);

/// <summary>Tells lots apart by what earned them, so that it is the same in both courses.</summary>
internal static class LotNumber
{
    internal static long OfPurchase(long id) => id << 2;

    internal static long OfEvent(long id) => (id << 2) | 1;

    internal static long Of(string sourceType, string sourceId, long entryId) => (sourceType, long.TryParse(sourceId, out var id)) switch
    {
        ("purchase", true) => OfPurchase(id),
        ("event", true) => OfEvent(id),
        ("adjustment", true) => (id << 2) | 2,
        _ => (entryId << 2) | 3,
    };
}

/// <summary>A cheque that was issued before the first day of the back-test.</summary>
internal readonly record struct ChequeFact(long Points, int CutOff);

/// <summary>A run that was issued: when, and over which points.</summary>
/// <param name="LastDay">Of the period: its version of the programme says how.</param>
internal sealed record IssuedRun(long Id, string Scheme, int LastDay, int CutOff, int IssuedOn, HashSet<int> Members);
