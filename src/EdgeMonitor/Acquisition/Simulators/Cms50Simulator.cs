using System.Buffers;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>A Contec CMS50 on a simulated finger: its frames, of the 5-byte protocol or of protocol 7.</summary>
/// <param name="patient">Whose finger.</param>
/// <param name="seven">Speaks protocol 7.</param>
internal sealed class Cms50Simulator(Patient patient, bool seven = false) : ISimulatedSensor
{
    /// <summary>Beats averaged, pulses needed before there is a value, and for how long without one it stands, s (chosen).</summary>
    private const int Beats = 4, PulsesToTrack = 3;

    private const double MissingSeconds = 6;

    /// <summary>Searching for so long counts as too long, s (chosen).</summary>
    private const double SearchSeconds = 10;

    /// <summary>The pleth without a pulse and per unit of pulse, of 127; a beep lasts so long, s; signal strength and perfusion index raw (chosen).</summary>
    private const double PlethBase = 12, PlethGain = 80, BeepSeconds = 0.1;

    private const int Strength = 8, PerfusionRaw = 350;

    private readonly Photoplethysmogram _pleth = new(patient);
    private readonly BeatAverage _pulses = new(patient, Photoplethysmogram.PeakDelaySeconds);
    private double _lastGood;

    /// <inheritdoc/>
    public double FrameRate => 60;

    /// <inheritdoc/>
    public int FrameLength => seven ? 9 : 5;

    /// <inheritdoc/>
    public void Encode(long frame, Span<byte> bytes)
    {
        var seconds = frame / FrameRate;
        var episode = patient.Scenario.At(seconds);
        var unplugged = episode.Is(EpisodeKind.SensorUnplugged, BedsideDevices.Nonin);
        var off = unplugged || episode.Is(EpisodeKind.SensorOff, BedsideDevices.Nonin);
        _pulses.MoveTo(seconds, usable: !off && episode.Kind != EpisodeKind.Motion);
        if (off) _pulses.Forget();
        var good = _pulses.Count >= PulsesToTrack && seconds - _pulses.LastSeconds < MissingSeconds;
        if (good) _lastGood = seconds;

        var tooLong = off || seconds - _lastGood > SearchSeconds;
        var pulse = _pleth.At(seconds);
        var wave = off ? 0 : (int)Math.Clamp(PlethBase + PlethGain * pulse, 0, 127);
        var bar = wave >> 3;
        var beep = seconds - _pulses.LastSeconds < BeepSeconds;
        var rate = good ? Math.Min(_pulses.Rate(Beats) ?? 0, 254) : -1;
        var saturation = good ? _pulses.SpO2(Beats) ?? 127 : 127;
        if (seven) WriteSeven(bytes, beep, tooLong, !good, unplugged, wave, bar, rate, saturation);
        else WriteLegacy(bytes, beep, tooLong, !good, unplugged, wave, bar, rate, saturation);
    }

    private static void WriteLegacy(Span<byte> bytes, bool beep, bool tooLong, bool searching, bool probeError, int wave, int bar, int rate, int saturation)
    {
        var shown = Math.Max(rate, 0);
        bytes[0] = (byte)(0x80 | (beep ? 0x40 : 0) | (tooLong ? 0x10 : 0) | Strength);
        bytes[1] = (byte)wave;
        bytes[2] = (byte)((shown >> 1 & 0x40) | (searching ? 0x20 : 0) | (probeError ? 0x10 : 0) | bar);
        bytes[3] = (byte)(shown & 0x7F);
        bytes[4] = (byte)saturation;
    }

    private static void WriteSeven(Span<byte> bytes, bool beep, bool tooLong, bool searching, bool probeError, int wave, int bar, int rate, int saturation)
    {
        ReadOnlySpan<byte> data =
        [
            (byte)((probeError ? 0x80 : 0) | (beep ? 0x40 : 0) | (tooLong ? 0x10 : 0) | Strength),
            (byte)((searching ? 0x80 : 0) | wave),
            (byte)(0x10 | bar),
            (byte)(rate < 0 ? 0xFF : rate),
            (byte)saturation,
            PerfusionRaw & 0xFF,
            PerfusionRaw >> 8,
        ];
        bytes[0] = 0x01;
        bytes[1] = 0x80;
        for (var i = 0; i < data.Length; i++)
        {
            bytes[1] |= (byte)(data[i] >> 7 << i);
            bytes[2 + i] = (byte)(data[i] | 0x80);
        }
    }
}

/// <summary>A CMS50 of protocol 7: it streams from the start command on, until it is stopped or nobody keeps it alive.</summary>
/// <param name="patient">Whose finger.</param>
internal sealed class Cms50PeerSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>Without a keep-alive it stops after so long, s (chosen: two are missing).</summary>
    public const double Patience = 11;

    private const int CommandLength = 9, CommandAt = 2;

    private readonly FramePacer _stream = new(new Cms50Simulator(patient, seven: true));
    private readonly List<byte> _heard = [];
    private double _aliveAt;

    /// <summary>Commands heard, oldest first: A1 start, A2 stop, AF keep-alive.</summary>
    public List<byte> CommandsHeard { get; } = [];

    /// <summary>True while it streams.</summary>
    public bool Streams => _stream.Runs;

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        foreach (var value in received) Hear(value, seconds);
        if (seconds - _aliveAt > Patience) _stream.Stop();
        _stream.Send(seconds, sent);
    }

    private void Hear(byte value, double seconds)
    {
        if (value < 0x80) _heard.Clear();
        _heard.Add(value);
        if (_heard.Count != CommandLength || _heard[0] != 0x7D) return;
        CommandsHeard.Add(_heard[CommandAt]);
        _aliveAt = seconds;
        if (_heard[CommandAt] == 0xA1) _stream.Start(seconds);
        if (_heard[CommandAt] == 0xA2) _stream.Stop();
        _heard.Clear();
    }
}
