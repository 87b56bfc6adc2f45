using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>A HealthyPi v4 board on a simulated patient: ECG of one lead, impedance respiration, red and infrared light, temperature.</summary>
internal sealed class HealthyPiSimulator : ISimulatedSensor
{
    /// <summary>
    /// ECG counts for 1 mV, from the published firmware's register values and arithmetic (unverified on a board): ADS1292R, 2.42 V reference,
    /// gain 12, full scale 2^23, of which the firmware drops 8 and then 2 bits.
    /// </summary>
    public const double EcgCountsPerMillivolt = 12 / 2420.0 * (1 << 23 >> 10);

    /// <summary>The ECG's largest count: the converter's full scale after the dropped bits.</summary>
    public const short EcgRail = (1 << 23 >> 10) - 1;

    /// <summary>Respiration counts from the end of expiration to the end of inspiration (chosen).</summary>
    public const double RespirationCounts = 1_200;

    /// <summary>Light without a finger, relative to the light through one (chosen: the front end is near its limit).</summary>
    private const double NoFingerLight = 6;

    /// <summary>From the R peak to the moment the firmware has found it, s (chosen).</summary>
    private const double EcgDelaySeconds = 0.1;

    /// <summary>Beats averaged (chosen).</summary>
    private const int Beats = 8;

    /// <summary>Without a beat for the first time and without a breath for the second the firmware shows 0, s (unverified).</summary>
    private const double NoBeatSeconds = 4, NoBreathSeconds = 10;

    private readonly Patient _patient;
    private readonly Electrocardiogram _ecg;
    private readonly Photoplethysmogram _pleth;
    private readonly Breathing _breathing;
    private readonly SeededNoise _noise;
    private readonly Artefact _motion;
    private readonly BeatAverage _heart, _pulses;
    private double _lastBreathing = double.NegativeInfinity;
    private double _breathSeconds;

    /// <param name="patient">Whom it is attached to.</param>
    /// <param name="lead">The lead its electrodes form; II where not given.</param>
    public HealthyPiSimulator(Patient patient, EcgLead? lead = null)
    {
        _patient = patient;
        _ecg = new Electrocardiogram(patient, lead ?? EcgLead.II);
        _pleth = new Photoplethysmogram(patient);
        _breathing = new Breathing(patient);
        _noise = new SeededNoise(patient.Seed, "impedance");
        _motion = new Artefact(patient.Seed, "impedance");
        _heart = new BeatAverage(patient, EcgDelaySeconds);
        _pulses = new BeatAverage(patient, Photoplethysmogram.PeakDelaySeconds);
    }

    /// <inheritdoc/>
    public double FrameRate => HealthyPiFrame.Rate;

    /// <inheritdoc/>
    public int FrameLength => HealthyPiFrame.Length;

    /// <inheritdoc/>
    public void Encode(long frame, Span<byte> bytes)
    {
        var seconds = frame / FrameRate;
        var episode = _patient.Scenario.At(seconds);
        var leadOff = episode.Kind == EpisodeKind.LeadOff;
        var probeOff = episode.Is(EpisodeKind.SensorOff, BedsideDevices.HealthyPi)
            || episode.Is(EpisodeKind.SensorUnplugged, BedsideDevices.HealthyPi);
        var moves = episode.Kind == EpisodeKind.Motion;
        _heart.MoveTo(seconds, usable: !leadOff && !moves);
        _pulses.MoveTo(seconds, usable: !probeOff && !moves);
        if (leadOff) _heart.Forget();
        if (probeOff) _pulses.Forget();

        // Every wave is taken for every frame, seen or not, so that its noise does not depend on what is attached.
        var ecg = _ecg.At(seconds) * EcgCountsPerMillivolt;
        var impedance = ImpedanceAt(seconds, moves);
        var (infrared, red) = OpticalSignal.At(_pleth.At(seconds), _patient.SpO2At(seconds));
        new HealthyPiFrame(
            leadOff ? EcgRail : (short)Math.Clamp(Math.Round(ecg), -EcgRail, EcgRail),
            leadOff ? (short)0 : Short(impedance),
            probeOff ? (int)(NoFingerLight * OpticalSignal.InfraredCounts) : infrared,
            probeOff ? (int)(NoFingerLight * OpticalSignal.RedCounts) : red,
            (ushort)Math.Round(_patient.TemperatureAt(seconds) * 100),
            leadOff ? (byte)0 : RespirationRateAt(seconds),
            seconds - _pulses.LastSeconds < NoBreathSeconds ? (byte)(_pulses.SpO2(Beats) ?? 0) : (byte)0,
            seconds - _heart.LastSeconds < NoBeatSeconds ? (byte)Math.Min(_heart.Rate(Beats) ?? 0, byte.MaxValue) : (byte)0,
            (leadOff ? HealthyPiLeads.EcgOff : 0) | (probeOff ? HealthyPiLeads.ProbeError : 0)).Write(bytes);
    }

    private static short Short(double counts) => (short)Math.Clamp(Math.Round(counts), short.MinValue, short.MaxValue);

    /// <summary>The impedance wave: the lung's volume, a little noise, and motion.</summary>
    private double ImpedanceAt(double seconds, bool moves)
    {
        var volume = _breathing.VolumeAt(seconds) - 0.5;
        if (seconds >= _breathing.BreathStartSeconds) (_lastBreathing, _breathSeconds) = (seconds, _breathing.BreathSeconds);
        return RespirationCounts * (volume + 0.01 * _noise.Gaussian() + (moves ? 2 * _motion.At(seconds) : 0));
    }

    private byte RespirationRateAt(double seconds)
        => seconds - _lastBreathing < NoBreathSeconds ? (byte)Math.Round(60 / _breathSeconds) : (byte)0;
}
