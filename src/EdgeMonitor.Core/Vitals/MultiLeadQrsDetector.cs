using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// Beats of one heart from several leads at once: one band-pass over all leads, a <see cref="QrsDetector"/> a lead, and a vote. A lead's vote weighs how alike, how clear and
/// how sure its recent beats were; a beat counts when the leads that saw it have at least half of all weight. So a lead that is noisy or off is outvoted,
/// and of two leads the better one decides.
/// <para>
/// With a good first lead it is as good as that lead alone; it is made for the time when that lead becomes bad. A beat is given 450 ms after its QRS
/// complex, up to 0.95 s where a lead is in doubt, and later at the end of the learning time and by search-back. Not safe for two threads at once.
/// </para>
/// </summary>
public sealed class MultiLeadQrsDetector
{
    /// <summary>Most leads: a 12-lead ECG.</summary>
    public const int MostLeads = 12;

    /// <summary>Beats of two leads nearer than this are one beat, s (the match window of ANSI/AAMI EC57).</summary>
    private const double SameBeat = 0.150;

    /// <summary>A vote is closed this long after its beat, s. Chosen: by then every lead has decided, but for search-back.</summary>
    private const double VoteTime = 0.450;

    /// <summary>Part of all weight that carries a beat.</summary>
    private const double Majority = 0.5;

    /// <summary>The first lead is the one that was chosen for monitoring: it weighs this much more. Chosen on recordings.</summary>
    private const double FirstLeadFactor = 1.5;

    /// <summary>From these odds on a beat is sure, natural logarithm. Chosen: 99.3 in 100; clear beats have more, noise has less.</summary>
    private const double SureOdds = 5;

    /// <summary>How fast a lead's weight follows its beats: part of each beat. Chosen: half of it in 14 beats.</summary>
    private const double WeightStep = 0.05;

    /// <summary>
    /// Without a beat for this long, s, a lead has no vote: it has lost the heart, or no heart beats. That noise on another lead then hides no asystole is the matter of who
    /// knows the kinds of beats (<see cref="LeadRhythms.IsOfHeart"/>). Chosen: longer than a pause of a slow heart.
    /// </summary>
    private const double Silence = 2;

    /// <summary>A vote in which a lead is in doubt waits for that lead up to this long after its beat, s: until then it has decided.</summary>
    private const double DoubtTime = 0.95;

    /// <summary>Open votes; one in 150 ms over the learning time and the vote time is less.</summary>
    private const int MostVotes = 24;

    /// <summary>Frames filtered at a time. Chosen: 12 leads take 3 KiB.</summary>
    private const int ChunkFrames = 64;

    private readonly double _sampleRate;
    private readonly QrsDetector[] _leads;
    private readonly BiquadBank _band;
    private readonly float[] _frames;
    private readonly long[] _lastBeats;
    private readonly double[] _steadiness;
    private readonly Vote[] _votes = new Vote[MostVotes];
    private readonly BeatRing _beats = new(64);
    private int _voteCount;
    private bool _settled;
    private long _lastGiven;
    private long _now;

    /// <summary>A detector that has seen nothing; the first sample has index 0.</summary>
    /// <param name="leads">Number of leads, 1 to <see cref="MostLeads"/>.</param>
    /// <param name="sampleRateHz">
    /// Samples per second of all leads, <see cref="QrsDetector.LowestRate"/> to <see cref="QrsDetector.HighestRate"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public MultiLeadQrsDetector(int leads, double sampleRateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leads, MostLeads);
        _sampleRate = sampleRateHz;
        _leads = new QrsDetector[leads];
        for (var lead = 0; lead < leads; lead++) _leads[lead] = new QrsDetector(sampleRateHz);
        _band = new BiquadBank(leads, QrsFrontEnd.Band(sampleRateHz));
        _frames = new float[leads * ChunkFrames];
        _lastBeats = new long[leads];
        _steadiness = new double[leads];
        Reset(0);
    }

    /// <summary>Number of leads.</summary>
    public int Leads => _leads.Length;

    /// <summary>Typical energy of the recent beats of the first lead, mV/s; 0 before the first.</summary>
    public double BeatLevel => _leads[0].BeatLevel;

    /// <summary>Typical energy of the recent peaks of the first lead that were no beats, mV/s.</summary>
    public double NoiseLevel => _leads[0].NoiseLevel;

    /// <summary>Told of each beat that a lead has found by itself, before the vote: the lead, and the index of its sample.</summary>
    internal Action<int, long>? Heard { private get; set; }

    /// <summary><see cref="QrsDetector.BeatLevel"/> of a lead.</summary>
    internal double BeatLevelOf(int lead) => _leads[lead].BeatLevel;

    /// <summary><see cref="QrsDetector.NoiseLevel"/> of a lead.</summary>
    internal double NoiseLevelOf(int lead) => _leads[lead].NoiseLevel;

    /// <summary>Takes consecutive samples of all leads. Take the beats after each call.</summary>
    /// <param name="millivolts">Lead after lead, each oldest first, mV, finite: all of the first lead, then all of the second. At most 10 s.</param>
    /// <exception cref="ArgumentException">The leads are not of one length, or too long.</exception>
    /// <exception cref="InvalidOperationException">64 beats wait to be taken.</exception>
    public void Process(ReadOnlySpan<float> millivolts)
    {
        if (millivolts.Length % Leads != 0) throw new ArgumentException("The leads are not of one length.", nameof(millivolts));
        var samples = millivolts.Length / Leads;
        if (samples > QrsDetector.LongestSpan * _sampleRate) throw new ArgumentException("A span is at most 10 s long.", nameof(millivolts));
        for (var first = 0; first < samples; first += ChunkFrames)
        {
            var count = Math.Min(ChunkFrames, samples - first);
            Detect(millivolts, samples, first, Banded(millivolts, samples, first, count), count);
        }
    }

    /// <summary>No sample will follow: decides on what still waits. Take the beats after it; only a reset may follow.</summary>
    public void Finish()
    {
        for (var lead = 0; lead < Leads; lead++)
        {
            _leads[lead].Finish();
            while (_leads[lead].TryTakeBeat(out var beat)) Hear(lead, beat);
        }

        while (_voteCount > 0) Close();
    }

    /// <summary>
    /// Takes the oldest beat that waits; false when there is none. Index, amplitude, likeness and quality are those of the weightiest lead that
    /// saw it.
    /// </summary>
    public bool TryTakeBeat(out Beat beat) => _beats.TryTake(out beat);

    /// <summary>Forgets all that went before, as after a gap; beats not yet taken are dropped.</summary>
    /// <param name="firstIndex">Index of the next sample.</param>
    public void Reset(long firstIndex)
    {
        foreach (var lead in _leads) lead.Reset(firstIndex);
        Array.Fill(_lastBeats, long.MinValue / 2);
        Array.Clear(_steadiness);
        _band.Reset();
        _settled = false;
        _beats.Clear();
        (_voteCount, _lastGiven, _now) = (0, long.MinValue / 2, firstIndex);
    }

    /// <summary>Some frames of the leads, side by side and through the band.</summary>
    private ReadOnlySpan<float> Banded(ReadOnlySpan<float> millivolts, int samples, int first, int count)
    {
        var frames = _frames.AsSpan(0, count * Leads);
        for (var lead = 0; lead < Leads; lead++)
        {
            var samplesOfLead = millivolts.Slice(lead * samples + first, count);
            for (var i = 0; i < count; i++) frames[i * Leads + lead] = samplesOfLead[i];
        }

        if (!_settled) _band.Settle(frames[..Leads]);
        _settled = true;
        _band.Process(frames, frames);
        return frames;
    }

    private void Detect(ReadOnlySpan<float> millivolts, int samples, int first, ReadOnlySpan<float> frames, int count)
    {
        for (var i = 0; i < count; i++)
        {
            for (var lead = 0; lead < Leads; lead++)
            {
                _leads[lead].ProcessBanded(millivolts[lead * samples + first + i], frames[i * Leads + lead]);
                if (_leads[lead].TryTakeBeat(out var beat)) Hear(lead, beat);
            }

            while (_voteCount > 0 && IsOver(_votes[0])) Close();
            _now++;
        }
    }

    private bool IsOver(in Vote vote)
    {
        var age = (_now - vote.At) / _sampleRate;
        if (age < VoteTime || age >= DoubtTime) return age >= DoubtTime;
        foreach (var lead in _leads)
        {
            if (lead.IsInDoubt(vote.At, (long)(SameBeat * _sampleRate))) return false;
        }

        return true;
    }

    private double WeightOf(int lead) => _now - _lastBeats[lead] > Silence * _sampleRate ? 0 : _steadiness[lead] * (lead == 0 ? FirstLeadFactor : 1);

    /// <summary>0 for a beat that was as likely none, up to 1: noise has few sure beats, whatever its height.</summary>
    private static double SurenessOf(in Beat beat) => Math.Clamp(beat.Odds / SureOdds, 0, 1);

    private void Hear(int lead, in Beat beat)
    {
        _lastBeats[lead] = _now;
        Heard?.Invoke(lead, beat.Index);
        var merit = Math.Max(0, beat.Likeness) * beat.Quality * SurenessOf(beat);
        _steadiness[lead] += WeightStep * (merit - _steadiness[lead]);
        var (bit, weight) = (1 << lead, WeightOf(lead));
        for (var i = 0; i < _voteCount; i++)
        {
            ref var vote = ref _votes[i];
            if ((vote.Leads & bit) != 0 || Math.Abs(vote.At - beat.Index) > SameBeat * _sampleRate) continue;
            vote.Leads |= bit;
            if (weight > vote.BestWeight) (vote.Best, vote.BestWeight) = (beat, weight);
            return;
        }

        if (_voteCount == MostVotes) Close();
        var place = _voteCount++;
        for (; place > 0 && _votes[place - 1].At > beat.Index; place--) _votes[place] = _votes[place - 1];
        _votes[place] = new Vote(bit, beat.Index, beat, weight);
    }

    private void Close()
    {
        var vote = _votes[0];
        _voteCount--;
        for (var i = 0; i < _voteCount; i++) _votes[i] = _votes[i + 1];
        var (seen, all) = (0.0, 0.0);
        for (var lead = 0; lead < Leads; lead++)
        {
            var weight = WeightOf(lead);
            all += weight;
            if ((vote.Leads & 1 << lead) != 0) seen += weight;
        }

        if (seen < Majority * all || vote.Best.Index - _lastGiven <= SameBeat * _sampleRate) return;
        _lastGiven = vote.Best.Index;
        _beats.Add(vote.Best with { DetectedIndex = _now });
    }

    /// <summary>A beat under vote: the leads that saw it as bits, when the first of them did, and the beat as the weightiest saw it.</summary>
    private record struct Vote(int Leads, long At, Beat Best, double BestWeight);
}
