using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Ui;

/// <summary>
/// Base of pages and dialogs. Loads and acts as the user of this moment, never lets an exception reach the circuit, and stops its work when the
/// reader leaves.
/// </summary>
public abstract class StudioPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource closing = new();

    [Inject] private IActorSource Actors { get; set; } = default!;
    [Inject] private ILoggerFactory Loggers { get; set; } = default!;
    [Inject] private Sentences Sentences { get; set; } = default!;
    [Inject] protected Toasts Toasts { get; set; } = default!;
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] protected UiFormat Format { get; set; } = UiFormat.Default;

    /// <summary>Who looked last; for showing or hiding buttons. Use cases get a fresh one.</summary>
    protected Actor Actor { get; private set; } = new("user", 0, "", new HashSet<Permission>(), []);

    /// <summary>True while an act is under way; disable the buttons with it. A second act meanwhile is ignored.</summary>
    protected bool Acting { get; private set; }

    /// <summary>Cancelled when the reader leaves.</summary>
    protected CancellationToken Closing => closing.Token;

    /// <summary>Fills <paramref name="state"/> from a query. Call it in OnParametersSetAsync, and again to refresh.</summary>
    protected async Task LoadAsync<T>(LoadState<T> state, Func<Actor, CancellationToken, Task<Outcome<T>>> query)
    {
        var token = state.Begin(closing.Token);
        try
        {
            Actor = await Actors.CurrentAsync(token);
            var outcome = await query(Actor, token);
            if (token.IsCancellationRequested)
            {
                return;
            }

            state.Finish(outcome);
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            state.Fail(Log(e));
        }

        StateHasChanged();
    }

    /// <summary>The same for a query that cannot refuse.</summary>
    protected Task LoadAsync<T>(LoadState<T> state, Func<Actor, CancellationToken, Task<T>> query) =>
        LoadAsync(state, async (actor, ct) => (Outcome<T>)await query(actor, ct));

    /// <summary>
    /// Runs a use case. A refusal goes to <paramref name="problems"/> when given, otherwise to a toast; an exception becomes a toast with a reference.
    /// Answers null when nothing ran to its end.
    /// </summary>
    protected async Task<Outcome<T>?> RunAsync<T>(Func<Actor, CancellationToken, Task<Outcome<T>>> act, Problems? problems = null)
    {
        if (Acting)
        {
            return null;
        }

        Acting = true;
        problems?.Clear();
        try
        {
            Actor = await Actors.CurrentAsync(closing.Token);
            var outcome = await act(Actor, closing.Token);
            if (!outcome.IsDone && problems is not null)
            {
                problems.Take(outcome);
            }
            else if (!outcome.IsDone)
            {
                var first = outcome.Errors.Count > 0 ? outcome.Errors[0] : null;
                Toasts.Refused(Sentences.Say(GetType(), first?.Message ?? outcome.Message, first?.Args ?? outcome.Args));
            }

            return outcome;
        }
        catch (Exception) when (closing.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            Toasts.Failed(Log(e));
            return null;
        }
        finally
        {
            Acting = false;
        }
    }

    /// <summary>Goes to this page with other values in the query string; null takes a value out.</summary>
    protected void ChangeQuery(params (string Name, object? Value)[] values) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(values.ToDictionary(v => v.Name, v => v.Value)));

    private string Log(Exception e)
    {
        var reference = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4));
        Loggers.CreateLogger(GetType()).LogError(e, "A screen failed, reference {Reference}", reference);
        return reference;
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            closing.Cancel();
            closing.Dispose();
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }
}
