using System.Buffers.Binary;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>
/// A device's own clock, used for one question only: how long before now has it measured, by its own clock? A thermometer hands over what it has stored when it
/// connects, and that may be another patient's. What the clock shows is never used as a time. Where it cannot be read, it is taken to go right: it must show what the
/// box's own does, or the value does not count.
/// </summary>
/// <param name="box">The box's own time.</param>
internal sealed class DeviceClock(MonitorClock box)
{
    /// <summary>Bytes of the current time's characteristic.</summary>
    public const int CurrentTimeLength = 10;

    /// <summary>A measurement older than this is a stored one. Chosen: a device that connects after it has measured takes well under a minute.</summary>
    public static readonly TimeSpan Stored = TimeSpan.FromMinutes(2);

    private readonly List<(DateTime Shown, TimeSpan At)> _shown = new(2);

    /// <summary>The device shows this time now. After its clock was set it is told again: what was measured before carries the old time.</summary>
    /// <param name="currentTime">Value of its characteristic.</param>
    /// <param name="at">When it was read, on the monitor's line.</param>
    public void Show(ReadOnlySpan<byte> currentTime, TimeSpan at)
    {
        if (new GattReader(currentTime).Time() is { } shown) _shown.Add((shown, at));
    }

    /// <summary>
    /// True where neither the device's clock as it was nor as it was set says that it was measured just now; a time to come is none either. The box's local time stands
    /// in for a clock that cannot be read. False where the measurement has no time.
    /// </summary>
    /// <param name="measured">When it was measured, by the device's clock.</param>
    /// <param name="at">When the value arrived, on the monitor's line.</param>
    public bool IsStored(DateTime? measured, TimeSpan at)
        => measured is { } time && (_shown.Count > 0
            ? _shown.TrueForAll(clock => IsFar(clock.Shown - time + (at - clock.At)))
            : IsFar(box.Provider.GetLocalNow().DateTime - time - (box.Now - at)));

    /// <summary>The value to write so that the device's clock is right: the box's local time, adjusted from outside.</summary>
    public static byte[] CurrentTime(DateTimeOffset local)
    {
        var value = new byte[CurrentTimeLength];
        BinaryPrimitives.WriteUInt16LittleEndian(value, (ushort)local.Year);
        (value[2], value[3], value[4], value[5], value[6]) = ((byte)local.Month, (byte)local.Day, (byte)local.Hour, (byte)local.Minute, (byte)local.Second);
        value[7] = (byte)(local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)local.DayOfWeek);
        value[8] = (byte)(local.Millisecond * 256 / 1000);
        value[9] = 0x02; // external reference
        return value;
    }

    private static bool IsFar(TimeSpan age) => age.Duration() > Stored;
}
