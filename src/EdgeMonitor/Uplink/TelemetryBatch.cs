using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Gathers about a second of inputs into one telemetry message, and finds the holes: a sample that was never received or never kept has a
/// gap with a start, an end and a cause. Bounded by <see cref="Length"/> and by what the sensors bring in it.
/// </summary>
internal sealed class TelemetryBatch
{
    /// <summary>How much monitor time goes into one message.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    private readonly Dictionary<SignalDescriptor, SignalProgress> _progress = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, SensorProgress> _sensors = [];
    private Wire.Telemetry _telemetry = new();
    private TimeSpan? _begun;

    /// <summary>True when enough has been gathered for a message, seen from this time; also where an input from the future began it.</summary>
    public bool IsFull(TimeSpan now) => _begun is { } begun && (now - begun).Duration() >= Length;

    /// <summary>Time of the newest input gathered.</summary>
    public TimeSpan End { get; private set; }

    /// <summary>True when nothing has been gathered.</summary>
    public bool IsEmpty => _begun is null;

    /// <summary>Takes one input; those that are no measurement are passed over.</summary>
    public void Add(MonitorInput input)
    {
        switch (input)
        {
            case SampleBlock block: Add(block); break;
            case Reading reading: _telemetry.Readings.Add(RecordFactory.Of(reading)); break;
            case SignalList list: NewSession(list); return;
            case LinkStatus status:
                // Why a link broke holds until it is up again, over the attempts to open it.
                if (status.Cause.Length > 0 || status.State == LinkState.Up) Sensor(status.Sensor).Cause = status.Cause;
                Event(status.Sensor, "link", Names.Of(status.State), status.Cause, status.At);
                break;
            case ContactStatus status:
                Event(status.Sensor, "contact-" + Names.Of(status.Modality), Names.Of(status.Contact), "", status.At);
                break;
            case DeviceIdentity identity:
                var details = string.Join(", ", new[] { identity.Serial, identity.Firmware }.Where(part => part.Length > 0));
                Event(identity.Sensor, "identity", identity.Model, details, identity.At);
                break;
            default: return;
        }

        _begun ??= input.At;
        End = input.At;
    }

    /// <summary>A vital sign that the monitor itself worked out.</summary>
    public void Add(Reading derived, TimeSpan at)
    {
        _telemetry.Readings.Add(RecordFactory.Of(derived));
        _begun ??= at;
        End = at;
    }

    /// <summary>An early warning score.</summary>
    public void Add(EarlyWarningScore score)
    {
        _telemetry.EarlyWarnings.Add(RecordFactory.Of(score));
        _begun ??= score.At;
        End = score.At;
    }

    /// <summary>The quality of a waveform.</summary>
    public void Add(SignalJudged judged)
    {
        _telemetry.Judgements.Add(RecordFactory.Of(judged));
        _begun ??= judged.At;
        End = judged.At;
    }

    /// <summary>Takes what has been gathered and begins anew.</summary>
    public Wire.Telemetry Take()
    {
        var taken = _telemetry;
        _telemetry = new Wire.Telemetry();
        _begun = null;
        foreach (var progress in _progress.Values) progress.Open = null;
        return taken;
    }

    private void Add(SampleBlock block)
    {
        if (block.Samples.IsEmpty) return;
        var progress = ProgressOf(block);
        if (block.FirstIndex > progress.NextIndex) Gap(block, progress);
        if (progress.Open is null || block.FirstIndex != progress.NextIndex)
        {
            progress.Open = WaveformCodec.Encode(block, Sensor(block.Signal.Sensor).Session);
            _telemetry.Waveforms.Add(progress.Open);
        }
        else
        {
            WaveformCodec.Append(progress.Open, block.Samples.Span, progress.LastCount);
        }

        progress.LastCount = block.Samples.Span[^1];
        progress.NextIndex = block.EndIndex;
        progress.End = block.End;
    }

    /// <summary>A listener that lagged may have missed the session's announcement: its samples are kept all the same, as another session's.</summary>
    private SignalProgress ProgressOf(SampleBlock block)
    {
        if (_progress.TryGetValue(block.Signal, out var progress)) return progress;
        if (_progress.Keys.Any(known => known.Sensor == block.Signal.Sensor && known.Label == block.Signal.Label))
        {
            NewSession(new SignalList(block.Signal.Sensor, [block.Signal], block.At));
            return _progress[block.Signal];
        }

        progress = new SignalProgress { End = block.At };
        _progress.Add(block.Signal, progress);
        return progress;
    }

    private void Gap(SampleBlock block, SignalProgress progress)
    {
        _telemetry.Gaps.Add(new Wire.Gap
        {
            Sensor = block.Signal.Sensor,
            Label = block.Signal.Label,
            Session = Sensor(block.Signal.Sensor).Session,
            FirstIndex = progress.NextIndex,
            Count = block.FirstIndex - progress.NextIndex,
            StartUs = RecordFactory.Microseconds(progress.End),
            EndUs = RecordFactory.Microseconds(block.At),
            Cause = "The samples were not received, or are marked as invalid by the source.",
        });
    }

    /// <summary>Indices begin again at 0; the time between the sessions is a hole whose number of samples nobody knows.</summary>
    private void NewSession(SignalList list)
    {
        var sensor = Sensor(list.Sensor);
        sensor.Session++;
        foreach (var (signal, progress) in _progress.Where(pair => pair.Key.Sensor == list.Sensor).ToList())
        {
            _progress.Remove(signal);
            _telemetry.Gaps.Add(new Wire.Gap
            {
                Sensor = list.Sensor,
                Label = signal.Label,
                Session = sensor.Session - 1,
                FirstIndex = progress.NextIndex,
                StartUs = RecordFactory.Microseconds(progress.End),
                EndUs = RecordFactory.Microseconds(list.At),
                Cause = sensor.Cause.Length > 0 ? sensor.Cause : "The sensor's session ended.",
            });
            _begun ??= list.At;
        }

        foreach (var signal in list.Signals) _progress[signal] = new SignalProgress { End = list.At };
    }

    private void Event(string sensor, string what, string state, string cause, TimeSpan at)
        => _telemetry.Sensors.Add(new Wire.SensorEvent { Sensor = sensor, What = what, State = state, Cause = cause, AtUs = RecordFactory.Microseconds(at) });

    private SensorProgress Sensor(string name)
    {
        if (_sensors.TryGetValue(name, out var sensor)) return sensor;
        sensor = new SensorProgress();
        _sensors.Add(name, sensor);
        return sensor;
    }

    private sealed class SignalProgress
    {
        public Wire.Waveform? Open { get; set; }

        public int LastCount { get; set; }

        public long NextIndex { get; set; }

        public TimeSpan End { get; set; }
    }

    private sealed class SensorProgress
    {
        public long Session { get; set; }

        public string Cause { get; set; } = "";
    }
}
