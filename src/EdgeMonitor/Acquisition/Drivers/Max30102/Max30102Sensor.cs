using System.Globalization;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using static EdgeMonitor.Acquisition.Drivers.Max30102.Max30102Registers;

namespace EdgeMonitor.Acquisition.Drivers.Max30102;

/// <summary>Empties the FIFO of a MAX30102 into the waves of both colours, and now and then tells the chip's own temperature.</summary>
internal sealed class Max30102Sensor : II2cSensor
{
    /// <summary>Samples a second: 400 conversions, 4 of them averaged.</summary>
    public const double SamplesPerSecond = 100;

    private const int Colours = 2, SampleBytes = Colours * ValueBytes;

    /// <summary>The overflow counter stays at its end.</summary>
    private const int MostOverflows = 0x1F;

    /// <summary>Chosen: an LED that warms its skin does so in minutes.</summary>
    private static readonly TimeSpan TemperatureEvery = TimeSpan.FromSeconds(10);

    private readonly string _sensor;
    private readonly byte _current;
    private readonly FifoWaves _waves;
    private readonly byte[] _bytes = new byte[FifoDepth * SampleBytes];
    private readonly int[] _values = new int[FifoDepth * Colours];
    private bool _isMisread;
    private TimeSpan _temperatureAt = TimeSpan.MinValue;

    /// <summary>Makes the sensor of one session.</summary>
    public Max30102Sensor(string sensor, double milliampere)
    {
        _sensor = sensor;
        _current = (byte)Math.Clamp(Math.Round(milliampere / MilliamperePerCount), 1, byte.MaxValue);
        Signals =
        [
            new SignalDescriptor(sensor, "Red", Mdc.PulsOximPleth, MdcUnit.Dimensionless, SamplesPerSecond, Light: LightColour.Red),
            new SignalDescriptor(sensor, "Infrared", Mdc.PulsOximPleth, MdcUnit.Dimensionless, SamplesPerSecond, Light: LightColour.Infrared),
        ];
        _waves = new FifoWaves(Signals, SamplesPerSecond);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <inheritdoc/>
    /// <remarks>50 ms: five samples, and six turns may be late before the FIFO overflows.</remarks>
    public TimeSpan Period => TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public TimeSpan? DataAge => null;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        var part = chip.ReadByte(PartId);
        chip.Require(part == Part, "MAX30102", $"register 0xFF says 0x{part:X2}");
        var revision = chip.ReadByte(Revision);
        chip.Write(Mode, 0);
        chip.Write(FifoConfiguration, AverageOf4RollOver);
        chip.Write(Light, Range4096Rate400Pulse411);
        chip.Write(RedCurrent, _current);
        chip.Write(InfraredCurrent, _current);
        Clear(chip);
        // The flag of a finished temperature measurement is only set where its interrupt is enabled (as SparkFun's library does it; unverified on a chip).
        chip.Write(InterruptEnable2, DieTemperatureReady);
        chip.Write(Mode, RedAndInfrared);
        return new ChipIdentity("MAX30102", Firmware: revision.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Poll(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        chip.RequireNotRestarted(chip.ReadByte(Mode) == RedAndInfrared, "MAX30102");
        if (_isMisread)
        {
            // A transfer broke off in the middle of a sample: what the FIFO gives next is not known to begin with red.
            Clear(chip);
            _waves.Lose(at, left: 0, atLeast: 1);
            _isMisread = false;
        }

        TakeSamples(chip, at, inputs);
        TakeTemperature(chip, at, inputs);
    }

    private static void Clear(I2cChip chip) => chip.Write(FifoWrite, 0, 0, 0);

    private void TakeSamples(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        Span<byte> pointers = stackalloc byte[3];
        chip.Read(FifoWrite, pointers);
        var overflows = pointers[1] & MostOverflows;
        if (overflows > 0)
        {
            // Where the oldest sample lies after the roll-over no source says: all of it is given up, as a gap.
            Clear(chip);
            _waves.Lose(at, left: 0, overflows);
            return;
        }

        var count = (pointers[0] - pointers[2]) & (FifoDepth - 1);
        if (count == 0)
        {
            _waves.Take(at, [], inputs);
            return;
        }

        var bytes = _bytes.AsSpan(0, count * SampleBytes);
        _isMisread = true;
        chip.Read(FifoData, bytes);
        _isMisread = false;
        var values = _values.AsSpan(0, count * Colours);
        for (var i = 0; i < values.Length; i++)
        {
            var value = bytes.Slice(i * ValueBytes, ValueBytes);
            values[i] = (value[0] << 16 | value[1] << 8 | value[2]) & ValueMask;
        }

        _waves.Take(at, values, inputs);
    }

    /// <summary>Takes the measurement that was begun at an earlier turn and begins the next one: it lasts 29 ms, and it is never a patient's temperature.</summary>
    private void TakeTemperature(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (at < _temperatureAt) return;
        _temperatureAt = at + TemperatureEvery;
        if ((chip.ReadByte(InterruptStatus2) & DieTemperatureReady) != 0)
        {
            Span<byte> result = stackalloc byte[2];
            chip.Read(DieTemperature, result);
            inputs.Add(Reading.Valid(_sensor, Mdc.TempDevice, MdcUnit.DegreeCelsius, (sbyte)result[0] + (result[1] & 0x0F) * 0.0625, at));
        }

        chip.Write(DieTemperatureStart, 1);
    }
}
