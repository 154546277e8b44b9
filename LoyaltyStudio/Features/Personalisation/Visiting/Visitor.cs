namespace LoyaltyStudio.Features.Personalisation.Visiting;

/// <param name="Benefits">In the visitor's language; those that hold in this channel.</param>
public sealed record VisitorTier(string Code, string Name, IReadOnlyList<string> Benefits);

/// <summary>A coupon of the member's own that can be used.</summary>
/// <param name="Benefit">percent, amount, product, delivery or points.</param>
/// <param name="Value">Percents, cents or points; of a product cents off one piece, 0 for free.</param>
/// <param name="EndsIn">The last four characters of its code. The code itself is not given to a browser.</param>
public sealed record VisitorOffer(string Title, string Benefit, int Value, string EndsIn, DateOnly ValidUntil);

/// <param name="Cents">What can be used of all cheques together.</param>
public sealed record VisitorCheques(long Cents, string Text, DateOnly FirstEndsOn);

/// <param name="Key">The same as long as the block is the same one; for remembering that a visitor closed it.</param>
/// <param name="Place">bar, home, product, basket, welcome-back or message.</param>
/// <param name="Url">https:// or a path of the shop; empty without a button.</param>
public sealed record VisitorBlock(string Key, string Place, string Title, string Text, string Button, string Url);

/// <summary>The next sale, with the moment from which this visitor may enter.</summary>
/// <param name="EntersAt">UTC; the public start where nothing gives earlier access.</param>
/// <param name="Early">True where this visitor may enter before others.</param>
/// <param name="Open">True where this visitor may enter now.</param>
public sealed record VisitorSale(string Name, string Text, DateTime EntersAt, DateTime StartsAt, DateTime EndsAt, bool Early, bool Open);

/// <summary>What a web shop shows this visitor now. For somebody we do not know there is no greeting, tier, offer or cheque.</summary>
/// <param name="WelcomeBack">Only for lost members.</param>
public sealed record VisitorContent(string Language, bool Known, string Greeting, VisitorTier? Tier, IReadOnlyList<VisitorOffer> Offers, VisitorCheques? Cheques, IReadOnlyList<VisitorBlock> Blocks,
    VisitorBlock? WelcomeBack, VisitorSale? Sale);
