using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The one way from an ECG to the board for asystole, extreme bradycardia and extreme tachycardia: what an independent sensor says of the
/// heart is held against them here and nowhere else. Ventricular tachycardia and fibrillation do not pass here: nothing holds them back.
/// <para>
/// An alarm is held back only while pulses of good quality, which came after the condition began, show that it cannot be so (clinical reference §5);
/// each hold ends by itself unless a new pulse renews it.
/// </para>
/// </summary>
/// <param name="sensor">The ECG sensor.</param>
/// <param name="rules">The alarm conditions.</param>
/// <param name="limits">The alarm limits.</param>
/// <param name="pulses">The pulses of all sensors.</param>
internal sealed class HeartConditions(string sensor, AlarmRules rules, AlarmLimits limits, PulseStage pulses)
{
    /// <summary>
    /// A pulse comes so long after its QRS complex at the latest: 0.4 s (clinical reference §3, unverified) and what a device's filters may add. One
    /// that comes before may belong to the last beat before the heart stood still.
    /// </summary>
    private static readonly TimeSpan LongestArrival = TimeSpan.FromSeconds(0.6);

    /// <summary>Pulse rate from which a heart is not extremely slow, whatever the ECG shows, beats per minute (clinical reference §5).</summary>
    private const double SurelyNotSlow = 50;

    /// <summary>Pulse rate over the ECG's rate below which the ECG's is doubtful (clinical reference §5).</summary>
    private const double DoubtfulPart = 0.75;

    /// <summary>
    /// A good pulse is a beat: without another one the hold ends after the time after which a beat of the ECG would no longer count.
    /// </summary>
    private readonly TimeSpan _expiry = TimeSpan.FromSeconds(limits.AsystoleSeconds) + TimeSpan.FromSeconds(0.5);

    /// <summary>Until when one of the conditions is held back.</summary>
    public TimeSpan HeldUntil { get; private set; }

    /// <summary>Hands the evidence of one condition to the board.</summary>
    public void Judge(AlarmRule rule, in AlarmEvidence evidence, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (evidence.Presence != Presence.Present || !TryContradict(rule, evidence, now, out var sign))
        {
            board.Judge(rule, sensor, evidence, now, events);
            return;
        }

        var reason = string.Create(
            CultureInfo.InvariantCulture, $"Held back: the {sign.Source} of {sign.Sensor} shows {sign.Beats} good pulses in 4 s, {sign.Rate:0} a minute. {evidence.Reason}");
        var until = sign.Newest + _expiry;
        if (until > HeldUntil) HeldUntil = until;
        board.Hold(rule, sensor, evidence with { Reason = reason }, until, now, events);
    }

    private bool TryContradict(AlarmRule rule, in AlarmEvidence evidence, TimeSpan now, out PulseSign sign)
    {
        sign = default;
        if (evidence.Value is not { } value) return false;
        if (rule == rules.Asystole) return pulses.TryFindSign(now - TimeSpan.FromSeconds(value) + LongestArrival, now, out sign);
        if (!pulses.TryFindSign(TimeSpan.MinValue, now, out sign)) return false;
        if (rule == rules.ExtremeBradycardia) return sign.Rate > SurelyNotSlow;
        return rule == rules.ExtremeTachycardia && sign.Rate < DoubtfulPart * value;
    }
}
