using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The beats in one lead, or in all leads of a sensor together. Leads come one block after the other; a span is looked at once every lead has
/// brought it. A hole in any lead starts the detectors anew: nothing is bridged.
/// </summary>
internal sealed class BeatFinder
{
    private readonly IReadOnlyList<SignalDescriptor> _leads;
    private readonly QrsDetector? _single;
    private readonly MultiLeadQrsDetector? _multiple;
    private readonly bool[] _brought;
    private float[] _millivolts = [];
    private int _length;
    private long _startedAt;

    /// <param name="leads">At least one, all of one rate; the first is the one chosen for monitoring.</param>
    public BeatFinder(IReadOnlyList<SignalDescriptor> leads)
    {
        _leads = leads;
        _brought = new bool[leads.Count];
        if (leads.Count == 1) _single = new QrsDetector(leads[0].SampleRate);
        else _multiple = new MultiLeadQrsDetector(leads.Count, leads[0].SampleRate);
    }

    /// <summary>Index of the first sample of the span last looked at.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>Index of the sample after it.</summary>
    public long EndIndex => FirstIndex + _length;

    /// <summary>Samples of each lead that the detectors have taken since they were started, or started anew.</summary>
    public long SamplesSinceStart => EndIndex - _startedAt;

    /// <summary>True where the detectors were started, or started anew, with the span last looked at.</summary>
    public bool IsFirstSpan => FirstIndex == _startedAt;

    /// <summary>True where the span did not follow the one before it.</summary>
    public bool AfterHole { get; private set; }

    /// <summary>Number of leads.</summary>
    public int Leads => _leads.Count;

    /// <summary>The first lead's samples of the span, mV.</summary>
    public ReadOnlySpan<float> FirstLead => Lead(0);

    /// <summary>Told of each beat that a lead has found by itself: the lead, and the index of its sample.</summary>
    public Action<int, long>? Heard
    {
        private get;
        set
        {
            field = value;
            if (_multiple is not null) _multiple.Heard = value;
        }
    }

    public double BeatLevelOf(int lead) => _single?.BeatLevel ?? _multiple!.BeatLevelOf(lead);

    public double NoiseLevelOf(int lead) => _single?.NoiseLevel ?? _multiple!.NoiseLevelOf(lead);

    /// <summary>A lead's samples of the span, mV.</summary>
    /// <param name="lead">0 is the first one.</param>
    public ReadOnlySpan<float> Lead(int lead) => _millivolts.AsSpan(lead * _length, _length);

    /// <summary>Takes a lead's block; true when with it a span of all leads was looked at.</summary>
    public bool Take(SampleBlock block)
    {
        var lead = LeadOf(block.Signal);
        if (lead < 0) return false;
        var isOfOpenSpan = AnyBrought() && block.FirstIndex == FirstIndex && block.Samples.Length == _length && !_brought[lead];
        if (!isOfOpenSpan) BeginSpan(block);
        Convert(block, lead);
        _brought[lead] = true;
        if (Array.IndexOf(_brought, false) >= 0) return false;
        Array.Clear(_brought);
        Detect();
        return true;
    }

    public bool TryTakeBeat(out Beat beat)
    {
        if (_single is null) return _multiple!.TryTakeBeat(out beat);
        if (!_single.TryTakeBeat(out beat)) return false;
        Heard?.Invoke(0, beat.Index);
        return true;
    }

    /// <summary>No sample will follow: decides on what still waits. The next span, if one comes, starts the detectors anew.</summary>
    public void Finish()
    {
        _single?.Finish();
        _multiple?.Finish();
        Restart();
    }

    /// <summary>Starts the detectors anew at the next span.</summary>
    public void Restart() => AfterHole = true;

    private int LeadOf(SignalDescriptor signal)
    {
        for (var i = 0; i < _leads.Count; i++)
        {
            if (ReferenceEquals(_leads[i], signal)) return i;
        }

        return -1;
    }

    private bool AnyBrought() => Array.IndexOf(_brought, true) >= 0;

    private void BeginSpan(SampleBlock block)
    {
        // A span that was begun and not finished is a hole: some lead did not bring it.
        if (AnyBrought() || block.FirstIndex != EndIndex) AfterHole = true;
        Array.Clear(_brought);
        FirstIndex = block.FirstIndex;
        _length = block.Samples.Length;
        if (_millivolts.Length < _length * _leads.Count) _millivolts = new float[_length * _leads.Count];
    }

    private void Convert(SampleBlock block, int lead)
    {
        var counts = block.Samples.Span;
        var values = _millivolts.AsSpan(lead * _length, _length);
        for (var i = 0; i < counts.Length; i++) values[i] = (float)block.Signal.ValueOf(counts[i]);
    }

    private void Detect()
    {
        if (AfterHole)
        {
            _single?.Reset(FirstIndex);
            _multiple?.Reset(FirstIndex);
            _startedAt = FirstIndex;
            AfterHole = false;
        }

        _single?.Process(_millivolts.AsSpan(0, _length));
        _multiple?.Process(_millivolts.AsSpan(0, _length * _leads.Count));
    }
}
