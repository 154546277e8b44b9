using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Cheques.Pages;

/// <summary>The till of a shop without a link: one code at a time, one clear answer.</summary>
public sealed partial class RedeemPage
{
    private sealed record Answer(bool Good, string Big, IReadOnlyList<string> Lines);

    private readonly LoadState<PageOf<StoreRow>> stores = new();
    private ElementReference codeField;
    private ElementReference receiptField;
    private string code = "";
    private string receipt = "";
    private decimal? amount;
    private long? store;
    private Answer? answer;

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync(stores, async (actor, ct) => actor.May(Permission.RedeemCodes)
            ? await Stores.RunAsync(actor, new ListStoresRequest("", new PageRequest(0, 200), ActiveOnly: true), ct)
            : Refuse.Forbidden());
        store = stores.Value is { Rows: [var only] } ? only.Id : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await codeField.FocusAsync();
        }
    }

    private async Task RedeemAsync()
    {
        // A scanner ends with Enter: without a receipt that means "on to the receipt".
        if (code.Trim().Length > 0 && receipt.Trim().Length == 0)
        {
            await receiptField.FocusAsync();
            return;
        }

        if (code.Trim().Length == 0)
        {
            await codeField.FocusAsync();
            return;
        }

        var request = new RedeemRequest(code.Trim(), receipt.Trim(), amount is { } euro ? (long)Math.Round(euro * 100) : null, store);
        var outcome = await RunAsync((actor, ct) => Redeem.RunAsync(actor, request, ct), new Problems());
        if (outcome is null)
        {
            return;
        }

        answer = outcome.IsDone ? Yes(outcome.Value!) : No(outcome);
        if (outcome.IsDone)
        {
            (code, receipt, amount) = ("", "", null);
        }

        await codeField.FocusAsync();
    }

    private Answer Yes(RedeemedCode done) => done.Percent is { } percent
        ? new(true, T["{0} % off", percent], [T["Give this discount on receipt {0}.", receipt.Trim()], T["The coupon is used now."]])
        : new(true, T["{0} off", Format.Money(done.AmountCents)],
            [T["Take this off receipt {0}.", receipt.Trim()], done.Kind == "coupon" ? T["The coupon is used now."]
                : done.LeftCents == 0 ? T["Nothing is left on this cheque."] : T["{0} is left, valid until {1}.", Format.Money(done.LeftCents), UiFormat.Date(done.ValidUntil)]]);

    private Answer No(Outcome<RedeemedCode> outcome)
    {
        object[] args = [.. outcome.Args.Select(a => a is DateOnly date ? UiFormat.Date(date) : a)];
        var sentence = outcome switch
        {
            { Code: "too_much", Args: [long left] } => T["This cheque has {0} left. Enter that or less.", Format.Money(left)].Value,
            { Errors: [var error, ..] } => Sentences.Say(T, error.Message, error.Args),
            _ => Sentences.Say(T, outcome.Message, args),
        };
        return new(false, T["Not accepted"], [sentence]);
    }
}
