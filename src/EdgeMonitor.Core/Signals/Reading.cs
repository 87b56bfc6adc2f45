namespace EdgeMonitor.Core.Signals;

/// <summary>One measured number, or the reason why there is none. Made by <see cref="Valid"/> or <see cref="Missing"/>: it cannot be both.</summary>
public sealed record Reading : MonitorInput
{
    private Reading(string sensor, uint mdc, uint unit, double? value, NoData reason, SignalQuality quality, TimeSpan at)
        : base(at)
    {
        Sensor = sensor;
        Mdc = mdc;
        Unit = unit;
        Value = value;
        Reason = reason;
        Quality = quality;
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

    /// <summary>A measured value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static Reading Valid(string sensor, uint mdc, uint unit, double value, TimeSpan at, SignalQuality quality = SignalQuality.Unknown)
        => double.IsFinite(value)
            ? new Reading(sensor, mdc, unit, value, NoData.None, quality, at)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reading is finite or missing.");

    /// <summary>A value that is not there, and why.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reason is <see cref="NoData.None"/>.</exception>
    public static Reading Missing(string sensor, uint mdc, uint unit, NoData reason, TimeSpan at)
        => reason != NoData.None
            ? new Reading(sensor, mdc, unit, null, reason, SignalQuality.Unknown, at)
            : throw new ArgumentOutOfRangeException(nameof(reason), reason, "A missing reading has a reason.");
}
