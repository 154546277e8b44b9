namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>A cheque in the plainest words, written from the rules and not from the product: what a till must be answered, and what is open.</summary>
internal sealed class TillModel(long face, DateOnly validUntil)
{
    private sealed record Hold(int Number, string Receipt, long Cents, DateTime Until)
    {
        internal string End { get; set; } = "";
    }

    private sealed class Use
    {
        internal required string Receipt { get; init; }
        internal long Cents { get; init; }
        internal long Left { get; init; }
        internal bool Undone { get; set; }
    }

    private readonly List<Hold> holds = [];
    private readonly List<Use> uses = [];
    private long expired;
    private int undone;
    private string closed = "";

    internal int Codes { get; private set; } = 1;
    internal int Holds => holds.Count;
    internal int Uses => uses.Count;
    internal DateOnly ValidUntil { get; private set; } = validUntil;
    internal long Open => face - Used - expired;

    private long Used => uses.Where(u => !u.Undone).Sum(u => u.Cents);

    internal string Look(int code, DateTime now, DateOnly today) => code < Codes - 1 ? "replaced" : State(now, today) is var state && state == "expired" ? "expired 0" : $"{state} {Open}";

    internal string Reserve(int code, string receipt, long? cents, int minutes, DateTime now, DateOnly today)
    {
        if (code < Codes - 1)
        {
            return "replaced";
        }

        if (Held(now) is { } own && own.Receipt == receipt)
        {
            return cents is null || cents == own.Cents ? $"held {own.Number} {own.Cents} {own.Until:u}" : "receipt_differs";
        }

        if (uses.Find(u => u.Receipt == receipt) is { } use)
        {
            return use.Undone ? "reversed" : "already_redeemed";
        }

        if (No(cents ?? Open, now, today) is { } no)
        {
            return no;
        }

        var hold = new Hold(holds.Count, receipt, cents ?? Open, now.AddMinutes(minutes));
        holds.Add(hold);
        return $"held {hold.Number} {hold.Cents} {hold.Until:u}";
    }

    internal string Release(int number, DateTime now)
    {
        var hold = holds[number];
        if (hold.End == "used")
        {
            return "already_redeemed";
        }

        hold.End = hold.End.Length > 0 ? hold.End : hold.Until <= now ? "lapsed" : "released";
        return hold.End;
    }

    internal string Redeem(int code, string receipt, long? cents, DateTime now, DateOnly today)
    {
        if (Before(receipt, cents) is { } before)
        {
            return before;
        }

        return code < Codes - 1 ? "replaced" : Take(Held(now) is { } own && own.Receipt == receipt ? own : null, receipt, cents, now, today);
    }

    internal string RedeemHeld(int number, string receipt, long? cents, DateTime now, DateOnly today)
    {
        var hold = holds[number];
        return hold.Receipt != receipt ? "receipt_differs" : Before(receipt, cents) is { } before ? before : hold.End == "released" ? "reservation_released"
            : hold.End.Length > 0 || hold.Until <= now ? "reservation_lapsed" : Take(hold, receipt, cents, now, today);
    }

    internal string Reverse(int number, DateTime now, DateOnly today)
    {
        var use = uses[number];
        if (use.Undone)
        {
            return $"undone {use.Cents}";
        }

        if (undone == 3)
        {
            return "too_many_reversals";
        }

        if (ValidUntil < today && Held(now) is not null)
        {
            return "reserved";
        }

        // What was left when the last day went by has ended, whether or not a night came since.
        expired += ValidUntil < today ? Open : 0;
        use.Undone = true;
        undone++;
        if (ValidUntil < today)
        {
            ValidUntil = today.AddDays(30);
            Codes++;
        }

        return $"undone {use.Cents}";
    }

    internal void Expire(DateTime now, DateOnly asOf)
    {
        if (ValidUntil < asOf && Held(now) is null)
        {
            closed = Open > 0 ? "expired" : closed;
            expired += Open;
        }
    }

    private string Take(Hold? own, string receipt, long? cents, DateTime now, DateOnly today)
    {
        var amount = cents ?? own?.Cents ?? Open;
        if (own is not null && amount > own.Cents)
        {
            return "too_much";
        }

        if (own is null && No(amount, now, today) is { } no)
        {
            return no;
        }

        if (own is not null)
        {
            own.End = "used";
        }

        uses.Add(new Use { Receipt = receipt, Cents = amount, Left = Open - amount });
        closed = Open == 0 ? "redeemed" : "";
        return $"used {amount} {Open}";
    }

    private string? Before(string receipt, long? cents) => uses.Find(u => u.Receipt == receipt) is not { } use ? null
        : use.Undone ? "reversed" : cents is null || cents == use.Cents ? $"used {use.Cents} {use.Left}" : "receipt_differs";

    /// <summary>Why a receipt without a reservation cannot have this much.</summary>
    private string? No(long amount, DateTime now, DateOnly today) => Open == 0 ? closed == "expired" ? "expired" : "already_redeemed"
        : Held(now) is not null ? "reserved" : ValidUntil < today ? "expired" : amount > Open ? "too_much" : null;

    private Hold? Held(DateTime now) => holds.Find(h => h.End.Length == 0 && h.Until > now);

    private string State(DateTime now, DateOnly today) => Open == 0 ? closed
        : Held(now) is not null ? "reserved" : ValidUntil < today ? "expired" : Used > 0 ? "partly_redeemed" : "issued";
}
