using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Personalisation.Blocks;

/// <summary>What is wrong with a block, by the fields of its form.</summary>
internal static class BlockRules
{
    private const int TitleLimit = 80, TextLimit = 400, ButtonLimit = 40, UrlLimit = 500, SourceLimit = 60;

    internal static IEnumerable<FieldError> Check(BlockDraft draft)
    {
        if (draft.Name.Trim().Length is 0 or > 100)
        {
            yield return new FieldError("name", "Give the block a name of at most 100 characters.");
        }

        foreach (var (field, title, text, button) in new[] { ("Nl", draft.TitleNl, draft.TextNl, draft.ButtonNl), ("En", draft.TitleEn, draft.TextEn, draft.ButtonEn) })
        {
            if (title.Trim().Length is 0 or > TitleLimit)
            {
                yield return new FieldError($"title{field}", "Give a title of at most {0} characters, in both languages.", TitleLimit);
            }

            if (text.Length > TextLimit)
            {
                yield return new FieldError($"text{field}", "This is too long: at most {0} characters.", TextLimit);
            }

            if (button.Length > ButtonLimit)
            {
                yield return new FieldError($"button{field}", "This is too long: at most {0} characters.", ButtonLimit);
            }
        }

        if (draft.ButtonNl.Trim().Length > 0 != draft.ButtonEn.Trim().Length > 0)
        {
            yield return new FieldError("buttonEn", "A button needs words in both languages.");
        }

        if ((draft.ButtonNl.Trim().Length > 0 || draft.Url.Trim().Length > 0) && !IsAddress(draft.Url.Trim()))
        {
            yield return new FieldError("url", "Give an address that begins with https://, or a path of your shop that begins with /.");
        }

        foreach (var error in CheckAudience(draft))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> CheckAudience(BlockDraft draft)
    {
        if (draft.Audience switch
        {
            BlockAudience.Tiers => draft.Tiers.Count == 0 || draft.Tiers.Any(t => t.Contains(' ', StringComparison.Ordinal)),
            BlockAudience.Segment => draft.SegmentId is null,
            BlockAudience.States => draft.States.Count == 0,
            BlockAudience.Source => draft.Source.Trim().Length is 0 or > SourceLimit,
            _ => false,
        })
        {
            yield return new FieldError("audience", "Choose for whom it is.");
        }

        if (draft.FromOn > draft.UntilOn)
        {
            yield return new FieldError("until", "The last day lies before the first.");
        }

        if (draft.Priority is < 0 or > 100)
        {
            yield return new FieldError("priority", "The priority is 0 to 100.");
        }
    }

    /// <summary>https only, or a path within the shop; two slashes at the start would be another site.</summary>
    internal static bool IsAddress(string url) => url.Length <= UrlLimit && !url.Any(c => char.IsControl(c) || c is ' ' or '\\' or '"' or '<' or '>')
        && (url is ['/'] or ['/', not '/', ..] || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps));
}
