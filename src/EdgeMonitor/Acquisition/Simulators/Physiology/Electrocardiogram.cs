namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// The ECG of one lead, mV, sampled forward in time: the sum of the waves of the beats around the moment, their height and the baseline moved by
/// breathing, slow drift, muscle noise and, while the patient moves, motion.
/// </summary>
internal sealed class Electrocardiogram(Patient patient, EcgLead lead)
{
    /// <summary>Change of the QRS height from expiration to inspiration, relative (chosen; the basis of ECG-derived respiration).</summary>
    private const double BreathingHeight = 0.08;

    /// <summary>Change of the baseline from expiration to inspiration, mV (chosen).</summary>
    private const double BreathingBaselineMillivolt = 0.06;

    /// <summary>Drift of the electrodes: amplitude, mV, and frequency, Hz (chosen).</summary>
    private const double DriftMillivolt = 0.03, DriftHz = 0.05;

    /// <summary>Motion: swings of the baseline, mV, and how many times stronger the muscle noise is (chosen).</summary>
    private const double MotionMillivolt = 0.8, MotionMuscle = 8;

    /// <summary>An R–R interval used for the length of QT lies between these, s: a pause does not make a beat that long.</summary>
    private const double ShortestInterval = 0.3, LongestInterval = 1.5;

    private readonly BeatWindow _beats = new(new Rhythm(patient), aheadSeconds: 0.4, behindSeconds: 0.9);
    private readonly Breathing _breathing = new(patient);
    private readonly SeededNoise _muscle = new(patient.Seed, "muscle " + lead.Name);
    private readonly Artefact _motion = new(patient.Seed, "ecg " + lead.Name);
    private readonly double _driftPhase = new SeededNoise(patient.Seed, "drift " + lead.Name).Phase();

    /// <summary>The next sample; times must not go back, and the noise is that of this very sequence of samples.</summary>
    public double At(double seconds)
    {
        var breath = _breathing.VolumeAt(seconds);
        var heart = 0.0;
        foreach (var beat in _beats.MoveTo(seconds))
        {
            var interval = Math.Clamp(beat.IntervalSeconds, ShortestInterval, LongestInterval);
            foreach (var wave in EcgWave.Of(beat.Kind))
                heart += wave.AmplitudeIn(lead) * wave.ShapeAt(seconds - beat.Seconds, interval);
        }

        var moves = patient.Scenario.At(seconds).Kind == EpisodeKind.Motion;
        var muscle = patient.Settings.MuscleNoiseMillivolt * _muscle.Gaussian() * (moves ? MotionMuscle : 1);
        var baseline = BreathingBaselineMillivolt * breath + DriftMillivolt * Math.Sin(Math.Tau * DriftHz * seconds + _driftPhase);
        return heart * (1 + BreathingHeight * (breath - 0.5)) + baseline + muscle + (moves ? MotionMillivolt * _motion.At(seconds) : 0);
    }
}
