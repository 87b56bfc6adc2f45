using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>An OpenBCI Cyton on a simulated patient: leads II and V1 on channels 1 and 2, noise on the others, and an accelerometer that lies still.</summary>
/// <param name="patient">Who wears it.</param>
internal sealed class CytonSimulator(Patient patient) : ISimulatedSensor
{
    /// <summary>Counts for 1 mV: 4.5 V reference, gain 24, 2^23 − 1.</summary>
    public const double CountsPerMillivolt = 24 / 4500.0 * ((1 << 23) - 1);

    /// <summary>Counts for 1 g.</summary>
    public const double CountsPerGravity = 16 / 0.002;

    /// <summary>The accelerometer has a new measurement in every tenth frame.</summary>
    public const int FramesBetweenAccelerations = 10;

    /// <summary>Noise of an open channel, mV, and of the accelerometer, g (chosen).</summary>
    private const double OpenMillivolts = 0.02, Shake = 0.004;

    private const int Channels = 8, FullScale = (1 << 23) - 1;

    private readonly Electrocardiogram _two = new(patient, EcgLead.II);
    private readonly Electrocardiogram _chest = new(patient, EcgLead.V1);
    private readonly SeededNoise _noise = new(patient.Seed, "cyton");

    /// <inheritdoc/>
    public double FrameRate => 250;

    /// <inheritdoc/>
    public int FrameLength => 33;

    /// <inheritdoc/>
    public void Encode(long frame, Span<byte> bytes)
    {
        var seconds = frame / FrameRate;
        var off = patient.Scenario.At(seconds).Kind == EpisodeKind.LeadOff;
        bytes.Clear();
        bytes[0] = 0xA0;
        bytes[1] = (byte)frame;
        bytes[32] = 0xC0;
        for (var channel = 0; channel < Channels; channel++)
        {
            var millivolts = channel switch { 0 => _two.At(seconds), 1 => _chest.At(seconds), _ => OpenMillivolts * _noise.Gaussian() };
            var count = off && channel < 2 ? FullScale : (int)Math.Clamp(Math.Round(millivolts * CountsPerMillivolt), -FullScale, FullScale);
            (bytes[2 + 3 * channel], bytes[3 + 3 * channel], bytes[4 + 3 * channel]) = ((byte)(count >> 16), (byte)(count >> 8), (byte)count);
        }

        if (frame % FramesBetweenAccelerations != 0) return;
        BinaryPrimitives.WriteInt16BigEndian(bytes[26..], Axis(0));
        BinaryPrimitives.WriteInt16BigEndian(bytes[28..], Axis(0));
        BinaryPrimitives.WriteInt16BigEndian(bytes[30..], Axis(1));
    }

    private short Axis(double gravities) => (short)Math.Round((gravities + Shake * _noise.Gaussian()) * CountsPerGravity);
}

/// <summary>The board behind its dongle: it hears <c>s</c>, <c>b</c> and <c>v</c>, greets after a reset, and streams between start and stop.</summary>
/// <param name="patient">Who wears it.</param>
internal sealed class CytonPeerSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>From the reset to its greeting, s (chosen).</summary>
    public const double ResetSeconds = 0.3;

    private readonly FramePacer _stream = new(new CytonSimulator(patient));
    private double? _greetAt;
    private volatile bool _switchedOff;

    /// <summary>What it says of itself; after the maker's description of firmware 2 and later.</summary>
    public string Greeting { get; init; } = "OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nLIS3DH Device ID: 0x33\nFirmware: v3.1.1\n$$$";

    /// <summary>True while it streams.</summary>
    public bool Streams => _stream.Runs;

    /// <summary>A board that is switched off neither hears nor streams, and greets when it is switched on.</summary>
    public bool IsOff
    {
        get => _switchedOff;
        set => _switchedOff = value;
    }

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        if (IsOff)
        {
            _stream.Stop();
            _greetAt = seconds + ResetSeconds;
            return;
        }

        foreach (var command in received)
        {
            if (command == (byte)'s') _stream.Stop();
            if (command == (byte)'b') _stream.Start(seconds);
            if (command != (byte)'v') continue;
            _stream.Stop();
            _greetAt = seconds + ResetSeconds;
        }

        if (seconds >= _greetAt)
        {
            _greetAt = null;
            sent.Write(Encoding.ASCII.GetBytes(Greeting));
        }

        _stream.Send(seconds, sent);
    }
}
