using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>Where the signals go. Used by the annunciator's thread alone; disposing it brings every output to its safe level.</summary>
internal interface IAnnunciationOutputs : IDisposable
{
    /// <summary>One sentence for the start of the log: what these outputs are, and what they are not.</summary>
    string Notice { get; }

    /// <summary>False while it is known that no alarm can be heard here.</summary>
    bool CanSound => true;

    /// <summary>What is known to be wrong now, a sentence each.</summary>
    IReadOnlyList<string> Faults => [];

    /// <summary>What no feedback line watches, so that only a person can tell whether it works, a sentence each.</summary>
    IReadOnlyList<string> Unwatched => [];

    /// <summary>Drives all outputs. A failure of one never keeps the others from being driven and never throws: it is reported.</summary>
    /// <param name="plan">What is signalled, for outputs that show text.</param>
    /// <param name="levels">The outputs' levels.</param>
    /// <param name="now">The annunciator's time, for retries.</param>
    void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now);

    /// <summary>A sentence for people, where these outputs can show one.</summary>
    void Say(string sentence)
    {
    }
}

/// <summary>The state of the outputs changed: it becomes a technical alarm, or ends it.</summary>
/// <param name="Faulty">True while at least one part of the annunciation does not work.</param>
/// <param name="Cause">One sentence for people.</param>
internal readonly record struct AnnunciationFault(bool Faulty, string Cause);
