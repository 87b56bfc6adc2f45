using System.Collections.Immutable;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Acquisition.Drivers.BleHeartRate;

/// <summary>One heart rate measurement (2A37).</summary>
/// <param name="BeatsPerMinute">0 to 65535; 0 where the sensor has none.</param>
/// <param name="HasContact">Whether it touches the skin; null where it cannot tell.</param>
/// <param name="EnergyKilojoules">Energy expended since the last reset; null where it is not sent.</param>
/// <param name="Intervals">From beat to beat, in 1/1024 s, oldest first.</param>
internal readonly record struct HeartRateMeasurement(int BeatsPerMinute, bool? HasContact, int? EnergyKilojoules, ImmutableArray<ushort> Intervals)
{
    /// <summary>Parts of a second in an interval.</summary>
    public const int PartsPerSecond = 1024;

    private const byte IsLong = 1 << 0, Contact = 1 << 1, TellsContact = 1 << 2, HasEnergy = 1 << 3, HasIntervals = 1 << 4;

    /// <summary>Parses a value; false where it is shorter than its flags say.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out HeartRateMeasurement measurement)
    {
        var reader = new GattReader(value);
        var flags = reader.Byte();
        var rate = (flags & IsLong) != 0 ? reader.UInt16() : reader.Byte();
        bool? contact = (flags & TellsContact) != 0 ? (flags & Contact) != 0 : null;
        int? energy = (flags & HasEnergy) != 0 ? reader.UInt16() : null;
        var intervals = ImmutableArray<ushort>.Empty;
        if ((flags & HasIntervals) != 0 && reader.Left >= sizeof(ushort))
        {
            var found = ImmutableArray.CreateBuilder<ushort>(reader.Left / sizeof(ushort));
            while (found.Count < found.Capacity) found.Add(reader.UInt16());
            intervals = found.MoveToImmutable();
        }

        measurement = new HeartRateMeasurement(rate, contact, energy, intervals);
        return !reader.IsShort;
    }
}
