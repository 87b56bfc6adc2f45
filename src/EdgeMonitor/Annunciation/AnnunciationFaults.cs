namespace EdgeMonitor.Annunciation;

/// <summary>
/// Everything of the annunciation that does not work now: outputs, feedback lines, buttons. Each fault is reported when it begins, and the end
/// of the last one is reported. May be used from any thread.
/// </summary>
/// <param name="report">Takes changes of the fault state, one after the other; must return at once.</param>
internal sealed class AnnunciationFaults(Action<AnnunciationFault> report)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _open = new(StringComparer.Ordinal);

    /// <summary>The sentences of all faults.</summary>
    public IReadOnlyList<string> Open
    {
        get { lock (_gate) return [.. _open.Values]; }
    }

    /// <summary>A fault begins.</summary>
    /// <param name="what">What is faulty, its key.</param>
    /// <param name="sentence">What is wrong and, where it helps, what to do.</param>
    /// <returns>False where it has begun already.</returns>
    public bool Begin(string what, string sentence)
    {
        lock (_gate)
        {
            if (!_open.TryAdd(what, sentence)) return false;
            report(new AnnunciationFault(true, sentence));
            return true;
        }
    }

    /// <summary>It works again.</summary>
    /// <returns>False where nothing was wrong.</returns>
    public bool End(string what)
    {
        lock (_gate)
        {
            if (!_open.Remove(what)) return false;
            if (_open.Count == 0) report(new AnnunciationFault(false, "All outputs are driven again."));
            return true;
        }
    }
}
