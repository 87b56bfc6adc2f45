using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The one way from an ECG to the board for its lethal conditions: what an independent sensor says of the heart is held against them here and
/// nowhere else. Asystole, extreme bradycardia and extreme tachycardia are held back only while pulses of good quality, which came after the
/// condition began, show that it cannot be so (clinical reference §5); each hold ends by itself unless a new pulse renews it. Ventricular tachycardia
/// and fibrillation always sound; pulses beside them are only said (<see cref="SuppressionPolicy.Study"/> holds them back too, on recordings).
/// </summary>
/// <param name="sensor">The ECG sensor.</param>
/// <param name="alarms">Limits and rules in force.</param>
/// <param name="pulses">The pulses of all sensors.</param>
/// <param name="secondLead">Asked before a tachycardia is held back; null where there is none.</param>
/// <param name="policy">How bold to be.</param>
internal sealed class HeartConditions(string sensor, AlarmSettings alarms, PulseStage pulses, SecondLead? secondLead, SuppressionPolicy policy)
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

    private readonly Hold _asystole = new(), _bradycardia = new(), _tachycardia = new(), _ventricular = new(), _fibrillation = new();

    /// <summary>What is wrong with the lead that shows the beats best: what is present is said with it.</summary>
    public QualityFaults Faults { get; set; }

    /// <summary>Until when one of the conditions is held back; in the past where none is.</summary>
    public TimeSpan HeldUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>
    /// A good pulse is a beat: without another one the hold ends after the time after which a beat of the ECG would no longer count.
    /// </summary>
    private TimeSpan Expiry => TimeSpan.FromSeconds(alarms.Limits.AsystoleSeconds) + TimeSpan.FromSeconds(0.5);

    /// <summary>Hands the evidence of one condition to the board.</summary>
    public void Judge(AlarmRule rule, in AlarmEvidence seen, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var hold = HoldOf(rule);
        if (seen.Presence != Presence.Present)
        {
            if (seen.Presence == Presence.Absent) hold.Until = TimeSpan.MinValue;
            board.Judge(rule, sensor, seen, now, events);
            return;
        }

        var evidence = seen with { Faults = Faults };
        if (Contradict(rule, evidence, now, out var sign) is { } contradicts)
        {
            if (sign.Newest != hold.Newest) hold.Reason = ReasonOf(rule, sign, evidence);
            (hold.Until, hold.Newest) = (contradicts ? sign.Newest + Expiry : TimeSpan.MinValue, sign.Newest);
        }

        if (hold.Until <= now || (IsVentricular(rule) && policy != SuppressionPolicy.Study))
        {
            board.Judge(rule, sensor, IsVentricular(rule) && hold.Until > now ? evidence with { Reason = hold.Reason } : evidence, now, events);
            return;
        }

        // Between two pulses, and while the wave is spoiled for a moment, the last evidence holds until it expires.
        if (hold.Until > HeldUntil) HeldUntil = hold.Until;
        board.Hold(rule, sensor, evidence with { Reason = hold.Reason }, hold.Until, now, events);
    }

    private string ReasonOf(AlarmRule rule, in PulseSign sign, in AlarmEvidence evidence)
    {
        var pulse = string.Create(CultureInfo.InvariantCulture, $"the {sign.Source} of {sign.Sensor} shows {sign.Beats} good pulses in 4 s, {sign.Rate:0} a minute");
        return IsVentricular(rule) && policy != SuppressionPolicy.Study ? $"{evidence.Reason} Check: {pulse}." : $"Held back: {pulse}. {evidence.Reason}";
    }

    private bool IsVentricular(AlarmRule rule) => rule == alarms.Rules.VentricularTachycardia || rule == alarms.Rules.VentricularFibrillation;

    /// <summary>The rules are those in force, the same instances: five of them are asked for with each span of samples.</summary>
    private Hold HoldOf(AlarmRule rule)
    {
        var rules = alarms.Rules;
        return ReferenceEquals(rule, rules.Asystole) ? _asystole
            : ReferenceEquals(rule, rules.ExtremeBradycardia) ? _bradycardia
            : ReferenceEquals(rule, rules.ExtremeTachycardia) ? _tachycardia
            : ReferenceEquals(rule, rules.VentricularTachycardia) ? _ventricular
            : _fibrillation;
    }

    /// <summary>True where pulses show that it cannot be so, false where they show that it can, null where there is no pulse to be trusted.</summary>
    private bool? Contradict(AlarmRule rule, in AlarmEvidence evidence, TimeSpan now, out PulseSign sign)
    {
        var (rules, limits, value) = (alarms.Rules, alarms.Limits, evidence.Value ?? 0);
        var after = rule == rules.Asystole ? now - TimeSpan.FromSeconds(value) + LongestArrival
            // Pulses from before the run say nothing of it.
            : rule == rules.VentricularTachycardia && value > 0 ? now - TimeSpan.FromMinutes((limits.VentricularTachycardiaBeats - 1) / value)
            : TimeSpan.MinValue;
        if (!pulses.TryFindSign(after, now, out sign)) return null;
        if (rule == rules.ExtremeBradycardia) return sign.Rate > limits.ExtremeHrLow + SurelyNotSlow;
        if (rule == rules.ExtremeTachycardia)
            return sign.Rate < DoubtfulPart * value && sign.Rate < limits.ExtremeHrHigh && !(secondLead?.Rate(now) > limits.ExtremeHrHigh);
        return rule != rules.VentricularTachycardia || sign.Rate < limits.VentricularTachycardiaRate;
    }

    /// <summary>What stands against one condition: until when, by which pulse, in words.</summary>
    private sealed class Hold
    {
        public TimeSpan Until { get; set; } = TimeSpan.MinValue;

        public TimeSpan Newest { get; set; }

        public string Reason { get; set; } = "";
    }
}
