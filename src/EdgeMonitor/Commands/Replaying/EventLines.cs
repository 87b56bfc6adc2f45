using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>
/// What a monitor says in a scenario, one JSON line each: alarms, changes of the alarm system, answers to people, its memory, and the plan that
/// the bedside signals whenever that changes. Vital signs and beats are left out.
/// </summary>
internal sealed class EventLines(JsonLines output)
{
    private AnnunciationPlan _plan = AnnunciationPlan.Quiet;

    /// <summary>Writes what followed from one input.</summary>
    public void Write(IReadOnlyList<MonitorEvent> events, AnnunciationPlan plan, TimeSpan now)
    {
        for (var i = 0; i < events.Count; i++)
        {
            switch (events[i])
            {
                case AlarmEvent alarm: output.Alarm(alarm); break;
                case AlarmSystemChanged changed: output.AlarmSystem(changed); break;
                case OperatorActed acted: output.Answer(acted); break;
                case MemoryChanged memory: output.Memory(memory); break;
            }
        }

        if (plan == _plan) return;
        _plan = plan;
        output.Plan(plan, now);
    }
}
