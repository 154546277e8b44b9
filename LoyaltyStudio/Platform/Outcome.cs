namespace LoyaltyStudio.Platform;

/// <summary>One thing wrong with one field. <paramref name="Message"/> is an English sentence and the key of its translation; Args fill its {0}.</summary>
public sealed record FieldError(string Field, string Message, params object[] Args)
{
    public string Text => Args.Length == 0 ? Message : string.Format(System.Globalization.CultureInfo.InvariantCulture, Message, Args);
}

/// <summary>How a use case ended, seen without its value. The write gate rolls back everything that is not done.</summary>
public interface IOutcome
{
    bool IsDone { get; }
}

/// <summary>
/// How a use case ended: done, or one of the expected refusals. Bugs and broken machines throw instead.
/// <paramref name="Code"/> of a conflict is stable for machines; <paramref name="Message"/> is the sentence for people (English, key of the translation).
/// </summary>
public sealed record Outcome<T>(OutcomeKind Kind, T? Value, IReadOnlyList<FieldError> Errors, string Code, string Message, params object[] Args) : IOutcome
{
    public bool IsDone => Kind == OutcomeKind.Done;

    /// <summary>For a refusal that time will lift: after how many seconds to try again.</summary>
    public int RetrySeconds { get; init; }

    /// <summary>The value, where the caller has already checked or cannot go on without it.</summary>
    public T Must() => IsDone ? Value! : throw new InvalidOperationException($"{Kind} {Code}: {Text}");

    /// <summary>The reason in English.</summary>
    public string Text => Errors.Count > 0
        ? string.Join(" ", Errors.Select(e => $"{e.Field}: {e.Text}"))
        : Args.Length == 0 ? Message : string.Format(System.Globalization.CultureInfo.InvariantCulture, Message, Args);

    /// <summary>The same refusal for a use case with another kind of result.</summary>
    public Outcome<TOther> As<TOther>() => IsDone
        ? throw new InvalidOperationException("A done outcome has a value of its own.")
        : new(Kind, default, Errors, Code, Message, Args) { RetrySeconds = RetrySeconds };

    public static implicit operator Outcome<T>(T value) => new(OutcomeKind.Done, value, [], "", "");

    public static implicit operator Outcome<T>(Refusal refusal) => new(refusal.Kind, default, refusal.Errors, refusal.Code, refusal.Message, refusal.Args) { RetrySeconds = refusal.RetrySeconds };
}

/// <summary>Throttled: asked too often; the same may be asked again later.</summary>
public enum OutcomeKind { Done, Invalid, NotFound, Conflict, Forbidden, Throttled }

/// <summary>A refusal without a type of value, so that use cases write <c>return Refuse.NotFound(…)</c>.</summary>
public sealed record Refusal(OutcomeKind Kind, IReadOnlyList<FieldError> Errors, string Code, string Message, params object[] Args)
{
    /// <summary>After how many seconds to try again, where time lifts it.</summary>
    public int RetrySeconds { get; init; }
}

/// <summary>The expected ways in which a use case says no.</summary>
public static class Refuse
{
    public static Refusal Invalid(params IReadOnlyList<FieldError> errors) => new(OutcomeKind.Invalid, errors, "invalid", "Some fields need your attention.");
    public static Refusal Invalid(string field, string message, params object[] args) => Invalid([new FieldError(field, message, args)]);
    public static Refusal NotFound(string code, string message, params object[] args) => new(OutcomeKind.NotFound, [], code, message, args);
    public static Refusal Conflict(string code, string message, params object[] args) => new(OutcomeKind.Conflict, [], code, message, args);
    public static Refusal Throttled(string code, int retrySeconds, string message, params object[] args) => new(OutcomeKind.Throttled, [], code, message, args) { RetrySeconds = retrySeconds };
    public static Refusal Forbidden() => new(OutcomeKind.Forbidden, [], "forbidden", "You are not allowed to do this.");
}

/// <summary>The value of a use case that has nothing to tell.</summary>
public readonly record struct Nothing;
