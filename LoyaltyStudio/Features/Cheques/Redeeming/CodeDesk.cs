using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// What all calls with a code have in common: who may, which kind of code it is, and that wrong codes are counted. Unknown and malformed codes get one and the same
/// answer; only who holds a code learns what became of it. No code ever stands in a message.
/// </summary>
public sealed class CodeDesk(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, IEnumerable<ICodeKind> kinds, WrongCodes wrong)
{
    internal const string UnknownCode = "unknown_code";

    public async Task<TillMoment> NowAsync(Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new TillMoment(actor, (await organisation.CurrentAsync(ct)).Calendar.DateOf(now), now);
    }

    /// <summary>Whether this actor may act at the till of this store.</summary>
    internal static Refusal? MayNot(Actor actor, long? store) => !actor.May(Permission.RedeemCodes) || (store is not null && !actor.Sees(store)) ? Refuse.Forbidden()
        : store is null && actor.Stores is { Count: > 1 } ? Refuse.Invalid("store", "Choose the store.") : null;

    /// <summary>What is wrong with the form of a call; the code is judged by <see cref="BeforeAsync"/>.</summary>
    internal static Refusal? Wrong(string receipt, string terminal, string? code)
    {
        if (terminal.Length > WrongCodes.TerminalLimit)
        {
            return Refuse.Invalid("terminal", "Name the till in at most {0} characters.", WrongCodes.TerminalLimit);
        }

        if (string.IsNullOrWhiteSpace(receipt) || receipt.Length > 100)
        {
            return Refuse.Invalid("receipt_id", "Give the number of the receipt, at most 100 characters.");
        }

        // A scanner in the wrong field: the code must not end up where receipts are kept and shown.
        return CodeText.Normalise(receipt) is { } scanned && scanned == CodeText.Normalise(code) ? Refuse.Invalid("receipt_id", "This is the code itself, not the number of a receipt.") : null;
    }

    /// <summary>Before the transaction: whether this till has guessed too often, and whether it can be a code at all; that needs no look-up, but counts.</summary>
    internal async Task<Refusal?> BeforeAsync(Actor actor, string terminal, string code, CancellationToken ct) =>
        await wrong.TooManyAsync(actor, terminal, ct) ?? (CodeText.Normalise(code) is null && TypedCode.WordOf(code) is null ? await wrong.NoteAsync(actor, terminal, ct) ?? Unknown() : null);

    /// <summary>After the transaction: counts a code that was not known.</summary>
    /// <returns>What to answer instead, when the measure was full by then.</returns>
    internal async Task<Refusal?> AfterAsync<T>(Actor actor, string terminal, Outcome<T>? outcome, CancellationToken ct) =>
        outcome?.Code == UnknownCode ? await wrong.NoteAsync(actor, terminal, ct) : null;

    /// <summary>Asks the kinds of codes in turn.</summary>
    internal async Task<Outcome<T>> AskAsync<T>(string code, Func<ICodeKind, TypedCode, Task<Outcome<T>?>> ask)
    {
        var typed = Typed(code);
        foreach (var kind in kinds)
        {
            if (await ask(kind, typed) is { } outcome)
            {
                return outcome;
            }
        }

        return Unknown();
    }

    internal ICodeKind KindOf(string name) => kinds.First(k => k.Name == name);

    internal IEnumerable<ICodeKind> Kinds => kinds;

    internal ChequeCodes Cheques => kinds.OfType<ChequeCodes>().First();

    /// <summary>What stands for a code wherever something about the call is kept; a code that cannot be one is nobody's secret and stands for nothing.</summary>
    internal string Hidden(string? code) => (CodeText.Normalise(code) ?? TypedCode.WordOf(code)) is { } real ? Convert.ToHexStringLower(vault.Hash(real)) : "";

    /// <summary>Runs a call whole: check before, transaction, count after.</summary>
    internal async Task<Outcome<T>> ServeAsync<T>(Actor actor, string terminal, string? code, Func<StudioDb, Task<Outcome<T>>> work, CancellationToken ct)
    {
        if (code is not null && await BeforeAsync(actor, terminal, code, ct) is { } refusal)
        {
            return refusal;
        }

        await organisation.CurrentAsync(ct);
        var outcome = await data.WriteAsync(work, ct);
        return await AfterAsync(actor, terminal, outcome, ct) is { } later ? later : outcome;
    }

    /// <summary>The code in the form in which it is looked for; its form has been checked.</summary>
    internal TypedCode Typed(string code) => CodeText.Normalise(code) is { } real ? new TypedCode(vault.Hash(real), "")
        : new TypedCode([], TypedCode.WordOf(code) ?? throw new ArgumentException("The form of the code was not checked.", nameof(code)));

    internal static Refusal Unknown() => Refuse.NotFound(UnknownCode, "This code is not known.");
}
