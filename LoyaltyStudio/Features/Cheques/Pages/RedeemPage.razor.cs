using System.Globalization;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Radzen;

namespace LoyaltyStudio.Features.Cheques.Pages;

/// <summary>
/// The till of a shop without a link. Scan: the answer says what the code is worth. Enter again: it is used. Whatever happens, the next scan starts over, and the
/// field for it has the focus.
/// </summary>
public sealed partial class RedeemPage
{
    /// <summary>Some scanners send Enter twice; the second must not use the cheque.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(700);

    private readonly LoadState<PageOf<StoreRow>> stores = new();
    private readonly LoadState<IReadOnlyList<RedemptionRow>> used = new();
    private ElementReference codeField;
    private string code = "";
    private string scanned = "";
    private string receipt = "";
    private string customer = "";
    private decimal? amount;
    private long? store;
    private FoundCode? found;
    private long foundAt;
    private bool? good;
    private string big = "";
    private IReadOnlyList<string> lines = [];
    private bool focus = true;

    private string Look => found is { Usable: true } ? "till-can" : good switch { true => "till-yes", false => "till-no", null => "till-wait" };

    private string Sign => found is { Usable: true } ? "redeem" : good switch { true => "check_circle", false => "cancel", null => "barcode_scanner" };

    protected override async Task OnInitializedAsync()
    {
        Again();
        await LoadAsync(stores, async (actor, ct) => actor.May(Permission.RedeemCodes)
            ? await Stores.RunAsync(actor, new ListStoresRequest("", new PageRequest(0, 200), ActiveOnly: true), ct)
            : Refuse.Forbidden());
        store = stores.Value is { Rows: [var first, ..] rows } && (rows.Count == 1 || Actor.Stores is not null) ? first.Id : null;
        await LoadUsedAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focus)
        {
            focus = false;
            await codeField.FocusAsync();
        }
    }

    private Task LoadUsedAsync() => LoadAsync(used, (actor, ct) => Redemptions.RunAsync(actor, new ListRedemptionsRequest(null, store, Format.Calendar.Today(Clock), Most: 20), ct));

    private async Task StoreAsync(ChangeEventArgs change)
    {
        store = long.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var id) ? id : null;
        focus = true;
        await LoadUsedAsync();
    }

    private void KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
        {
            Again();
        }
    }

    /// <summary>Enter in the field: a code is looked up; without one, Enter uses what was found.</summary>
    private async Task ScanAsync()
    {
        focus = true;
        if (code.Trim().Length == 0)
        {
            if (found is { Usable: true })
            {
                await UseAsync();
            }

            return;
        }

        (scanned, code, found) = (code.Trim(), "", null);
        if (await RunAsync((actor, ct) => LookUp.RunAsync(actor, new LookUpRequest(scanned, store), ct), new Problems()) is not { } outcome)
        {
            return;
        }

        if (outcome is not { IsDone: true, Value: { } value })
        {
            No(Sentence(outcome));
            return;
        }

        (found, foundAt, good) = (value, Clock.GetTimestamp(), null);
        big = value.Usable ? Worth(value) : T["Not accepted"];
        lines = [value.Usable ? T["Valid until {0}", UiFormat.Date(value.ValidUntil)] : WhyNot(value), value.Card.Length > 0 ? T["Card {0}", value.Card] : ""];
        lines = [.. lines.Where(l => l.Length > 0)];
        (good, amount, customer) = (value.Usable ? null : false, value.Kind == "cheque" ? value.LeftCents / 100m : null, "");
        receipt = TimeZoneInfo.ConvertTimeFromUtc(Clock.GetUtcNow().UtcDateTime, Format.Calendar.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private async Task UseAsync()
    {
        if (found is not { Usable: true } value || Clock.GetElapsedTime(foundAt) < Settle)
        {
            return;
        }

        long? cents = amount is { } euro ? (long)Math.Round(euro * 100) : null;
        var on = receipt.Trim();
        if (await RunAsync((actor, ct) => Redeem.RunAsync(actor, new RedeemRequest(scanned, on, cents, store) { Member = customer.Trim() }, ct), new Problems()) is not { } outcome)
        {
            return;
        }

        focus = true;
        if (outcome is { IsDone: true, Value: { } done })
        {
            (found, scanned, good, big) = (null, "", true, done.Kind == "coupon" ? done.AmountCents > 0 ? T["{0} off", Format.Money(done.AmountCents)] : Worth(value.Benefit, value.Value) : T["{0} off", Format.Money(done.AmountCents)]);
            lines = [done.Points > 0 ? T["{0} points are booked for the customer.", UiFormat.Number(done.Points)] : T["Take this off receipt {0}.", on], done.Kind == "coupon" ? T["The coupon is used now."]
                : done.LeftCents == 0 ? T["Nothing is left on this cheque."] : T["{0} is left, valid until {1}.", Format.Money(done.LeftCents), UiFormat.Date(done.ValidUntil)]];
            await LoadUsedAsync();
        }
        else if (outcome is { Kind: OutcomeKind.Invalid } or { Code: "too_much" or "receipt_differs" or "member_required" or "member_unknown" })
        {
            // What can be put right here stays open.
            lines = [Sentence(outcome), .. value.Card.Length > 0 ? new[] { T["Card {0}", value.Card].Value } : []];
        }
        else
        {
            No(Sentence(outcome));
        }
    }

    private async Task UndoAsync(RedemptionRow row)
    {
        await Dialogs.OpenAsync<UndoRedemptionDialog>(T["Undo the use of …{0}?", row.LastFour], new() { ["Row"] = row }, new DialogOptions { Width = "min(32rem, 94vw)" });
        Again();
        await LoadUsedAsync();
    }

    private void Again() => (code, scanned, found, good, big, lines, focus) = ("", "", null, null, T["Ready for the next code"], [], true);

    private void No(string sentence) => (found, scanned, good, big, lines) = (null, "", false, T["Not accepted"], [sentence]);

    private string Worth(FoundCode value) => value.Kind == "coupon" ? Worth(value.Benefit, value.Value) : Format.Money(value.LeftCents);

    private string Worth(string benefit, int value) => benefit switch
    {
        "percent" => T["{0} % off", value],
        "product" => value == 0 ? T["One piece for free"] : T["{0} off one piece", Format.Money(value)],
        "delivery" => T["Free delivery"],
        "points" => T["{0} points on top", UiFormat.Number(value)],
        _ => Format.Money(value),
    };

    private string UseText(FoundCode value) => value.Kind == "cheque" && amount is > 0 and var euro ? T["Use {0}", Format.Money((long)Math.Round(euro * 100))] : T["Use {0}", Worth(value)];

    private string WhyNot(FoundCode value) => (value.State, value.Kind) switch
    {
        ("redeemed", "coupon") when value.Word.Length > 0 => T["This code has been used as often as it may."],
        ("revoked", "coupon") => T["This code was withdrawn."],
        ("not_yet_valid", _) => T["This code does not hold yet."],
        ("redeemed", "coupon") => T["This coupon has been used already."],
        ("redeemed", _) => T["This cheque has been used already."],
        ("revoked", _) => T["This cheque was withdrawn."],
        ("reserved", _) => T["This cheque is reserved for another receipt."],
        (_, "coupon") => T["This coupon was valid until {0}.", UiFormat.Date(value.ValidUntil)],
        _ => T["This cheque was valid until {0}.", UiFormat.Date(value.ValidUntil)],
    };

    private string Time(DateTime at) => TimeZoneInfo.ConvertTimeFromUtc(at, Format.Calendar.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private string Sentence<T1>(Outcome<T1> outcome)
    {
        object[] args = [.. outcome.Args.Select(a => a is DateOnly date ? UiFormat.Date(date) : a)];
        return outcome switch
        {
            { Code: "too_much", Args: [long left] } when outcome.Message.StartsWith("This cheque", StringComparison.Ordinal) => T["This cheque has {0} left. Enter that or less.", Format.Money(left)],
            { Errors: [var error, ..] } => Sentences.Say(T, error.Message, error.Args),
            _ => Sentences.Say(T, outcome.Message, args),
        };
    }
}
