using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Ui;

/// <summary>What a use case had against a form. The form keeps what was typed; fields show their own errors, the rest stands above the form.</summary>
public sealed class Problems
{
    public IReadOnlyList<FieldError> Fields { get; private set; } = [];

    /// <summary>A refusal that is about the whole, English key of the translation; empty when there is none.</summary>
    public string Message { get; private set; } = "";

    public IReadOnlyList<object> Args { get; private set; } = [];

    public bool Any => Fields.Count > 0 || Message.Length > 0;

    public void Take<T>(Outcome<T> outcome)
    {
        Fields = outcome.Errors;
        Message = outcome.Message;
        Args = outcome.Args;
    }

    public void Clear()
    {
        Fields = [];
        Message = "";
        Args = [];
    }

    public IEnumerable<FieldError> Of(string field) => Fields.Where(f => f.Field == field);
}
