using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>One wave's line of samples. A subrecord says how many it brings and nothing of when; so its end is its arrival, and where bytes were lost before it there is a gap.</summary>
internal sealed class DriWave(DriWaveKind kind, SignalDescriptor signal)
{
    /// <summary>Bytes before the samples: their number, a status, a reserved word. What the bits of the status mean is not verified, so they are not used.</summary>
    private const int Head = 6;

    /// <summary>A subrecord that comes later than this was preceded by others that did not (chosen: a record holds up to about 1 s).</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1.5);

    private readonly BlockClock _clock = new();
    private long _next;
    private TimeSpan _at = TimeSpan.MinValue;
    private TimeSpan _end = TimeSpan.MinValue;

    /// <summary>Its type at the monitor.</summary>
    public byte Type => kind.Type;

    /// <summary>Adds the samples of a subrecord.</summary>
    /// <param name="data">The subrecord.</param>
    /// <param name="afterLoss">True where bytes were lost since this wave's last subrecord: some of its samples may have been among them.</param>
    /// <param name="arrival">When it arrived.</param>
    /// <param name="inputs">Takes the blocks; codes that are no samples are cut out.</param>
    /// <returns>False where the subrecord is no wave's.</returns>
    public bool Take(ReadOnlySpan<byte> data, bool afterLoss, TimeSpan arrival, ICollection<MonitorInput> inputs)
    {
        if (data.Length < Head) return false;
        var count = BinaryPrimitives.ReadInt16LittleEndian(data);
        var samples = data[Head..];
        if (count <= 0 || samples.Length < 2 * count) return false;
        var span = TimeSpan.FromSeconds(count / kind.Rate);
        var late = _end == TimeSpan.MinValue ? TimeSpan.Zero : arrival - span - _end;
        if (_end != TimeSpan.MinValue && (afterLoss || late > Late)) _next += Math.Max(1, (long)Math.Round(late.TotalSeconds * kind.Rate));
        var at = _clock.TimeOf(TimeSpan.FromSeconds(_next / kind.Rate), span, arrival);
        // Blocks may overlap by what the clock was put right; their indices say that nothing is missing.
        if (at < _at) at = _at;
        _at = at;
        for (var from = 0; from < count;)
        {
            while (from < count && !IsSample(samples, from)) from++;
            var to = from;
            while (to < count && IsSample(samples, to)) to++;
            if (to == from) break;
            var counts = new int[to - from];
            for (var i = from; i < to; i++) counts[i - from] = Word(samples, i);
            inputs.Add(new SampleBlock(signal, _next + from, at + TimeSpan.FromSeconds(from / kind.Rate), counts));
            from = to;
        }

        (_next, _end) = (_next + count, at + span);
        return true;
    }

    private static bool IsSample(ReadOnlySpan<byte> samples, int index) => Word(samples, index) >= DriNumerics.InvalidBelow;

    private static short Word(ReadOnlySpan<byte> samples, int index) => BinaryPrimitives.ReadInt16LittleEndian(samples[(2 * index)..]);
}
