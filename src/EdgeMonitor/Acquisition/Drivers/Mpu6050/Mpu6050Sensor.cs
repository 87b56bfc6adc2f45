using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using static EdgeMonitor.Acquisition.Drivers.Mpu6050.Mpu6050Registers;

namespace EdgeMonitor.Acquisition.Drivers.Mpu6050;

/// <summary>Empties the FIFO of an MPU-6050 into the waves of its three axes, and looks for movement and falls in them.</summary>
internal sealed class Mpu6050Sensor : II2cSensor
{
    /// <summary>Samples a second: 1 kHz divided by 20.</summary>
    public const double SamplesPerSecond = 50;

    private const int Axes = 3, SampleBytes = Axes * sizeof(short);

    /// <summary>Samples taken in a turn at most, so that one transfer stays short; the rest comes at the next. Chosen: half a second.</summary>
    private const int MostSamples = 25;

    private readonly Movement _movement;
    private readonly FifoWaves _waves;
    private readonly byte[] _bytes = new byte[MostSamples * SampleBytes];
    private readonly int[] _values = new int[MostSamples * Axes];
    private bool _isMisread;

    /// <summary>Makes the sensor of one session.</summary>
    public Mpu6050Sensor(string sensor)
    {
        Signals =
        [
            new SignalDescriptor(sensor, "X", Mdc.AccelerationX, MdcUnit.StandardGravity, SamplesPerSecond, 1.0 / CountsPerGravity),
            new SignalDescriptor(sensor, "Y", Mdc.AccelerationY, MdcUnit.StandardGravity, SamplesPerSecond, 1.0 / CountsPerGravity),
            new SignalDescriptor(sensor, "Z", Mdc.AccelerationZ, MdcUnit.StandardGravity, SamplesPerSecond, 1.0 / CountsPerGravity),
        ];
        _waves = new FifoWaves(Signals, SamplesPerSecond);
        _movement = new Movement(sensor, SamplesPerSecond, CountsPerGravity);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <inheritdoc/>
    /// <remarks>100 ms: five samples.</remarks>
    public TimeSpan Period => TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public TimeSpan? DataAge => null;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        var id = chip.ReadByte(WhoAmI);
        var model = NameOf(id);
        chip.Require(model is not null, "MPU-6050", $"register 0x75 says 0x{id:X2}");
        chip.Write(Power, AwakeOnGyroscopeClock);
        chip.Write(Divider, DivideBy20);
        chip.Write(Filter, LowPass20Hz);
        chip.Write(AccelerationRange, EightGravities);
        if (id != IdMpu6050) chip.Write(AccelerationFilter, LowPass20Hz);
        chip.Write(FifoSources, Acceleration);
        Clear(chip);
        return new ChipIdentity("InvenSense " + model);
    }

    /// <inheritdoc/>
    public void Poll(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        chip.RequireNotRestarted(chip.ReadByte(Power) == AwakeOnGyroscopeClock, "MPU-6050");
        Span<byte> word = stackalloc byte[2];
        if (_isMisread || (chip.ReadByte(InterruptStatus) & FifoOverflow) != 0)
        {
            // The FIFO counts bytes: after an overflow, or a transfer that broke off, nobody knows where a sample begins.
            _isMisread = true;
            Clear(chip);
            _isMisread = false;
            _waves.Lose(at, left: 0, atLeast: 1);
            _movement.Break();
            return;
        }

        chip.Read(FifoCount, word);
        var count = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(word) / SampleBytes, MostSamples);
        var bytes = _bytes.AsSpan(0, count * SampleBytes);
        var values = _values.AsSpan(0, count * Axes);
        if (count > 0)
        {
            _isMisread = true;
            chip.Read(FifoData, bytes);
            _isMisread = false;
        }

        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt16BigEndian(bytes[(i * sizeof(short))..]);
        _waves.Take(at, values, inputs);
        for (var i = 0; i < values.Length; i += Axes) _movement.Take(values[i], values[i + 1], values[i + 2], at, inputs);
    }

    private static void Clear(I2cChip chip)
    {
        chip.Write(UserControl, ResetFifo);
        chip.Write(UserControl, EnableFifo);
    }
}
