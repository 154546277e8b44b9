using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Ui;

public enum LoadPhase { Loading, Failed, Refused, Ready }

/// <summary>
/// Something that a screen shows and how far its loading is. Keep one in a field, fill it with <see cref="StudioPage.LoadAsync{T}(LoadState{T},Func{Actor,CancellationToken,Task{Outcome{T}}})"/>
/// and show it with &lt;Loaded&gt;. A newer load cancels an older one; the older value stays on the screen meanwhile.
/// </summary>
public sealed class LoadState<T>
{
    private CancellationTokenSource? running;

    public LoadPhase Phase { get; private set; }

    /// <summary>True while a load is under way, also when an older value is still shown.</summary>
    public bool Busy { get; private set; } = true;

    public T? Value { get; private set; }

    /// <summary>The refusal, an English sentence and key of the translation.</summary>
    public string Message { get; private set; } = "";

    public IReadOnlyList<object> Args { get; private set; } = [];

    public OutcomeKind Refusal { get; private set; }

    /// <summary>Found back in the log of the server after a failure.</summary>
    public string Reference { get; private set; } = "";

    public bool IsReady => Phase == LoadPhase.Ready;

    internal CancellationToken Begin(CancellationToken closing)
    {
        running?.Cancel();
        running?.Dispose();
        running = CancellationTokenSource.CreateLinkedTokenSource(closing);
        Busy = true;
        return running.Token;
    }

    internal void Finish(Outcome<T> outcome)
    {
        Busy = false;
        Phase = outcome.IsDone ? LoadPhase.Ready : LoadPhase.Refused;
        Value = outcome.Value;
        Refusal = outcome.Kind;
        Message = outcome.Errors.Count > 0 ? outcome.Errors[0].Message : outcome.Message;
        Args = outcome.Errors.Count > 0 ? outcome.Errors[0].Args : outcome.Args;
    }

    internal void Fail(string reference)
    {
        Busy = false;
        Phase = LoadPhase.Failed;
        Reference = reference;
    }
}
