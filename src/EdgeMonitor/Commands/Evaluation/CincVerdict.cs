using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// What the monitor made of one alarm of the challenge. The alarm sounded at 5:00, the event lies in the ten seconds before; the window is 4:50
/// to 5:02, so that a monitor may take the signal's and its own delay. The rule: the alarm is called true where an alarm of that condition, its
/// condition not over, is signalled at some moment of the window, whether it began in the window or before it and goes on: who stands at the bed
/// hears it either way. An alarm whose condition is over and that only waits to be acknowledged (latched) does not count. The stricter reading,
/// that it began in the window, is kept beside it.
/// </summary>
/// <param name="alarm">The alarm of the challenge.</param>
internal sealed class CincVerdict(CincAlarm alarm)
{
    /// <summary>The challenge's window, from its beginning to its end, s after the record's start.</summary>
    public static readonly TimeSpan WindowStart = TimeSpan.FromSeconds(290), WindowEnd = TimeSpan.FromSeconds(302);

    /// <summary>When the challenge's own alarm sounded, s after the record's start.</summary>
    public static readonly TimeSpan ReferenceAlarm = TimeSpan.FromSeconds(300);

    private readonly HashSet<string> _sounding = [];

    public CincAlarm Alarm { get; } = alarm;

    /// <summary>True where the condition was signalled in the window.</summary>
    public bool Called { get; private set; }

    /// <summary>True where it also began there.</summary>
    public bool CalledStrictly { get; private set; }

    /// <summary>When an alarm that was signalled in the window began, the last one; null where none was.</summary>
    public TimeSpan? Began { get; private set; }

    /// <summary>The reason of the last suppression in the window; null where there was none.</summary>
    public string? Held { get; private set; }

    /// <summary>Whether what was called is what the experts say.</summary>
    public bool IsRight => Called == Alarm.IsTrue;

    /// <summary>Takes the monitor's next alarm event.</summary>
    public void Hear(AlarmEvent heard)
    {
        if (heard.Rule.Condition != Alarm.Condition || heard.At > WindowEnd) return;
        switch (heard.Transition)
        {
            case AlarmTransition.Start:
                _sounding.Add(heard.Id);
                Began = heard.At;
                if (heard.At >= WindowStart) CalledStrictly = true;
                break;
            case AlarmTransition.Held when heard.At >= WindowStart:
                Held = heard.Evidence.Reason;
                return;
            case AlarmTransition.End:
            case AlarmTransition.Update when heard.Evidence.Presence == Presence.Absent:
                // It was signalled up to this moment, which may lie in the window.
                if (_sounding.Remove(heard.Id) && heard.At >= WindowStart) Called = true;
                break;
        }

        if (_sounding.Count == 0 && !Called) Began = null;
    }

    /// <summary>The window is over.</summary>
    public void Close() => Called |= _sounding.Count > 0;
}
