namespace EdgeMonitor.Hosting;

/// <summary>Where the start chose a second-best part because the first refused its check: each says so here, and it becomes an alarm. Any thread.</summary>
internal sealed class Fallbacks
{
    /// <summary>Chosen: more than there are choices at a start.</summary>
    private const int Most = 16;

    private readonly Lock _gate = new();
    private readonly List<string> _all = [];

    /// <summary>All of them, one sentence each, in the order in which they were made.</summary>
    public IReadOnlyList<string> All
    {
        get { lock (_gate) return [.. _all]; }
    }

    /// <summary>Notes one; the same one is noted once.</summary>
    public void Add(string sentence)
    {
        lock (_gate)
        {
            if (_all.Count < Most && !_all.Contains(sentence)) _all.Add(sentence);
        }
    }
}
