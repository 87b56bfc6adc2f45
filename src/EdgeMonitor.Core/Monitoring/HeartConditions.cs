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
/// <param name="alarms">Limits and rules in force.</param>
/// <param name="pulses">The pulses of all sensors.</param>
internal sealed class HeartConditions(string sensor, AlarmSettings alarms, PulseStage pulses)
{
    /// <summary>
    /// A pulse comes so long after its QRS complex at the latest: 0.4 s (clinical reference §3, unverified) and what a device's filters may add. One
    /// that comes before may belong to the last beat before the heart stood still.
    /// </summary>
    private static readonly TimeSpan LongestArrival = TimeSpan.FromSeconds(0.6);

    /// <summary>
    /// A pulse rate above the extreme limit by this shows a heart that is not extremely slow, beats per minute: 50 where the limit is 40 (clinical
    /// reference §5).
    /// </summary>
    private const double SurelyNotSlow = 10;

    /// <summary>Pulse rate over the ECG's rate below which the ECG's is doubtful (clinical reference §5).</summary>
    private const double DoubtfulPart = 0.75;

    private readonly HeldBack[] _held = [new(), new(), new()];

    /// <summary>Until when one of the conditions is held back; in the past where none is.</summary>
    public TimeSpan HeldUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>
    /// A good pulse is a beat: without another one the hold ends after the time after which a beat of the ECG would no longer count.
    /// </summary>
    private TimeSpan Expiry => TimeSpan.FromSeconds(alarms.Limits.AsystoleSeconds) + TimeSpan.FromSeconds(0.5);

    /// <summary>Hands the evidence of one condition to the board.</summary>
    public void Judge(AlarmRule rule, in AlarmEvidence evidence, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var held = HeldOf(rule);
        if (evidence.Presence != Presence.Present || held is null)
        {
            if (evidence.Presence == Presence.Absent && held is not null) held.Until = TimeSpan.MinValue;
            board.Judge(rule, sensor, evidence, now, events);
            return;
        }

        if (Contradict(rule, evidence, now, out var sign) is { } contradicts)
        {
            if (contradicts && sign.Newest != held.Newest) held.Reason = Reason(sign, evidence);
            (held.Until, held.Newest) = (contradicts ? sign.Newest + Expiry : TimeSpan.MinValue, sign.Newest);
        }

        // Between two pulses, and while the wave is spoiled for a moment, the last evidence holds until it expires.
        if (held.Until <= now)
        {
            board.Judge(rule, sensor, evidence, now, events);
            return;
        }

        if (held.Until > HeldUntil) HeldUntil = held.Until;
        board.Hold(rule, sensor, evidence with { Reason = held.Reason }, held.Until, now, events);
    }

    private static string Reason(in PulseSign sign, in AlarmEvidence evidence) => string.Create(
        CultureInfo.InvariantCulture, $"Held back: the {sign.Source} of {sign.Sensor} shows {sign.Beats} good pulses in 4 s, {sign.Rate:0} a minute. {evidence.Reason}");

    private HeldBack? HeldOf(AlarmRule rule)
        => rule == alarms.Rules.Asystole ? _held[0] : rule == alarms.Rules.ExtremeBradycardia ? _held[1] : rule == alarms.Rules.ExtremeTachycardia ? _held[2] : null;

    /// <summary>True where pulses show that it cannot be so, false where they show that it can, null where there is no pulse to be trusted.</summary>
    private bool? Contradict(AlarmRule rule, in AlarmEvidence evidence, TimeSpan now, out PulseSign sign)
    {
        sign = default;
        if (evidence.Value is not { } value) return null;
        if (rule == alarms.Rules.Asystole) return pulses.TryFindSign(now - TimeSpan.FromSeconds(value) + LongestArrival, now, out sign) ? true : null;
        if (!pulses.TryFindSign(TimeSpan.MinValue, now, out sign)) return null;
        if (rule == alarms.Rules.ExtremeBradycardia) return sign.Rate > alarms.Limits.ExtremeHrLow + SurelyNotSlow;
        return sign.Rate < DoubtfulPart * value && sign.Rate < alarms.Limits.ExtremeHrHigh;
    }

    private sealed class HeldBack
    {
        public TimeSpan Until { get; set; } = TimeSpan.MinValue;

        public TimeSpan Newest { get; set; }

        public string Reason { get; set; } = "";
    }
}
