using System.Threading.Tasks.Sources;

namespace EdgeMonitor.Acquisition.Links.Termios;

/// <summary>One wait at a time for a port's readiness, used again and again without allocating. The gate is its port's.</summary>
internal sealed class ReadinessWait(Lock gate) : IValueTaskSource<short>
{
    private ManualResetValueTaskSourceCore<short> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;

    /// <summary>True while somebody waits; read under the gate.</summary>
    public bool Pending { get; private set; }

    /// <summary>Begins a wait; called under the gate.</summary>
    /// <exception cref="InvalidOperationException">The last wait is not over: a port has one reader and one writer.</exception>
    public ValueTask<short> Begin()
    {
        if (Pending) throw new InvalidOperationException("A port has one reader and one writer at a time.");
        _core.Reset();
        Pending = true;
        return new ValueTask<short>(this, _core.Version);
    }

    /// <summary>Ends the wait when stopped; called outside the gate, before the wait is awaited.</summary>
    public void CancelWith(CancellationToken stop) =>
        _cancellation = stop.UnsafeRegister(static (wait, stop) => ((ReadinessWait)wait!).Fail(new OperationCanceledException(stop)), this);

    /// <summary>The port is ready; nothing happens where nobody waits.</summary>
    public void Complete(short happened)
    {
        if (TryEnd()) _core.SetResult(happened);
    }

    /// <summary>The port was closed.</summary>
    public void Close() => Fail(new OperationCanceledException("The port was closed."));

    short IValueTaskSource<short>.GetResult(short token)
    {
        _cancellation.Dispose();
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<short>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<short>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    private void Fail(OperationCanceledException cause)
    {
        if (TryEnd()) _core.SetException(cause);
    }

    private bool TryEnd()
    {
        lock (gate)
        {
            var waited = Pending;
            Pending = false;
            return waited;
        }
    }
}
