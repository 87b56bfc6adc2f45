using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The beats of a second lead by itself, asked only where pulses contradict the fast heart that the first one shows.</summary>
internal sealed class SecondLead(SignalDescriptor lead)
{
    private readonly QrsDetector _detector = new(lead.SampleRate);
    private readonly HeartRate _rate = new();
    private float[] _millivolts = [];
    private long _nextIndex;
    private TimeSpan _end;

    /// <summary>The rate that it shows now, beats per minute; null where it shows none.</summary>
    public double? Rate(TimeSpan now) => now - _end > VitalSigns.MaxAge ? null : _rate.MedianAt(_end).Value;

    public void Process(SampleBlock block)
    {
        if (!ReferenceEquals(block.Signal, lead)) return;
        if (block.FirstIndex != _nextIndex || block.At < _end - TimeSpan.FromSeconds(1)) Restart(block.FirstIndex);
        (_nextIndex, _end) = (block.EndIndex, block.End);
        if (_millivolts.Length < block.Samples.Length) _millivolts = new float[block.Samples.Length];
        var counts = block.Samples.Span;
        for (var i = 0; i < counts.Length; i++) _millivolts[i] = (float)lead.ValueOf(counts[i]);
        _detector.Process(_millivolts.AsSpan(0, counts.Length));
        while (_detector.TryTakeBeat(out var beat))
        {
            var at = block.At + TimeSpan.FromSeconds((beat.Index - block.FirstIndex) / lead.SampleRate);
            if (!(at <= _rate.LastBeat)) _rate.Add(at);
        }
    }

    private void Restart(long nextIndex)
    {
        _detector.Reset(nextIndex);
        _rate.Reset();
    }
}
