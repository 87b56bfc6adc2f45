using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The stages and alarms of one patient, called in order. Everything it decides follows from the inputs and their times alone: the same
/// inputs give the same events, at any speed and on any machine. One thread owns it.
/// </summary>
public sealed partial class PatientMonitor
{
    /// <summary>How often delays, data age and pauses are looked at; every tick lies on a whole multiple of it.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private const long TicksPerSecond = 10;

    /// <summary>Chosen: usual blocks are shorter by far, and the beats of this time always find room.</summary>
    private static readonly TimeSpan LongestPart = TimeSpan.FromSeconds(5);

    private readonly MonitorSettings _settings;
    private readonly AlarmSettings _alarms;
    private readonly AlarmBoard _board;
    private readonly OximeterStage _oximeter;
    private readonly ReadingLimits _limits;
    private readonly ApplianceWatch _appliance;
    private readonly PatientEpisode _patient;
    private readonly EarlyWarning _earlyWarning;
    private readonly LateData _late = new();
    private readonly LifeWatch _life = new();
    private readonly VitalSigns _vitals = new();
    private readonly List<SensorWatch> _sensors = [];
    private readonly List<SignalList> _sessions = [];
    private readonly List<EcgStage> _ecg = [];
    private readonly List<RespirationStage> _respiration = [];
    private readonly RespirationFusion _breathing = new();
    private readonly HeartBeats _beats = new();
    private readonly PulseStage _pulses;
    private readonly PulseLimits _pulseLimits;
    private readonly List<MonitorEvent> _events = [];
    private long _ticks;

    /// <summary>A monitor at time zero.</summary>
    /// <exception cref="ArgumentException">The limits have faults.</exception>
    public PatientMonitor(MonitorSettings settings)
    {
        IReadOnlyList<LimitFault> faults = [.. settings.Limits.Faults(), .. settings.AlarmSystem.Faults()];
        if (faults.Count > 0) throw new ArgumentException($"{faults[0].Name} = {faults[0].Value}: allowed is {faults[0].Allowed}.", nameof(settings));
        _settings = settings;
        _alarms = new AlarmSettings(settings.Limits);
        _board = new AlarmBoard(settings.AlarmIdPrefix, TimeSpan.FromSeconds(settings.Limits.AudioPauseSeconds), settings.AlarmSystem);
        _patient = new PatientEpisode(settings.Limits);
        _oximeter = new OximeterStage(_alarms);
        _limits = new ReadingLimits(_alarms);
        _pulses = new PulseStage(_alarms);
        _pulseLimits = new PulseLimits(_alarms);
        _appliance = new ApplianceWatch(_alarms);
        _earlyWarning = new EarlyWarning(_alarms);
    }

    /// <summary>The latest time seen; never goes back.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>What the bedside should signal now.</summary>
    public AnnunciationPlan Plan => _board.Plan;

    /// <summary>When the audio pause ends, or null where none runs.</summary>
    public TimeSpan? AudioPausedUntil => _board.PausedUntil;

    /// <summary>Takes one input; time advances to its time first. The list is the monitor's own and valid until the next call.</summary>
    public IReadOnlyList<MonitorEvent> Process(MonitorInput input)
    {
        _events.Clear();
        AdvanceTo(input.At);
        switch (input)
        {
            case SampleBlock block: Process(block); break;
            case Reading reading: Process(reading); break;
            case SignalList list: Process(list); break;
            case LinkStatus status: Process(status); break;
            case ContactStatus status: Process(status); break;
            case ApplianceStatus status: Process(status); break;
            case OperatorCommand command: Act(command); break;
            case RestoreMemory restore: Restore(restore.Memory); break;
        }

        _patient.Say(_board.Unacknowledged, Now, _events);
        return _events;
    }

    /// <summary>Time passes without an input. The list is the monitor's own and valid until the next call.</summary>
    public IReadOnlyList<MonitorEvent> Advance(TimeSpan now)
    {
        _events.Clear();
        AdvanceTo(now);
        _patient.Say(_board.Unacknowledged, Now, _events);
        return _events;
    }

    private void AdvanceTo(TimeSpan now)
    {
        while ((_ticks + 1) * TickInterval <= now)
        {
            _ticks++;
            Now = _ticks * TickInterval;
            Tick();
        }

        if (now > Now) Now = now;
    }

    private void Tick()
    {
        foreach (var sensor in _sensors) sensor.Judge(_board, _vitals, Now, _events);
        _appliance.Judge(_board, Now, _events);
        var wholeSecond = _ticks % TicksPerSecond == 0;
        if (wholeSecond)
        {
            foreach (var ecg in _ecg) ecg.SaySecond(_vitals, _board, Now, _events);
            foreach (var respiration in _respiration)
            {
                var rate = respiration.SaySecond(Watch(respiration.Sensor).Speaks(Now), _vitals, _board, Now, _events);
                _limits.Process(rate, _vitals, _board, Now, _events);
            }

            foreach (var reading in _pulses.SaySecond(_board, Now, _events))
            {
                _vitals.Update(reading);
                _limits.Process(reading, _vitals, _board, Now, _events);
            }

            foreach (var reading in _breathing.SaySecond(_respiration, _vitals, Now)) _limits.Process(reading, _vitals, _board, Now, _events);
            foreach (var sensor in _sensors) sensor.SaySecond(_board, Now, _events);
            _limits.SaySecond(_vitals, _board, Now, _events);
            _vitals.Say(Now, _events);
            _earlyWarning.SaySecond(_vitals, _board, Now, _events);
            _life.SaySecond(_vitals, _board, Now, _events);
        }

        _board.Tick(Now, _events);
    }

    /// <summary>A block longer than the detectors take, as after a device's own buffering, comes to them in parts.</summary>
    private void Process(SampleBlock block)
    {
        // A block without samples brings nothing: its time is no sign that the sensor measures.
        if (block.Samples.Length == 0 || _late.IsLate(block, Now)) return;
        var most = Math.Max(1, (int)(LongestPart.TotalSeconds * block.Signal.SampleRate));
        if (block.Samples.Length <= most) ProcessPart(block);
        for (var first = 0; block.Samples.Length > most && first < block.Samples.Length; first += most)
        {
            var at = block.At + TimeSpan.FromSeconds(first / block.Signal.SampleRate);
            ProcessPart(new SampleBlock(block.Signal, block.FirstIndex + first, at, block.Samples.Slice(first, Math.Min(most, block.Samples.Length - first))));
        }
    }

    private void ProcessPart(SampleBlock block)
    {
        var sensor = Watch(block.Signal.Sensor);
        sensor.Data(block.End);
        _pulses.Process(block, sensor.IsOff(Modality.Oximeter), _breathing, Now);
        foreach (var ecg in _ecg)
        {
            if (ecg.Sensor != block.Signal.Sensor) continue;
            ecg.Process(block, sensor.IsOff(Modality.Ecg), _board, Now, _events);
            sensor.Ecg(ecg.LookedAtUntil, ecg.CameAfterHole);
        }

        foreach (var beat in _beats.Found)
        {
            _breathing.Add(beat);
            _pulses.Add(beat);
            foreach (var respiration in _respiration) respiration.Add(beat);
        }

        _beats.Take();

        foreach (var respiration in _respiration)
        {
            if (respiration.Sensor == block.Signal.Sensor) respiration.Process(block, sensor.IsOff(Modality.Ecg));
        }
    }

    private void Process(Reading reading)
    {
        var sensor = Watch(reading.Sensor);
        if (LateData.IsLate(reading, _vitals, Now)) return;
        sensor.Data(reading.At);
        _pulses.Process(reading);
        _breathing.Process(reading);
        // Where the monitor counts beats or breaths itself, the device's own number is recorded and not used: it may be an old one that it holds.
        if (reading.Mdc == Mdc.EcgHeartRate && _ecg.Exists(stage => stage.Sensor == reading.Sensor)) return;
        if (reading.Mdc == Mdc.TthorRespRate && _respiration.Exists(stage => stage.Sensor == reading.Sensor)) return;
        _vitals.Update(reading);
        _limits.Process(reading, _vitals, _board, Now, _events);
        _pulseLimits.Process(reading, _vitals, _board, Now, _events);
        if (reading.Mdc != Mdc.PulsOximSatO2) return;
        sensor.Saturation(reading.At);
        _oximeter.Process(reading, sensor.IsOff(Modality.Oximeter), !_vitals.OtherSignOfLife(reading.Sensor, Modality.Oximeter, Now), _board, Now, _events);
    }

    private void Process(LinkStatus status)
    {
        Watch(status.Sensor).Link(status);
        if (status.State is not LinkState.Ended) return;
        foreach (var ecg in _ecg)
        {
            if (ecg.Sensor == status.Sensor) ecg.Finish(_events);
        }
    }

    private void Process(ContactStatus status)
    {
        var sensor = Watch(status.Sensor);
        sensor.Data(status.At);
        sensor.Touch(status);
    }

    /// <summary>A new session: its filters and detectors start anew, the alarms and their times go on.</summary>
    private void Process(SignalList list)
    {
        _late.Begin(list);
        _sessions.RemoveAll(session => session.Sensor == list.Sensor);
        _sessions.Add(list);
        BeginStages(list, goesOn: true);
        Watch(list.Sensor).BeginSession(list.Signals.Any(signal => Mdc.IsEcgLead(signal.Mdc)) && !_ecg.Exists(stage => stage.Sensor == list.Sensor), list.DataAge);
    }

    /// <param name="list">The sensor's signals.</param>
    /// <param name="goesOn">True where the patient is the same: the silence of heart and breath goes on.</param>
    private void BeginStages(SignalList list, bool goesOn)
    {
        _pulses.Begin(list);
        _breathing.Begin(list.Sensor);
        var old = _ecg.FindIndex(stage => stage.Sensor == list.Sensor);
        var before = old < 0 ? null : _ecg[old];
        if (old >= 0) _ecg.RemoveAt(old);
        if (EcgStage.Create(list, _settings, _alarms, _pulses, _beats, goesOn ? before : null) is { } ecg) _ecg.Add(ecg);
        var breathing = _respiration.Find(stage => stage.Sensor == list.Sensor);
        if (breathing is not null) _respiration.Remove(breathing);
        if (RespirationStage.Create(list, _alarms, goesOn ? breathing : null) is { } respiration) _respiration.Add(respiration);
    }

    private void Process(ApplianceStatus status)
    {
        _appliance.Update(status);
        if (status is { Part: AppliancePart.Uplink, Faulty: false }) _board.Repeat("The uplink is back and this alarm is still signalled.", Now, _events);
    }

    private SensorWatch Watch(string sensor)
    {
        foreach (var known in _sensors)
        {
            if (known.Sensor == sensor) return known;
        }

        var watch = new SensorWatch(sensor, _alarms, Now);
        _sensors.Add(watch);
        return watch;
    }
}
