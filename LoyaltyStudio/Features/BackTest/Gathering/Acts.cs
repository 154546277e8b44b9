using System.Runtime.InteropServices;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>What can happen to a member's points.</summary>
internal enum ActKind { Purchase, Return, Event, Fact, ChequeFact }

/// <summary>
/// One thing that happened to a member, in 24 bytes, so that ten million of them fit in memory. Sorted by <see cref="Key"/> it stands in order of time:
/// the day, and within the day the order in which things were recorded.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Act(long key, long cents, ActKind kind, int place, uint facts)
{
    private const int OrderBits = 43;
    private const int PlaceBits = 28;

    /// <summary>Before everything else of a day: what jobs do at night.</summary>
    internal const long FirstOfDay = 0;

    /// <summary>Behind everything else of a day.</summary>
    internal const long LastOfDay = (1L << OrderBits) - 1;

    private readonly uint what = ((uint)kind << PlaceBits) | (uint)(place + 1);

    internal long Key { get; } = key;

    /// <summary>What may earn points of a purchase; points of a fact.</summary>
    internal long Cents { get; } = cents;

    /// <summary>Where and when of a purchase; see <see cref="Surroundings"/>.</summary>
    internal uint Facts { get; } = facts;

    internal int Day => (int)(Key >> OrderBits);
    internal ActKind Kind => (ActKind)(what >> PlaceBits);

    /// <summary>Place in the list of its kind; for a purchase in that of those of which something came back, or -1.</summary>
    internal int Place => (int)(what & ((1u << PlaceBits) - 1)) - 1;

    /// <summary>Of a purchase or return.</summary>
    internal long PurchaseId => (Key & LastOfDay) >> 1;

    internal static long KeyOf(int day, long order) => ((long)day << OrderBits) | order;

    /// <summary>The order of a purchase within its day.</summary>
    internal static long OrderOf(long purchaseId) => purchaseId << 1;
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
internal sealed record EventAct(string Kind, int Store, DateTime LocalAt);

/// <summary>A booking that is repeated as it was: an adjustment, a reward that was taken, something put back.</summary>
internal sealed record FactAct(long Points, int Activates, int? Expires, int? Qualifies);

/// <summary>A cheque that was issued before the first day of the back-test.</summary>
internal readonly record struct ChequeFact(long Points, int CutOff);

/// <summary>A run that was issued: when, and over which points.</summary>
internal sealed record IssuedRun(long Id, int CutOff, int IssuedOn, HashSet<int> Members);
