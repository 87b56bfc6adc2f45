using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>A Nonin oximeter in a format without a wave: #1, 3 bytes, or the 4-byte one, whose values are display values; one frame a second.</summary>
/// <param name="patient">Whose finger.</param>
/// <param name="fourBytes">The 4-byte format.</param>
internal sealed class NoninShortSimulator(Patient patient, bool fourBytes = false) : ISimulatedSensor
{
    /// <summary>Beats averaged, and pulses needed before there is a value (chosen).</summary>
    private const int Beats = 4, PulsesToTrack = 3;

    /// <summary>Without a pulse for this long the device is out of track and has no values, and display values hold so long, s (unverified).</summary>
    private const double OutOfTrackSeconds = 3, DisplaySeconds = 10;

    private const int MissingRate = 511, MissingSpO2 = 127;
    private const int Unplugged = 0x40, OutOfTrack = 0x20, Artefact = 0x04, SensorAlarm = 0x08;

    private readonly BeatAverage _pulses = new(patient, Photoplethysmogram.PeakDelaySeconds);
    private (int Rate, int SpO2) _held = (MissingRate, MissingSpO2);
    private double _goodAt = double.NegativeInfinity;

    /// <inheritdoc/>
    public double FrameRate => 1;

    /// <inheritdoc/>
    public int FrameLength => fourBytes ? 4 : 3;

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
        var good = _pulses.Count >= PulsesToTrack && seconds - _pulses.LastSeconds < OutOfTrackSeconds;
        if (good) (_held, _goodAt) = ((_pulses.Rate(Beats) ?? MissingRate, _pulses.SpO2(Beats) ?? MissingSpO2), seconds);

        var (rate, saturation) = good || (fourBytes && seconds - _goodAt <= DisplaySeconds) ? _held : (MissingRate, MissingSpO2);
        var status = (unplugged && !fourBytes ? Unplugged : 0) | (good ? 0 : OutOfTrack) | (moves ? Artefact : 0);
        bytes[0] = (byte)(0x80 | status | (rate >> 7 & 0x03));
        bytes[1] = (byte)(rate & 0x7F);
        bytes[2] = (byte)saturation;
        if (fourBytes) bytes[3] = (byte)(off ? SensorAlarm : 0);
    }
}
