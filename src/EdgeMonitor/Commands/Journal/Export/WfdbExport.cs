using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>Stored waveforms as WFDB records, each sensor session and rate for itself; the counts are the devices' own, and a gap stays one.</summary>
internal sealed class WfdbExport(string directory, ExportWindow window, RecordTimes clocks) : IDisposable
{
    private readonly Dictionary<(string Sensor, long Session, double RateHz), WfdbGroup> _groups = [];
    private string _boot = "";

    /// <summary>Records made.</summary>
    public int Segments { get; private set; }

    /// <summary>Samples written.</summary>
    public long Samples { get; private set; }

    /// <summary>The waveforms of one telemetry record; they come in the order of their sequences.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Add(Record record)
    {
        if (record.Boot != _boot) Finish();
        _boot = record.Boot;
        foreach (var waveforms in record.Telemetry.Waveforms.GroupBy(waveform => (waveform.Sensor, waveform.Session, waveform.RateHz)))
        {
            var pieces = waveforms.Select(waveform => Cut(record, waveform)).Where(piece => !piece.Counts.IsEmpty).ToList();
            if (pieces.Count == 0) continue;
            if (!_groups.TryGetValue(waveforms.Key, out var group)) _groups.Add(waveforms.Key, group = new WfdbGroup(directory, _boot, waveforms.First()));
            group.Add(pieces);
        }

        // A sensor's session that a newer one has followed brings nothing more.
        foreach (var key in _groups.Keys.Where(key => _groups.Keys.Any(other => other.Sensor == key.Sensor && other.Session > key.Session)).ToList()) Finish(key);
    }

    /// <summary>Ends all records.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Finish()
    {
        foreach (var key in _groups.Keys.ToList()) Finish(key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var group in _groups.Values) group.Dispose();
    }

    private WfdbPiece Cut(Record record, Waveform waveform)
    {
        var counts = WaveformCodec.Counts(waveform);
        var start = clocks.WallMs(record, waveform.StartUs);
        var (first, end) = window.SamplesIn(start, waveform.RateHz, counts.Length);
        return new WfdbPiece(
            WfdbSignalKey.Of(waveform), waveform.FirstIndex + first, counts.AsMemory(first, Math.Max(0, end - first)),
            start + (first * 1000 / waveform.RateHz), clocks.IsKnown(record));
    }

    private void Finish((string Sensor, long Session, double RateHz) key)
    {
        var group = _groups[key];
        group.Finish();
        Segments += group.Segments;
        Samples += group.Samples;
        _groups.Remove(key);
    }
}
