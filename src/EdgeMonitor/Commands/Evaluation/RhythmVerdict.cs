using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>What one episode brought.</summary>
/// <param name="Episode">The episode.</param>
/// <param name="Delay">From its onset to the start of the signal of its own condition, s, 0 where that was signalled already; null where it never was.</param>
/// <param name="AnyDelay">The same for the first signal of any of the five conditions: the nurse was called.</param>
internal sealed record EpisodeResult(RhythmEpisode Episode, double? Delay, double? AnyDelay);

/// <summary>The rhythm alarms of one record held against its episodes.</summary>
internal sealed class RhythmVerdict
{
    /// <summary>
    /// So long after an episode's end an alarm still belongs to it, s: ECG alarms have 10 s (clinical reference §9). One that begins later is false.
    /// </summary>
    private const double Grace = 10;

    private readonly List<Signal> _signals = [];
    private readonly Dictionary<string, Signal> _open = [];

    /// <param name="record">The record's name.</param>
    /// <param name="episodes">What the annotators say.</param>
    /// <param name="judged">The conditions that the annotations can decide on.</param>
    /// <param name="hours">The record's length.</param>
    public RhythmVerdict(string record, IReadOnlyList<RhythmEpisode> episodes, IReadOnlySet<string> judged, double hours)
        => (Record, Episodes, Judged, Hours) = (record, episodes, judged, hours);

    public string Record { get; }

    public IReadOnlyList<RhythmEpisode> Episodes { get; }

    public IReadOnlySet<string> Judged { get; }

    public double Hours { get; }

    /// <summary>Takes the monitor's next alarm event.</summary>
    public void Hear(AlarmEvent heard)
    {
        if (!RhythmEpisode.Conditions.Contains(heard.Rule.Condition)) return;
        var at = heard.At.TotalSeconds;
        if (heard.Transition == AlarmTransition.Start)
        {
            _signals.Add(_open[heard.Id] = new Signal(heard.Rule.Condition, at));
        }
        else if (heard.Transition == AlarmTransition.End || (heard.Transition == AlarmTransition.Update && heard.Evidence.Presence == Presence.Absent))
        {
            // A latched alarm waits for a person; its condition is over.
            if (_open.Remove(heard.Id, out var signal)) signal.End = at;
        }
    }

    /// <summary>The episodes of a condition that are long enough, each with what it brought.</summary>
    public IEnumerable<EpisodeResult> ResultsOf(string condition) => Episodes
        .Where(episode => episode.Condition == condition && episode.IsLongEnough)
        .Select(episode => new EpisodeResult(episode, DelayOf(episode, signal => signal.Condition == condition), DelayOf(episode, _ => true)));

    /// <summary>The alarms of a condition that belong to no episode of it.</summary>
    /// <returns>Those outside all episodes, and those within an episode of another condition: called by the wrong name.</returns>
    public (int False, int Misnamed) FalseAlarmsOf(string condition)
    {
        var wrong = _signals.Where(signal => signal.Condition == condition && !Episodes.Any(episode => episode.Condition == condition && Touches(signal, episode))).ToList();
        var misnamed = wrong.Count(signal => Episodes.Any(episode => Touches(signal, episode)));
        return (wrong.Count - misnamed, misnamed);
    }

    private double? DelayOf(RhythmEpisode episode, Func<Signal, bool> counts)
    {
        var first = _signals.Where(signal => counts(signal) && Touches(signal, episode)).MinBy(signal => signal.Start);
        return first is null ? null : Math.Max(0, first.Start - episode.Start);
    }

    private static bool Touches(Signal signal, RhythmEpisode episode) => signal.Start <= episode.End + Grace && signal.End >= episode.Start;

    private sealed class Signal(string condition, double start)
    {
        public string Condition { get; } = condition;

        public double Start { get; } = start;

        public double End { get; set; } = double.PositiveInfinity;
    }
}
