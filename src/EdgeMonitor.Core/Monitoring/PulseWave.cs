using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// One pleth or arterial pressure wave of a session and the pulses in it. Their times are the signal's own. A block that comes late brings none
/// that count: late data shows nothing of now.
/// </summary>
internal sealed class PulseWave
{
    /// <summary>A block whose end is older than this when it comes is late. Chosen: five times what a device buffers.</summary>
    private static readonly TimeSpan MostLateness = TimeSpan.FromSeconds(1);

    /// <summary>A pressure pulse is at least this high, mmHg (Zong's program).</summary>
    private const double SmallestPressure = 10;

    /// <summary>A pleth pulse is at least this many counts of the converter high. Chosen: what an idle converter makes is lower.</summary>
    private const double SmallestCounts = 4;

    private readonly SignalDescriptor _wave;
    private readonly PulseDetector _detector;
    private readonly PulseRing _ring = new();
    private float[] _values = [];
    private long _nextIndex;
    private TimeSpan _end;
    private bool _isOff;

    public PulseWave(SignalDescriptor wave, TimeSpan at)
    {
        _wave = wave;
        _detector = new PulseDetector(wave.SampleRate, IsPressure ? SmallestPressure : SmallestCounts * Math.Abs(wave.Scale));
        _end = at;
    }

    /// <summary>True for an arterial pressure, false for a pleth.</summary>
    public bool IsPressure => _wave.Mdc == Mdc.PressBldArt;

    /// <summary>True while the device itself says that the pleth is not to be trusted.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>The rate of all pulses: the median of its intervals leaves out what a few spoiled ones do.</summary>
    public HeartRate Rate { get; } = new();

    /// <summary>True for a wave in which pulses can be found.</summary>
    public static bool IsReadable(SignalDescriptor signal)
        => (signal.Mdc == Mdc.PulsOximPleth || (signal.Mdc == Mdc.PressBldArt && signal.Unit == MdcUnit.MillimetreOfMercury))
            && signal.SampleRate is >= PulseDetector.LowestRate and <= PulseDetector.HighestRate;

    public void Process(SampleBlock block, bool isOff, TimeSpan now)
    {
        if (!ReferenceEquals(block.Signal, _wave)) return;
        if (block.FirstIndex != _nextIndex || isOff != _isOff) Restart(block.FirstIndex);
        (_nextIndex, _end, _isOff) = (block.EndIndex, block.End, isOff);
        // What a probe beside the patient brings is nothing of the patient.
        if (isOff) return;
        if (_values.Length < block.Samples.Length) _values = new float[block.Samples.Length];
        var counts = block.Samples.Span;
        for (var i = 0; i < counts.Length; i++) _values[i] = (float)_wave.ValueOf(counts[i]);
        _detector.Process(_values.AsSpan(0, counts.Length));
        var late = now - block.End > MostLateness;
        while (_detector.TryTakePulse(out var pulse))
        {
            var at = block.At + TimeSpan.FromSeconds((pulse.Index - block.FirstIndex) / _wave.SampleRate);
            _ring.Add(at, pulse.IsGood && !late);
            if (!(at <= Rate.LastBeat)) Rate.Add(at);
        }
    }

    /// <summary>The evidence of the pulses after a moment; false where there is none.</summary>
    public bool TryFindSign(TimeSpan after, TimeSpan now, out PulseSign sign)
    {
        sign = default;
        if (_isOff || IsDoubted || now - _end > MostLateness || !_ring.TryRead(after, now, out var beats, out var rate, out var newest)) return false;
        sign = new PulseSign(IsPressure ? "arterial pressure" : "pleth", _wave.Sensor, beats, rate, newest);
        return true;
    }

    private void Restart(long nextIndex)
    {
        _detector.Reset(nextIndex);
        _ring.Clear();
        Rate.Reset();
    }
}
