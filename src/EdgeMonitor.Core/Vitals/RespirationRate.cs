using EdgeMonitor.Core.Filters;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>What is known of breathing at one moment.</summary>
/// <param name="Rate">
/// Breaths per minute: the mean of the last 8 (soon after the start at least 3) intervals; where these are uneven, what stands out in the spectrum of the last 32 s.
/// </param>
/// <param name="SinceLastBreath">
/// Time since the top of the last breath that is high enough to be evidence that the patient breathes; since the start or reset while none has been seen. A breath is known when the wave falls through zero,
/// about a quarter of a breath after its top.
/// </param>
/// <param name="HasCardiacArtefact">True when the wave follows the heart beat: then only slow breathing (below 36 a minute) can be seen.</param>
public readonly record struct RespirationState(VitalValue Rate, TimeSpan SinceLastBreath, bool HasCardiacArtefact)
{
    /// <summary>Breaths per minute as counted; null where there is no <see cref="Rate"/>.</summary>
    public double? Counted { get; init; }
}

/// <summary>
/// The respiration rate from the impedance wave of the chest, as it comes. Breaths are sought in the band 0.05–2 Hz and, beside it, in 0.05–0.6 Hz;
/// the second is used when what the first finds is the heart. The unit of the wave does not matter.
/// <para>
/// Limitation: with an obstructed airway the chest still moves; and before the first breaths nothing tells breathing from small noise.
/// </para>
/// </summary>
public sealed class RespirationRate
{
    /// <summary>Pass band, Hz: 3 to 120 breaths a minute.</summary>
    private const double LowHz = 0.05, HighHz = 2;

    /// <summary>Upper corner and order where the heart moves the wave, Hz. Chosen: a heart at 60 a minute is weakened eight times.</summary>
    private const double SlowHighHz = 0.6;
    private const int SlowOrder = 4;

    /// <summary>A rate this near to the heart rate, part of it, is the heart's own; unverified.</summary>
    private const double CardiacPart = 0.05;

    /// <summary>A count this near to the spectrum's rate, breaths a minute, is confirmed by it. Chosen: what two people who mark breaths may differ by.</summary>
    private const double Agreement = 2;

    private readonly double _sampleRate;
    private readonly ImpedanceSpectrum _spectrum;
    private readonly HeartInBreaths _heart;
    private readonly BreathTracker _full;
    private readonly BreathTracker _slow;

    /// <summary>A detector that has seen nothing.</summary>
    /// <param name="sampleRateHz">Samples per second, 10 to 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public RespirationRate(double sampleRateHz)
    {
        if (!(sampleRateHz >= 10) || !(sampleRateHz <= 1000))
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "A rate is 10 to 1000 Hz.");
        (_sampleRate, _heart) = (sampleRateHz, new HeartInBreaths(sampleRateHz));
        _spectrum = new ImpedanceSpectrum(sampleRateHz);
        var low = Butterworth.HighPass(2, LowHz, sampleRateHz);
        _full = new BreathTracker(sampleRateHz, [.. low, .. Butterworth.LowPass(2, HighHz, sampleRateHz)]);
        _slow = new BreathTracker(sampleRateHz, [.. low, .. Butterworth.LowPass(SlowOrder, SlowHighHz, sampleRateHz)]);
    }

    /// <summary>Without a breath for this long the rate is stale. Chosen: the apnoea alarm's default delay.</summary>
    public static TimeSpan StaleAfter { get; } = TimeSpan.FromSeconds(20);

    /// <summary>What is known up to the last sample.</summary>
    /// <param name="heartRate">
    /// The heart rate now, beats per minute; null where it is not known, and then the heart cannot be told from breathing.
    /// </param>
    public RespirationState StateWith(double? heartRate)
    {
        var cardiac = _full.MedianRate is { } rate && ((heartRate is { } heart && Math.Abs(rate - heart) <= CardiacPart * heart) || FollowsBeats());
        var used = cardiac ? _slow : _full;
        var counted = used.Value;
        // What the heart leaves in the slow band looks like small breaths.
        return new RespirationState(Settled(counted, heartRate), cardiac ? used.SinceHighBreath : used.SinceEvidentBreath, cardiac) { Counted = counted.Value };
    }

    /// <summary>Takes a beat of the heart, for what it moves of the wave.</summary>
    /// <param name="before">How long before the last sample it was.</param>
    public void AddBeat(TimeSpan before) => _heart.Add(_full.Count - (long)Math.Round(before.TotalSeconds * _sampleRate));

    private bool FollowsBeats()
    {
        Span<long> tops = stackalloc long[BreathTracker.MostTops];
        var known = _full.ReadTops(tops);
        return known >= 5 && _heart.Are(tops[..known]);
    }

    /// <summary>An even count stands. Where breaths were missed or made up, the spectrum knows better, if it has one clear rate; but it shows nothing where no breath is counted.</summary>
    private VitalValue Settled(VitalValue counted, double? heartRate)
    {
        if (counted.Value is not { } count || counted.Quality == SignalQuality.Good || _spectrum.RateWith(heartRate) is not { } rate) return counted;
        return VitalValue.Valid(rate, Math.Abs(rate - count) <= Agreement ? SignalQuality.Good : SignalQuality.Marginal);
    }

    /// <summary>Takes consecutive samples, oldest first, finite, in any unit.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        _spectrum.Process(samples);
        _full.Process(samples);
        _slow.Process(samples);
    }

    /// <summary>
    /// Begins anew after a gap in the same signal: nothing is bridged, but how high a breath is, is still known, so that the heart's own movement of
    /// the wave does not pass for one.
    /// </summary>
    public void Restart()
    {
        _spectrum.Reset();
        _heart.Reset();
        _full.Restart();
        _slow.Restart();
    }

    /// <summary>Forgets all that went before, as after an electrode was off.</summary>
    public void Reset()
    {
        _spectrum.Reset();
        _heart.Reset();
        _full.Reset();
        _slow.Reset();
    }
}
