namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>Where a beat comes from; the letters are those of WFDB annotations.</summary>
internal enum BeatKind
{
    /// <summary>Normal (N).</summary>
    Normal,

    /// <summary>Ventricular (V).</summary>
    Ventricular,
}

/// <summary>One heart beat.</summary>
/// <param name="Seconds">Time of the R peak since the scenario began, s.</param>
/// <param name="IntervalSeconds">Interval from the beat before, s.</param>
/// <param name="Kind">Where it comes from.</param>
internal readonly record struct Beat(double Seconds, double IntervalSeconds, BeatKind Kind);

/// <summary>
/// The patient's beats, one after the other. Any number of walkers with the same scenario, settings and seed see the same beats, so that two
/// devices on one patient need nothing in common but the seed.
/// </summary>
/// <remarks>
/// The beat interval is 60 / rate × (1 + LF + HF + jitter): LF at 0.1 Hz (Mayer waves), HF with breathing (shorter while breathing in, the
/// respiratory sinus arrhythmia). Both bands as in McSharry et al., IEEE TBME 50(3):289-294, 2003, there as Gaussian spectra, here as two
/// oscillations whose phases wander.
/// </remarks>
internal sealed class Rhythm(Patient patient)
{
    /// <summary>First beat, s (chosen: the first P wave is seen whole).</summary>
    private const double FirstBeatSeconds = 0.4;

    private const double LowFrequencyHz = 0.1;

    /// <summary>Random change of an interval, relative standard deviation (chosen), limited to two of them.</summary>
    private const double Jitter = 0.003;

    /// <summary>Interval from a normal to a premature ventricular beat, in parts of the normal interval (chosen; early is below about 0.8).</summary>
    private const double Coupling = 0.6;

    /// <summary>From the end of an asystole to its first beat, s (chosen: that beat's P wave lies after the end too).</summary>
    private const double EscapeSeconds = 0.6;

    private readonly SeededNoise _noise = new(patient.Seed, "rhythm");
    private readonly Breathing _breathing = new(patient);
    private double _lowFrequencyPhase = new SeededNoise(patient.Seed, "mayer").Phase();
    private double _last = double.NaN;
    private double? _afterPause;

    /// <summary>The beat after the last one.</summary>
    public Beat Next()
    {
        var beat = double.IsNaN(_last) ? new Beat(FirstBeatSeconds, 60 / patient.Settings.HeartRate, BeatKind.Normal) : Following();
        if (patient.Scenario.At(beat.Seconds) is { Kind: EpisodeKind.Asystole } asystole)
        {
            var escape = asystole.EndSeconds + EscapeSeconds;
            var before = double.IsNaN(_last) ? escape - beat.IntervalSeconds : _last;
            beat = new Beat(escape, escape - before, BeatKind.Normal);
            _afterPause = null;
        }

        _last = beat.Seconds;
        return beat;
    }

    private Beat Following()
    {
        var interval = NormalInterval();
        if (_afterPause is { } resumed)
        {
            _afterPause = null;
            return Beat(resumed, BeatKind.Normal);
        }

        // A run of ventricular beats takes over at once, in the middle of a normal interval.
        if (patient.Scenario.At(_last + interval) is { Kind: EpisodeKind.VentricularTachycardia } run)
            return Beat(Math.Max(_last + 60 / run.Level * (1 + Jitter * Limited()), run.StartSeconds), BeatKind.Ventricular);

        if (!IsPremature(interval)) return Beat(_last + interval, BeatKind.Normal);

        // The sinus node is not reset: the beat after the pause comes where the second normal one would have been (fully compensatory).
        _afterPause = _last + 2 * interval;
        return Beat(_last + Coupling * interval, BeatKind.Ventricular);
    }

    private Beat Beat(double seconds, BeatKind kind) => new(seconds, seconds - _last, kind);

    private bool IsPremature(double interval)
    {
        var episode = patient.Scenario.At(_last);
        var perMinute = episode.Kind == EpisodeKind.Ectopy ? episode.Level : patient.Settings.VentricularBeatsPerMinute;
        return _noise.Uniform() < perMinute / 60 * interval;
    }

    private double NormalInterval()
    {
        var interval = 60 / RateAt(_last);
        _lowFrequencyPhase += Math.Tau * LowFrequencyHz * interval * (1 + 0.2 * Limited());
        var low = patient.Settings.LowFrequencyVariability * Math.Sin(_lowFrequencyPhase);
        var high = patient.Settings.HighFrequencyVariability * (1 - 2 * _breathing.VolumeAt(_last));
        return interval * (1 + low + high + Jitter * Limited());
    }

    /// <summary>The rate that the settings and the episode ask for, 1/min.</summary>
    private double RateAt(double seconds)
    {
        var episode = patient.Scenario.At(seconds);
        return episode.Kind is EpisodeKind.Bradycardia or EpisodeKind.Tachycardia
            ? patient.Settings.HeartRate + (episode.Level - patient.Settings.HeartRate) * episode.EnvelopeAt(seconds)
            : patient.Settings.HeartRate;
    }

    private double Limited() => Math.Clamp(_noise.Gaussian(), -2, 2);
}
