namespace LoyaltyStudio.Features.Feedback.Public;

/// <summary>What a public page shows: brand, language, the form's token, and where the reader stands.</summary>
/// <param name="Colour">#rrggbb; TextOn: the colour of text on it.</param>
/// <param name="FormName">Name and Form: the antiforgery field.</param>
public sealed record PublicFrame(string Language, string Organisation, string Colour, string TextOn, string FormName, string Form, string Path)
{
    public bool Dutch => Language != "en";

    /// <summary>Address to which the page returns by itself after so many seconds; 0: stays.</summary>
    public int ReturnAfter { get; init; }
}

public enum PublicStage { Unknown, Ask, Thanks }

/// <param name="Chosen">The number that the link in the message named; nothing is stored for it.</param>
/// <param name="Missing">The form came without a number.</param>
public sealed record SurveyPageModel(PublicFrame Frame, PublicStage Stage, string Question, int? Chosen, string Comment, bool Missing, bool MayAskContact, bool MayReview, bool OfProduct, string Note);

/// <param name="Key">Made with the form: twice the same form is one answer.</param>
public sealed record TabletPageModel(PublicFrame Frame, PublicStage Stage, string Store, string Question, string Key, bool Wait);
