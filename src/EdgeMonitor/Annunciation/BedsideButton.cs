namespace EdgeMonitor.Annunciation;

/// <summary>The buttons at the box. None of them needs a log-in: whoever stands at the bed may press them.</summary>
internal enum BedsideButton
{
    /// <summary>Acknowledges what is signalled.</summary>
    Acknowledge,

    /// <summary>Pauses the sound, and ends the pause.</summary>
    Pause,

    /// <summary>Calls for help.</summary>
    Help,
}
