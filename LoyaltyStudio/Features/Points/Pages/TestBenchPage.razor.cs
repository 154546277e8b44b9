using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Trying;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Points.Pages;

public sealed partial class TestBenchPage
{
    private readonly LoadState<IReadOnlyList<ProgrammeRow>> state = new();
    private readonly LoadState<MemberList> people = new();
    private readonly LoadState<ProductList> goods = new();
    private readonly List<BenchLine> lines = [new() { Quantity = 1, Amount = 50 }];
    private ProgrammeWords words = default!;
    private RuleWords said = default!;
    private RuleFacts facts = RuleFacts.Empty;
    private ProgrammeContent content = ReferenceProgramme.Content;
    private IReadOnlyList<string> categories = [];
    private IReadOnlyList<ProductRow> products = [];
    private IReadOnlyList<MemberRow> found = [];
    private TriedPurchase? tried;
    private RealBasket? real;
    private long versionId;
    private (long Id, string Name)? member;
    private DateTime at;
    private decimal cheque;
    private bool first;
    private string happening = "", channel = "store", store = "", payment = "", tier = "", search = "", receipt = "";

    /// <summary>The version to begin with; otherwise the live one.</summary>
    [SupplyParameterFromQuery] private long? Version { get; set; }

    /// <summary>A receipt to begin with.</summary>
    [SupplyParameterFromQuery] private string? Receipt { get; set; }

    private IEnumerable<string> EventKinds => Triggers.Events.Concat(content.Rules.Select(r => r.Trigger)).Where(t => t != Triggers.Purchase).Distinct();

    protected override async Task OnInitializedAsync()
    {
        words = new ProgrammeWords(P, Format);
        said = new RuleWords(P, words, content);
        var now = TimeZoneInfo.ConvertTimeFromUtc(Clock.GetUtcNow().UtcDateTime, Format.Calendar.Zone);
        at = now.Date.AddHours(now.Hour);
        await LoadAsync();
        if (Receipt is { Length: > 0 } number)
        {
            await TakeAsync(number, null);
        }
    }

    private async Task LoadAsync()
    {
        await LoadAsync(state, async (actor, ct) =>
        {
            facts = (await Rules.RunAsync(actor, ct)).Value ?? RuleFacts.Empty;
            return await Versions.RunAsync(actor, ct);
        });
        if (state.Value is not { Count: > 0 } rows)
        {
            return;
        }

        await LoadAsync(goods, (actor, ct) => Products.RunAsync(actor, new ListProductsRequest("", "", "", new PageRequest(0, 1)), ct));
        categories = goods.Value?.Categories ?? [];
        var row = rows.FirstOrDefault(r => r.Id == Version) ?? rows.FirstOrDefault(r => r.Stage == VersionStage.Live) ?? rows[0];
        Show(row);
        await CountAsync();
    }

    private void Show(ProgrammeRow row)
    {
        versionId = row.Id;
        content = row.Content;
        tier = content.TierOf(tier).Code;
        said = new RuleWords(P, words, content, facts.Label);
    }

    private Task VersionAsync(ChangeEventArgs e)
    {
        if (long.TryParse(e.Value as string, out var id) && state.Value?.FirstOrDefault(r => r.Id == id) is { } row)
        {
            Show(row);
        }

        return CountAsync();
    }

    private async Task CountAsync()
    {
        var request = new TryPurchaseRequest(versionId, [.. lines.Select(l => l.ToLine())], member?.Id, tier, at, channel, store, payment.Trim().ToLowerInvariant(), Cents(cheque), first,
            happening.Length == 0 ? null : happening, real?.PurchaseId);
        if (await AskAsync((actor, ct) => Try.RunAsync(actor, request, ct)) is { } answer)
        {
            tried = answer;
        }

        StateHasChanged();
    }

    private async Task SearchAsync(string text)
    {
        search = text;
        await LoadAsync(people, (actor, ct) => Members.RunAsync(actor, new ListMembersRequest(text, new PageRequest(0, 8)), ct));
        found = text.Length < 2 ? [] : people.Value?.Page.Rows ?? [];
    }

    private async Task ChooseAsync((long Id, string Name)? who)
    {
        (member, found, search) = (who, [], "");
        if (who is { } chosen && Actor.May(Permission.ViewPurchases))
        {
            await TakeAsync(null, chosen.Id);
        }

        await CountAsync();
    }

    /// <summary>Takes a real purchase into the form; where there is none, the basket stays.</summary>
    private async Task TakeAsync(string? number, long? of)
    {
        if ((number is { Length: > 0 } || of is not null) && await AskAsync((actor, ct) => Baskets.RunAsync(actor, number?.Trim(), of, ct), quiet: of is not null) is { } basket)
        {
            real = basket;
            lines.Clear();
            lines.AddRange(basket.Lines.Select(l => BenchLine.From(l, KindName(l.Kind))));
            (at, channel, store, payment, cheque) = (basket.At, basket.Channel, basket.Store, basket.Payment, basket.PaidByChequeCents / 100m);
            member = basket.MemberId is { } id ? (id, basket.Member ?? "") : of is null ? null : member;
            await CountAsync();
        }
    }

    private async Task FindProductsAsync(string? text)
    {
        if (text is { Length: > 1 })
        {
            await LoadAsync(goods, (actor, ct) => Products.RunAsync(actor, new ListProductsRequest(text, "", "", new PageRequest(0, 20)), ct));
            products = goods.Value?.Page.Rows ?? [];
        }
    }

    private async Task ProductAsync(BenchLine line, string? sku)
    {
        await FindProductsAsync(sku);
        var product = products.FirstOrDefault(p => string.Equals(p.Sku, sku, StringComparison.OrdinalIgnoreCase));
        (line.Sku, line.Label) = (product?.Sku ?? "", product?.Name is { Length: > 0 } name ? name : sku ?? "");
        (line.Category, line.Brand) = product is null ? (line.Category, "") : (product.Category, product.Brand);
        await CountAsync();
    }

    private Task AddAsync()
    {
        lines.Add(new BenchLine { Quantity = 1, Amount = 20 });
        return CountAsync();
    }

    private Task DropAsync(BenchLine line)
    {
        lines.Remove(line);
        return CountAsync();
    }

    private string KindName(LineKind kind) => kind switch
    {
        LineKind.Goods => "",
        LineKind.Delivery => T["Delivery"],
        LineKind.GiftCard => T["Gift card"],
        LineKind.Discount => T["Discount"],
        LineKind.Fee => T["Fee"],
    };

    internal static long Cents(decimal euro) => euro is > -100_000_000 and < 100_000_000 ? (long)Math.Round(euro * 100, MidpointRounding.AwayFromZero) : 0;

    private async Task<TAnswer?> AskAsync<TAnswer>(Func<Actor, CancellationToken, Task<Outcome<TAnswer>>> query, bool quiet = false)
        where TAnswer : class
    {
        var asked = new LoadState<TAnswer>();
        await LoadAsync(asked, query);
        if (asked.Value is null && !quiet && asked.Message.Length > 0)
        {
            Toasts.Refused(string.Format(System.Globalization.CultureInfo.CurrentCulture, T[asked.Message], [.. asked.Args]));
        }

        return asked.Value;
    }

    /// <summary>A line of the basket while it is typed.</summary>
    private sealed class BenchLine
    {
        public string Sku { get; set; } = "";
        public string Label { get; set; } = "";
        public string Category { get; set; } = "";
        public string Brand { get; set; } = "";
        public LineKind Kind { get; init; }
        public int Quantity { get; set; }
        public decimal Amount { get; set; }

        public static BenchLine From(TriedLine line, string kind) => new()
        {
            Sku = line.Sku, Label = line.Name.Length > 0 ? line.Name : line.Sku.Length > 0 ? line.Sku : kind, Category = line.Category, Brand = line.Brand, Kind = line.Kind, Quantity = line.Quantity, Amount = line.AmountCents / 100m,
        };

        public TriedLine ToLine() => new(Sku, Label, Category.Trim(), Brand, Amount < 0 ? LineKind.Discount : Kind, Math.Max(1, Quantity), Cents(Amount));
    }
}
