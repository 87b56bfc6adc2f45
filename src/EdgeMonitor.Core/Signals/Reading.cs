namespace EdgeMonitor.Core.Signals;

/// <summary>One measured number, or the reason why there is none. Made by <see cref="Valid"/> or <see cref="Missing"/>: it cannot be both.</summary>
public sealed record Reading : MonitorInput
{
    private Reading(string sensor, uint mdc, uint unit, double? value, NoData reason, SignalQuality quality, TimeSpan at, bool isComputed, ReadingMark mark)
        : base(at)
    {
        Sensor = sensor;
        Mdc = mdc;
        Unit = unit;
        Value = value;
        Reason = reason;
        Quality = quality;
        IsComputed = isComputed;
        Mark = mark;
    }

    /// <summary>The sensor's name in the configuration.</summary>
    public string Sensor { get; }

    /// <summary>IEEE 11073-10101 context-free code of what was measured.</summary>
    public uint Mdc { get; }

    /// <summary>IEEE 11073-10101 context-free code of the unit.</summary>
    public uint Unit { get; }

    /// <summary>The value in <see cref="Unit"/>, finite; null when missing.</summary>
    public double? Value { get; }

    /// <summary>Why the value is missing; <see cref="NoData.None"/> when it is there.</summary>
    public NoData Reason { get; }

    /// <summary>How far the value can be trusted.</summary>
    public SignalQuality Quality { get; }

    /// <summary>True where the monitor has worked it out itself from a wave; false where it is a device's own.</summary>
    public bool IsComputed { get; }

    /// <summary>What must be said with it.</summary>
    public ReadingMark Mark { get; }

    /// <summary>A measured value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static Reading Valid(string sensor, uint mdc, uint unit, double value, TimeSpan at, SignalQuality quality = SignalQuality.Unknown, ReadingMark mark = ReadingMark.None)
        => double.IsFinite(value)
            ? new Reading(sensor, mdc, unit, value, NoData.None, quality, at, false, mark)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reading is finite or missing.");

    /// <summary>A value that is not there, and why.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reason is <see cref="NoData.None"/>.</exception>
    public static Reading Missing(string sensor, uint mdc, uint unit, NoData reason, TimeSpan at, bool isComputed = false, ReadingMark mark = ReadingMark.None)
        => reason != NoData.None
            ? new Reading(sensor, mdc, unit, null, reason, SignalQuality.Unknown, at, isComputed, mark)
            : throw new ArgumentOutOfRangeException(nameof(reason), reason, "A missing reading has a reason.");

    /// <summary>What the monitor itself has worked out of a wave: a value, or why there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite, or a missing one has no reason.</exception>
    public static Reading Computed(string sensor, uint mdc, uint unit, double? value, NoData missing, TimeSpan at, SignalQuality quality, ReadingMark mark = ReadingMark.None)
        => value is not { } number ? Missing(sensor, mdc, unit, missing, at, isComputed: true, mark)
            : double.IsFinite(number) ? new Reading(sensor, mdc, unit, number, NoData.None, quality, at, true, mark)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reading is finite or missing.");
}
