using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>
/// Stored telemetry back to the monitor's inputs. Waveforms are the devices' integer counts, so they are exactly what was measured; a gap stays
/// one, because the indices jump. What the monitor worked out itself is left out: it works it out again. Used for one run of the daemon.
/// </summary>
internal sealed class StoredInputs
{
    /// <summary>A stored second goes in by such parts, so that the monitor sees time pass as it did. Chosen: the monitor's own tick.</summary>
    private static readonly TimeSpan Part = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Session> _sessions = [];

    /// <summary>The inputs of one record, in the order of their times.</summary>
    public IEnumerable<MonitorInput> Of(Telemetry telemetry)
    {
        var inputs = new List<MonitorInput>();
        foreach (var sensor in telemetry.Waveforms.GroupBy(waveform => (waveform.Sensor, waveform.Session))) Announce(sensor.Key.Sensor, sensor.Key.Session, [.. sensor], inputs);
        foreach (var change in telemetry.Sensors) inputs.AddRange(Of(change));
        foreach (var waveform in telemetry.Waveforms) Cut(waveform, inputs);
        inputs.AddRange(telemetry.Readings.Where(reading => !IsDerived(reading)).Select(Of));
        return inputs.OrderBy(input => input.At); // stable: what came first stays first
    }

    /// <summary>A session's signals are what its waveforms say; one that comes later begins the session anew.</summary>
    private void Announce(string sensor, long number, List<Waveform> waveforms, List<MonitorInput> inputs)
    {
        if (!_sessions.TryGetValue(sensor, out var session) || session.Number != number) _sessions[sensor] = session = new Session(number);
        var known = session.Signals.Count;
        foreach (var waveform in waveforms) session.Signals.TryAdd(waveform.Label, WaveformCodec.Decode(waveform).Signal);
        if (session.Signals.Count == known) return;
        inputs.Add(new SignalList(sensor, [.. session.Signals.Values], StoredRun.Time(waveforms.Min(waveform => waveform.StartUs))));
    }

    private void Cut(Waveform waveform, List<MonitorInput> inputs)
    {
        var signal = _sessions[waveform.Sensor].Signals[waveform.Label];
        var counts = WaveformCodec.Counts(waveform);
        var length = Math.Max(1, (int)Math.Round(Part.TotalSeconds * waveform.RateHz));
        for (var first = 0; first < counts.Length; first += length)
        {
            var at = StoredRun.Time(waveform.StartUs) + TimeSpan.FromSeconds(first / waveform.RateHz);
            inputs.Add(new SampleBlock(signal, waveform.FirstIndex + first, at, counts.AsMemory(first, Math.Min(length, counts.Length - first))));
        }
    }

    /// <summary>Records from before the mark of a computed reading hold two of them, which a device with such a wave never sends.</summary>
    private bool IsDerived(EdgeMonitor.Uplink.Wire.Reading reading) => reading.Computed || (_sessions.TryGetValue(reading.Sensor, out var session) && reading.Mdc switch
    {
        Mdc.EcgHeartRate => session.Has(Mdc.IsEcgLead),
        Mdc.TthorRespRate => session.Has(static mdc => mdc == Mdc.ImpedTthor),
        _ => false,
    });

    private static EdgeMonitor.Core.Signals.Reading Of(EdgeMonitor.Uplink.Wire.Reading reading)
    {
        var at = StoredRun.Time(reading.AtUs);
        return reading.HasValue
            ? EdgeMonitor.Core.Signals.Reading.Valid(reading.Sensor, reading.Mdc, reading.Unit, reading.Value, at, Names.ValueOf<SignalQuality>(reading.Quality) ?? SignalQuality.Unknown)
            : EdgeMonitor.Core.Signals.Reading.Missing(reading.Sensor, reading.Mdc, reading.Unit, Names.ValueOf<NoData>(reading.Missing) ?? NoData.NotMeasured, at);
    }

    private static IEnumerable<MonitorInput> Of(SensorEvent change)
    {
        var at = StoredRun.Time(change.AtUs);
        if (change.What == "link")
        {
            if (Names.ValueOf<LinkState>(change.State) is { } state) yield return new LinkStatus(change.Sensor, state, change.Cause, at);
        }
        else if (Names.ValueOf<Modality>(change.What["contact-".Length..]) is { } modality && Names.ValueOf<Contact>(change.State) is { } contact)
        {
            yield return new ContactStatus(change.Sensor, modality, contact, at);
        }
    }

    private sealed class Session(long number)
    {
        public long Number { get; } = number;

        public OrderedDictionary<string, SignalDescriptor> Signals { get; } = [];

        public bool Has(Predicate<uint> kind) => Signals.Values.Any(signal => kind(signal.Mdc));
    }
}
