using System.Globalization;
using System.Text;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>A Masimo oximeter on a simulated finger: one line of text a second, all of the same length.</summary>
/// <param name="patient">Whose finger.</param>
internal sealed class MasimoSimulator(Patient patient) : ISimulatedSensor
{
    /// <summary>Beats averaged, pulses needed before there is a value, and for how long without one it stands, s (chosen).</summary>
    private const int Beats = 8, PulsesToTrack = 3;

    private const double MissingSeconds = 8;

    /// <summary>Exception bits: no sensor, pulse search, interference, sensor off, low signal quality, and the one that always stands (SET active).</summary>
    private const int NoSensor = 0x001, PulseSearch = 0x008, Interference = 0x010, SensorOff = 0x020, LowQuality = 0x400, Normal = 0x800;

    private readonly BeatAverage _pulses = new(patient, Photoplethysmogram.PeakDelaySeconds);

    /// <inheritdoc/>
    public double FrameRate => 1;

    /// <inheritdoc/>
    public int FrameLength { get; } = Line(TimeSpan.Zero, null, null, 0).Length;

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
        var good = _pulses.Count >= PulsesToTrack && seconds - _pulses.LastSeconds < MissingSeconds;
        var exceptions = Normal | (unplugged ? NoSensor : off ? SensorOff : good ? 0 : PulseSearch) | (moves ? Interference | LowQuality : 0);
        var line = Line(TimeSpan.FromSeconds(seconds), good ? _pulses.SpO2(Beats) : null, good ? _pulses.Rate(Beats) : null, exceptions);
        Encoding.ASCII.GetBytes(line, bytes);
    }

    /// <summary>A line, after those of a Radical-7; the device's clock began at an arbitrary hour.</summary>
    private static string Line(TimeSpan clock, int? saturation, int? rate, int exceptions) => string.Create(
        CultureInfo.InvariantCulture,
        $@"03/17/16 {clock:hh\:mm\:ss} SN=0000012345 SPO2={Whole(saturation)}% BPM={Whole(rate)} PI={(rate is null ? "--.--" : "02.10")}% SPCO=--% SPMET=--.-% DESAT=-- PIDELTA=+-- PVI=--- ALARM=000000 EXC={exceptions:X6}")
        + "\r\n";

    private static string Whole(int? value) => value?.ToString("000", CultureInfo.InvariantCulture) ?? "---";
}
