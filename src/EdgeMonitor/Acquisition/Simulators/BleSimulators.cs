using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The pure part of a simulated Bluetooth device: the value of its measurement as a function of the patient's time. Same patient, same bytes.</summary>
internal interface ISimulatedGatt
{
    /// <summary>The characteristic that it sends.</summary>
    Guid Characteristic { get; }

    /// <summary>The value at a time of the patient, s, which must not go back.</summary>
    byte[] Encode(double seconds);
}

/// <summary>A chest strap: rate over four beats, contact, and the intervals of the beats since the last value.</summary>
internal sealed class HeartRateStrapSimulator(Patient patient) : ISimulatedGatt
{
    /// <summary>Flags: contact can be told; contact; intervals follow.</summary>
    private const byte TellsContact = 0x04, Touches = 0x02, HasIntervals = 0x10;

    /// <summary>Beats averaged (chosen), and intervals in one value: what a value of 20 bytes holds.</summary>
    private const int Beats = 4, MostIntervals = 8;

    private readonly Rhythm _rhythm = new(patient);
    private readonly BeatAverage _average = new(patient, delaySeconds: 0);
    private Beat? _next;

    /// <inheritdoc/>
    public Guid Characteristic => BleUuid.HeartRateMeasurement;

    /// <inheritdoc/>
    public byte[] Encode(double seconds)
    {
        var isOff = patient.Scenario.At(seconds).Kind == EpisodeKind.LeadOff;
        _average.MoveTo(seconds, usable: !isOff);
        if (isOff) _average.Forget();
        var value = new List<byte> { TellsContact, (byte)(_average.Rate(Beats) ?? 0) };
        for (var next = _next ??= _rhythm.Next(); next.Seconds <= seconds; _next = next = _rhythm.Next())
        {
            if (isOff || value.Count >= 2 + 2 * MostIntervals) continue;
            var parts = (ushort)Math.Min(ushort.MaxValue, Math.Round(next.IntervalSeconds * 1024));
            value.AddRange([(byte)parts, (byte)(parts >> 8)]);
        }

        if (!isOff) value[0] |= Touches;
        if (value.Count > 2) value[0] |= HasIntervals;
        return [.. value];
    }
}

/// <summary>A pulse oximeter with running values, the status of its sensor and the pulse's amplitude.</summary>
internal sealed class BleOximeterSimulator(Patient patient) : ISimulatedGatt
{
    /// <summary>Flags: device and sensor status; amplitude.</summary>
    private const byte Flags = 0x08 | 0x10;

    /// <summary>Status: not on the user; disconnected; poor signal.</summary>
    private const int NotOnUser = 1 << 11, Unplugged = 1 << 15, Poor = 1 << 4;

    /// <summary>Beats averaged (chosen).</summary>
    private const int Beats = 4;

    /// <summary>Amplitude of a warm finger, tenths of a percent (chosen), and the code of "not a number".</summary>
    private const int Amplitude = 32, NotANumber = 0x07FF;

    private readonly BeatAverage _average = new(patient, Photoplethysmogram.PeakDelaySeconds);

    /// <inheritdoc/>
    public Guid Characteristic => BleUuid.Continuous;

    /// <inheritdoc/>
    public byte[] Encode(double seconds)
    {
        var kind = patient.Scenario.At(seconds).Kind;
        var isOff = kind is EpisodeKind.SensorOff or EpisodeKind.SensorUnplugged;
        _average.MoveTo(seconds, usable: !isOff && kind != EpisodeKind.Motion);
        if (isOff) _average.Forget();
        var status = kind switch { EpisodeKind.SensorOff => NotOnUser, EpisodeKind.SensorUnplugged => Unplugged, EpisodeKind.Motion => Poor, _ => 0 };
        var value = new byte[10];
        value[0] = Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(1), (ushort)(_average.SpO2(Beats) ?? NotANumber));
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(3), (ushort)(_average.Rate(Beats) ?? NotANumber));
        (value[5], value[6], value[7]) = ((byte)status, (byte)(status >> 8), (byte)(status >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(8), isOff ? (ushort)NotANumber : (ushort)(0xF000 | Amplitude));
        return value;
    }
}

/// <summary>A thermometer: one measurement, °C with two decimals, in the mouth.</summary>
internal sealed class BleThermometerSimulator(Patient patient) : ISimulatedGatt
{
    private const byte HasSite = 0x04, Mouth = 6;

    /// <inheritdoc/>
    public Guid Characteristic => BleUuid.TemperatureMeasurement;

    /// <inheritdoc/>
    public byte[] Encode(double seconds)
    {
        var value = new byte[6];
        value[0] = HasSite;
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(1), (int)Math.Round(patient.TemperatureAt(seconds) * 100) | (0xFE << 24));
        value[5] = Mouth;
        return value;
    }
}

/// <summary>A blood pressure monitor: one measurement in mmHg, with the pulse under the cuff.</summary>
internal sealed class BleBloodPressureSimulator(Patient patient) : ISimulatedGatt
{
    private const byte HasPulse = 0x04;

    /// <summary>An adult at rest, mmHg (chosen: the simulated patient has no pressure of its own).</summary>
    private const ushort Systolic = 120, Diastolic = 80, Mean = 93;

    private readonly BeatAverage _average = new(patient, Photoplethysmogram.PeakDelaySeconds);

    /// <inheritdoc/>
    public Guid Characteristic => BleUuid.BloodPressureMeasurement;

    /// <inheritdoc/>
    public byte[] Encode(double seconds)
    {
        _average.MoveTo(seconds, usable: true);
        var value = new byte[9];
        value[0] = HasPulse;
        ushort[] numbers = [Systolic, Diastolic, Mean, (ushort)(_average.Rate(BeatAverage.Room) ?? 0)];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(1 + 2 * i), numbers[i]);
        return value;
    }
}
