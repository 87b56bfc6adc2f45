using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// A derived number at one moment, or the reason why there is none; the caller adds sensor, code and unit to make a <see cref="Reading"/>.
/// </summary>
public readonly record struct VitalValue
{
    private VitalValue(double? value, NoData reason, SignalQuality quality) => (Value, Reason, Quality) = (value, reason, quality);

    /// <summary>The value, finite; null when missing. Its unit is that of the source.</summary>
    public double? Value { get; }

    /// <summary>Why the value is missing; <see cref="NoData.None"/> when it is there.</summary>
    public NoData Reason { get; }

    /// <summary>How far the value can be trusted.</summary>
    public SignalQuality Quality { get; }

    /// <summary>A value that is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static VitalValue Valid(double value, SignalQuality quality)
        => double.IsFinite(value)
            ? new VitalValue(value, NoData.None, quality)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A value is finite or missing.");

    /// <summary>A value that is not there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reason is <see cref="NoData.None"/>.</exception>
    public static VitalValue Missing(NoData reason)
        => reason != NoData.None
            ? new VitalValue(null, reason, SignalQuality.Unknown)
            : throw new ArgumentOutOfRangeException(nameof(reason), reason, "A missing value has a reason.");
}
