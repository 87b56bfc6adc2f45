using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A Nonin OEM oximeter on a simulated finger. The numbers of a packet are taken at its first frame. With the finger out, the plain values are
/// missing from the next packet on (at most 1/3 s later), while the display values hold.
/// </summary>
internal sealed class NoninSimulator(Patient patient, NoninFormat format = NoninFormat.Format2) : ISimulatedSensor
{
    /// <summary>Beats averaged for the plain and for the extended values.</summary>
    private const int Beats = 4, ExtendedBeats = 8;

    /// <summary>Pulses needed before there is a value (chosen; a real device needs a few too).</summary>
    private const int PulsesToTrack = 3;

    /// <summary>Without a pulse for this long the device is out of track, and for this long it has no values any more, s (unverified).</summary>
    private const double OutOfTrackSeconds = 3, MissingSeconds = 10;

    /// <summary>Display values hold the last good value this long, s.</summary>
    private const double DisplaySeconds = 10;

    /// <summary>Frames after a pulse's peak that carry its colour, s (chosen).</summary>
    private const double ColourSeconds = 0.1;

    /// <summary>Relative pulse heights below which the colour is yellow and red (chosen).</summary>
    private const double YellowBelow = 0.7, RedBelow = 0.4;

    /// <summary>The pleth's count without a pulse, per unit of pulse, and with no finger (chosen: a pulse fills half of the 16 bits).</summary>
    private const double PlethBase = 14_000, PlethGain = 30_000, PlethNoFinger = 256;

    private readonly Photoplethysmogram _pleth = new(patient);
    private readonly BeatAverage _pulses = new(patient, Photoplethysmogram.PeakDelaySeconds);
    private NoninNumerics _numerics;
    private long _packet = -1;
    private double _lastGood = double.NegativeInfinity;

    /// <inheritdoc/>
    public double FrameRate => NoninFrame.Rate;

    /// <inheritdoc/>
    public int FrameLength => NoninFrame.Length;

    /// <inheritdoc/>
    public void Encode(long frame, Span<byte> bytes)
    {
        var seconds = frame / FrameRate;
        var episode = patient.Scenario.At(seconds);
        var unplugged = episode.Is(EpisodeKind.SensorUnplugged, BedsideDevices.Nonin);
        var off = unplugged || episode.Is(EpisodeKind.SensorOff, BedsideDevices.Nonin);
        var moves = episode.Kind == EpisodeKind.Motion;
        _pulses.MoveTo(seconds, usable: !off && !moves);
        if (off) _pulses.Forget();

        var (packet, number) = (frame / NoninFrame.PerPacket, (int)(frame % NoninFrame.PerPacket) + 1);
        if (packet != _packet) _numerics = Measure(packet, seconds);
        _packet = packet;

        var status = NoninStatus.None | ColourAt(seconds);
        if (number == 1) status |= NoninStatus.Sync;
        if (unplugged) status |= NoninStatus.SensorDisconnected;
        if (off) status |= NoninStatus.SensorAlarm;
        if (moves) status |= NoninStatus.Artefact;
        if (!InTrack(seconds)) status |= NoninStatus.OutOfTrack;

        var pulse = _pleth.At(seconds);
        var count = off ? PlethNoFinger : PlethBase + PlethGain * pulse;
        NoninFrame.Write(format, status, (ushort)Math.Clamp(count, 0, ushort.MaxValue), NoninFrame.DataOf(_numerics, number), bytes);
    }

    private bool InTrack(double seconds) => _pulses.Count >= PulsesToTrack && seconds - _pulses.LastSeconds < OutOfTrackSeconds;

    private NoninNumerics Measure(long packet, double seconds)
    {
        var timer = (int)(packet & 0x3FFF);
        var good = _pulses.Count >= PulsesToTrack && seconds - _pulses.LastSeconds < MissingSeconds;
        if (!good)
        {
            var held = seconds - _lastGood <= DisplaySeconds;
            return new NoninNumerics(
                null, null, held ? _numerics.DisplayRate : null, held ? _numerics.ExtendedDisplayRate : null,
                null, null, held ? _numerics.DisplaySpO2 : null, held ? _numerics.ExtendedDisplaySpO2 : null, null, false, timer);
        }

        _lastGood = seconds;
        var (rate, extendedRate) = (_pulses.Rate(Beats), _pulses.Rate(ExtendedBeats));
        var (spO2, extendedSpO2) = (_pulses.SpO2(Beats), _pulses.SpO2(ExtendedBeats));
        return new NoninNumerics(
            rate, extendedRate, rate, extendedRate, spO2, extendedSpO2, spO2, extendedSpO2, _pulses.SpO2(1), InTrack(seconds), timer);
    }

    /// <summary>The perfusion bits: the colour of a pulse for a few frames after its peak, none between pulses.</summary>
    private NoninStatus ColourAt(double seconds)
    {
        if (seconds - _pulses.LastSeconds >= ColourSeconds) return NoninStatus.None;
        return _pleth.StrokeOf(_pulses.Last) switch
        {
            < RedBelow => NoninStatus.Red,
            < YellowBelow => NoninStatus.Yellow,
            _ => NoninStatus.Green,
        };
    }
}
