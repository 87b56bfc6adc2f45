using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>Whose records are made now. It changes with an admission or a discharge, and comes back after a restart with the monitor's memory. Any thread.</summary>
internal sealed class EpisodeInForce
{
    private volatile Episode? _current;

    /// <summary>The episode; null while nobody is admitted.</summary>
    public Episode? Current => _current;

    /// <summary>A patient was admitted.</summary>
    public void Begin(string pseudonym) => _current = Episode.Begin(pseudonym);

    /// <summary>The patient was discharged.</summary>
    public void End() => _current = null;

    /// <summary>The episode of before the restart goes on.</summary>
    public void Restore(Episode? episode) => _current = episode;

    /// <summary>Whose key seals a record of a stream: what is about the patient is the patient's, and nothing else.</summary>
    public Episode? Of(string stream) => stream is JournalStreams.Alarms or JournalStreams.Telemetry or JournalStreams.State ? _current : null;
}
