using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>Counts the alarms of each condition: how often it sounded, how long it was signalled, when first. Used by one thread.</summary>
internal sealed class AlarmTally
{
    private readonly Dictionary<string, (string Condition, TimeSpan Since)> _signalled = [];

    /// <summary>The conditions seen so far, by name.</summary>
    public SortedDictionary<string, Count> Conditions { get; } = new(StringComparer.Ordinal);

    /// <summary>All alarms that sounded.</summary>
    public int Alarms => Conditions.Values.Sum(count => count.Alarms);

    /// <summary>The time in which something was signalled, summed over all alarms.</summary>
    public TimeSpan Signalled => TimeSpan.FromTicks(Conditions.Values.Sum(count => count.Signalled.Ticks));

    /// <summary>Takes what the monitor said.</summary>
    /// <param name="events">What it said.</param>
    /// <param name="start">Where the run's time zero lies on the line of the first times.</param>
    public void Take(IReadOnlyList<MonitorEvent> events, TimeSpan start)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is not AlarmEvent alarm) continue;
            if (!Conditions.TryGetValue(alarm.Rule.Condition, out var count)) Conditions.Add(alarm.Rule.Condition, count = new Count());
            switch (alarm.Transition)
            {
                case AlarmTransition.Start:
                    count.Alarms++;
                    count.First ??= start + alarm.At;
                    _signalled[alarm.Id] = (alarm.Rule.Condition, alarm.At);
                    break;
                case AlarmTransition.Held:
                    count.Held++;
                    break;
                case AlarmTransition.End when _signalled.Remove(alarm.Id, out var begun):
                    count.Signalled += alarm.At - begun.Since;
                    break;
            }
        }
    }

    /// <summary>The run is over: what is signalled still was until then.</summary>
    public void End(TimeSpan now)
    {
        foreach (var (condition, since) in _signalled.Values) Conditions[condition].Signalled += now - since;
        _signalled.Clear();
    }

    /// <summary>One condition.</summary>
    internal sealed class Count
    {
        /// <summary>How often it sounded.</summary>
        public int Alarms { get; set; }

        /// <summary>How often it was held back.</summary>
        public int Held { get; set; }

        /// <summary>How long it was signalled, all its alarms together.</summary>
        public TimeSpan Signalled { get; set; }

        /// <summary>When it sounded first; null where it never did.</summary>
        public TimeSpan? First { get; set; }
    }
}
