namespace EdgeMonitor.Uplink;

/// <summary>
/// When a standing connection is to be ended in order, and why: the daemon stops, a later box has this device id, or an earlier broker of the
/// list has been well for a while.
/// </summary>
internal sealed class Departure : IAsyncDisposable
{
    private readonly Fence _fence;
    private readonly CancellationTokenSource _due;
    private readonly Func<CancellationToken, Task<int>> _findEarlier;
    private Task _watch = Task.CompletedTask;

    /// <param name="fence">Says whether a later box has this device id.</param>
    /// <param name="findEarlier">Completes when an earlier broker should be gone back to, and answers it.</param>
    /// <param name="stop">The daemon's stop.</param>
    public Departure(Fence fence, Func<CancellationToken, Task<int>> findEarlier, CancellationToken stop)
    {
        (_fence, _findEarlier) = (fence, findEarlier);
        _due = CancellationTokenSource.CreateLinkedTokenSource(stop);
        fence.Changed += Look;
        Look(fence.StandsDown);
    }

    /// <summary>Cancelled when the connection is to be ended.</summary>
    public CancellationToken Due => _due.Token;

    /// <summary>The earlier broker for whose sake it is ended; null where it is not.</summary>
    public int? BackTo { get; private set; }

    /// <summary>Why it is ended, one sentence.</summary>
    public string Cause => _fence.StandsDown ?? (BackTo is null ? "The connection was ended in order." : "An earlier broker of the list is well again: going back to it.");

    /// <summary>The connection stands: begins to look for an earlier broker.</summary>
    public void Watch() => _watch = FindAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _fence.Changed -= Look;
        _due.Cancel();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _due.Dispose();
    }

    private async Task FindAsync()
    {
        BackTo = await _findEarlier(_due.Token);
        _due.Cancel();
    }

    private void Look(string? standsDown)
    {
        if (standsDown is null) return;
        try
        {
            _due.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The fence was just telling of a change when the connection ended by itself.
        }
    }
}
