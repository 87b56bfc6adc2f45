namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// Every alarm condition the monitor knows. Names are part of the wire and command-line contract; priorities and delays follow the
/// project's mapping (alarm reference §1, clinical reference §9).
/// </summary>
public sealed class AlarmRules(AlarmLimits limits)
{
    /// <summary>No QRS complex for the asystole time, which itself is the delay.</summary>
    public AlarmRule Asystole { get; } = new("asystole", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>Five beats in a row, or 6 s, below the extreme limit; that time itself is the delay.</summary>
    public AlarmRule ExtremeBradycardia { get; } = new("extreme-bradycardia", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>A run of beats above the extreme limit; the run itself is the delay.</summary>
    public AlarmRule ExtremeTachycardia { get; } = new("extreme-tachycardia", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>A run of fast ventricular beats; the run itself is the delay.</summary>
    public AlarmRule VentricularTachycardia { get; } = new("ventricular-tachycardia", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>A fibrillatory, fluttering or oscillatory waveform; the detector's own 4 s are the delay.</summary>
    public AlarmRule VentricularFibrillation { get; } = new("ventricular-fibrillation", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>Ventricular beats within the last minute above the limit.</summary>
    public AlarmRule PvcRate { get; } = new("pvc-rate", AlarmKind.Physiological, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>Heart rate below the limit.</summary>
    public AlarmRule HrLow { get; } = new("hr-low", AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.FromSeconds(limits.HrDelaySeconds));

    /// <summary>Heart rate above the limit.</summary>
    public AlarmRule HrHigh { get; } = new("hr-high", AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.FromSeconds(limits.HrDelaySeconds));

    /// <summary>Pulse rate of an oximeter below the limit, where no ECG is watched.</summary>
    public AlarmRule PulseLow { get; } = Beyond("pulse-low", limits.PulseDelaySeconds);

    /// <summary>Pulse rate of an oximeter above the limit, where no ECG is watched.</summary>
    public AlarmRule PulseHigh { get; } = Beyond("pulse-high", limits.PulseDelaySeconds);

    /// <summary>
    /// The ECG is not to be trusted: noise in which beats cannot be told, its time waited for; MEDIUM where pulses contradict an alarm of the ECG.
    /// </summary>
    public AlarmRule EcgQuality { get; } = new("ecg-quality", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>
    /// The pleth has shown a good pulse before and shows none now. Delay chosen: movement and a cuff on the same arm are over by then.
    /// </summary>
    public AlarmRule PlethQuality { get; } = new("pleth-quality", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.FromSeconds(60));

    /// <summary>Oxygen saturation below the limit.</summary>
    public AlarmRule Spo2Low { get; } = new("spo2-low", AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.FromSeconds(limits.Spo2DelaySeconds));

    /// <summary>Oxygen saturation below the extreme limit.</summary>
    public AlarmRule Spo2ExtremeLow { get; } =
        new("spo2-extreme-low", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.FromSeconds(limits.Spo2ExtremeDelaySeconds));

    /// <summary>Oxygen saturation above the limit: too much oxygen for a newborn.</summary>
    public AlarmRule Spo2High { get; } = Beyond("spo2-high", limits.Spo2DelaySeconds);

    /// <summary>Oxygen saturation falls fast, to below its limit: it does not wait for the delay.</summary>
    public AlarmRule Spo2Desaturation { get; } = new("spo2-desaturation", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>Respiration rate below the limit.</summary>
    public AlarmRule RespLow { get; } = Beyond("resp-low", limits.RespDelaySeconds);

    /// <summary>Respiration rate above the limit.</summary>
    public AlarmRule RespHigh { get; } = Beyond("resp-high", limits.RespDelaySeconds);

    /// <summary>No breath for the apnoea time, which itself is the delay.</summary>
    public AlarmRule Apnoea { get; } = new("apnoea", AlarmKind.Physiological, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>
    /// For the apnoea time only the heart moves the impedance wave: breathing cannot be told from it, and may have stopped. HIGH, because nobody
    /// knows (project choice; clinical reference §6 makes it technical).
    /// </summary>
    public AlarmRule RespArtefact { get; } = new("resp-artefact", AlarmKind.Technical, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>The impedance wave does not come while other data of its sensor do, has holes that hide breaths, or has not moved by a single count since its session began.</summary>
    public AlarmRule RespMissing { get; } = new("resp-missing", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>Systolic pressure of the cuff below the limit; a single valid value.</summary>
    public AlarmRule SystolicLow { get; } = Beyond("systolic-low");

    /// <summary>Systolic pressure of the cuff above the limit.</summary>
    public AlarmRule SystolicHigh { get; } = Beyond("systolic-high");

    /// <summary>Diastolic pressure of the cuff below the limit.</summary>
    public AlarmRule DiastolicLow { get; } = Beyond("diastolic-low");

    /// <summary>Diastolic pressure of the cuff above the limit.</summary>
    public AlarmRule DiastolicHigh { get; } = Beyond("diastolic-high");

    /// <summary>Mean pressure of the cuff below the limit.</summary>
    public AlarmRule MeanLow { get; } = Beyond("mean-low");

    /// <summary>Mean pressure of the cuff above the limit.</summary>
    public AlarmRule MeanHigh { get; } = Beyond("mean-high");

    /// <summary>Systolic pressure of the arterial line below the limit. A condition of its own: it comes all the time and has a delay.</summary>
    public AlarmRule ArterialSystolicLow { get; } = Beyond("arterial-systolic-low", limits.ArterialDelaySeconds);

    /// <summary>Systolic pressure of the arterial line above the limit.</summary>
    public AlarmRule ArterialSystolicHigh { get; } = Beyond("arterial-systolic-high", limits.ArterialDelaySeconds);

    /// <summary>Diastolic pressure of the arterial line below the limit.</summary>
    public AlarmRule ArterialDiastolicLow { get; } = Beyond("arterial-diastolic-low", limits.ArterialDelaySeconds);

    /// <summary>Diastolic pressure of the arterial line above the limit.</summary>
    public AlarmRule ArterialDiastolicHigh { get; } = Beyond("arterial-diastolic-high", limits.ArterialDelaySeconds);

    /// <summary>Mean pressure of the arterial line below the limit.</summary>
    public AlarmRule ArterialMeanLow { get; } = Beyond("arterial-mean-low", limits.ArterialDelaySeconds);

    /// <summary>Mean pressure of the arterial line above the limit.</summary>
    public AlarmRule ArterialMeanHigh { get; } = Beyond("arterial-mean-high", limits.ArterialDelaySeconds);

    /// <summary>Body temperature below the limit; a single valid value.</summary>
    public AlarmRule TemperatureLow { get; } = Beyond("temperature-low");

    /// <summary>Body temperature above the limit.</summary>
    public AlarmRule TemperatureHigh { get; } = Beyond("temperature-high");

    /// <summary>NEWS2 of 5 or 6, or a single parameter of 3, at a complete set.</summary>
    public AlarmRule News2Medium { get; } = new("news2-medium", AlarmKind.Physiological, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>NEWS2 of 7 or more at a complete set.</summary>
    public AlarmRule News2High { get; } = new("news2-high", AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>
    /// The probe is on the patient and the oximeter finds no value: a weak pulse, or none. Delay chosen: longer than a device needs for its first
    /// value, within the 30 s after which ISO 80601-2-61 (unverified) wants to be told.
    /// </summary>
    public AlarmRule Spo2Missing { get; } = new("spo2-missing", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.FromSeconds(15));

    /// <summary>The device says that an ECG electrode is off.</summary>
    public AlarmRule LeadOff { get; } = new("lead-off", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.FromSeconds(1));

    /// <summary>The device says that the oximeter probe is off or unplugged.</summary>
    public AlarmRule SensorOff { get; } = new("sensor-off", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.FromSeconds(2));

    /// <summary>A configured sensor brings no data, or an ECG with holes or in a form in which no beats can be looked for; its silence was already waited for.</summary>
    public AlarmRule NoData { get; } = new("no-data", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.FromSeconds(1));

    /// <summary>Inputs were dropped before the monitor saw them.</summary>
    public AlarmRule QueueOverflow { get; } = new("queue-overflow", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>Records are not being stored.</summary>
    public AlarmRule StorageFailure { get; } = new("storage-failure", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>The central server is not reachable; everything is stored meanwhile.</summary>
    public AlarmRule UplinkLost { get; } = new("uplink-lost", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.FromSeconds(60));

    /// <summary>An expected nurse station does not confirm; its deadline was already waited for. The bed sounds as ever: only the remote signal is lost.</summary>
    public AlarmRule StationUnreachable { get; } = new("station-unreachable", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>The configured guard unit has taken no sign of life for 10 s, which were already waited for: nothing would sound if this box failed now.</summary>
    public AlarmRule GuardUnreachable { get; } = new("guard-unreachable", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>Another box has taken over this device id: this one watches and sounds on, and nothing of it reaches the nurse stations or the centre.</summary>
    public AlarmRule DeviceSuperseded { get; } = new("device-superseded", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>The buzzer, a lamp or the nurse call could not be driven.</summary>
    public AlarmRule AnnunciationFailure { get; } = new("annunciation-failure", AlarmKind.Technical, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>Little room is left on the journal's disk.</summary>
    public AlarmRule DiskNearlyFull { get; } = new("disk-nearly-full", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>Records are missing: some were set aside as damaged when the journal was opened. It latches: what is gone does not come back.</summary>
    public AlarmRule JournalGap { get; } = new("journal-gap", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero, Latching: true);

    /// <summary>The journal is at a bound: the oldest records are given up, telemetry first. LOW: the patient is watched as ever, and people have hours.</summary>
    public AlarmRule RecordsGivenUp { get; } = new("records-given-up", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>Nothing keeps the wall clock right; its grace has been waited for.</summary>
    public AlarmRule ClockUnsynchronised { get; } = new("clock-unsynchronised", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>The wall clock was set while it ran. It latches: the times that were written before need a second look.</summary>
    public AlarmRule ClockStepped { get; } = new("clock-stepped", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero, Latching: true);

    /// <summary>A first-choice part refused its check, and its second choice does the work.</summary>
    public AlarmRule ConfigurationFallback { get; } = new("configuration-fallback", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>The box runs on a battery that is low.</summary>
    public AlarmRule BatteryLow { get; } = new("battery-low", AlarmKind.Technical, AlarmPriority.Medium, TimeSpan.Zero);

    /// <summary>The box runs on a battery that is nearly empty: under 5 minutes.</summary>
    public AlarmRule BatteryCritical { get; } = new("battery-critical", AlarmKind.Technical, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>A nurse help call. Technical, because no signal of the patient tells it: it lives through a change of patient and through standby.</summary>
    public static AlarmRule HelpCall { get; } = new("help-call", AlarmKind.Technical, AlarmPriority.High, TimeSpan.Zero, Latching: true);

    /// <summary>
    /// More new alarms than people can attend to. LOW: the alarms themselves are being signalled; this one asks to look for one cause of them all.
    /// </summary>
    public static AlarmRule AlarmFlood { get; } = new("alarm-flood", AlarmKind.Technical, AlarmPriority.Low, TimeSpan.Zero);

    /// <summary>The names of all conditions.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All(new AlarmRules(new AlarmLimits())).Select(rule => rule.Condition)];

    /// <summary>The condition of this name; null where there is none.</summary>
    public AlarmRule? Find(string condition) => All(this).FirstOrDefault(rule => rule.Condition == condition);

    // Over the properties themselves: a list beside them could forget one.
    private static IEnumerable<AlarmRule> All(AlarmRules rules)
        => typeof(AlarmRules).GetProperties().Where(property => property.PropertyType == typeof(AlarmRule)).Select(property => (AlarmRule)property.GetValue(rules)!);

    /// <summary>A vital sign beyond its limit: MEDIUM.</summary>
    private static AlarmRule Beyond(string condition, double delaySeconds = 0)
        => new(condition, AlarmKind.Physiological, AlarmPriority.Medium, TimeSpan.FromSeconds(delaySeconds));
}
