using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Whose records are made now. It changes with an admission or a discharge, and comes back after a restart with the monitor's memory. Any thread.</summary>
internal sealed class EpisodeInForce
{
    private volatile Episode? _current;
    private volatile bool _isKnown;

    /// <summary>The episode; null while nobody is admitted.</summary>
    public Episode? Current => _current;

    /// <summary>False while nobody knows since the restart who is in the bed: that <see cref="Current"/> is null then says nothing.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>A patient was admitted.</summary>
    public void Begin(string pseudonym) => (_current, _isKnown) = (Episode.Begin(pseudonym), true);

    /// <summary>The patient was discharged.</summary>
    public void End() => (_current, _isKnown) = (null, true);

    /// <summary>The episode of before the restart goes on.</summary>
    /// <param name="episode">The episode; null where nobody is admitted, or none was found.</param>
    /// <param name="isKnown">Whether it is surely the one of the patient in the bed.</param>
    public void Restore(Episode? episode, bool isKnown = true) => (_current, _isKnown) = (episode, isKnown);

    /// <summary>Whose key seals a record of a stream: what is about the patient is the patient's, and nothing else.</summary>
    public Episode? Of(string stream) => stream is JournalStreams.Alarms or JournalStreams.Telemetry or JournalStreams.State ? _current : null;
}
