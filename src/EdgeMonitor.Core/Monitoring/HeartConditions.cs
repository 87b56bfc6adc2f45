using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The one way from an ECG to the board for asystole, extreme bradycardia and extreme tachycardia: what an independent sensor says of the
/// heart is held against them here and nowhere else. Ventricular tachycardia and fibrillation do not pass here: nothing holds them back.
/// </summary>
/// <param name="sensor">The ECG sensor.</param>
internal sealed class HeartConditions(string sensor)
{
    /// <summary>Hands the evidence of one condition to the board.</summary>
    public void Judge(AlarmRule rule, in AlarmEvidence evidence, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
        => board.Judge(rule, sensor, evidence, now, events);
}
