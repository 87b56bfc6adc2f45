namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The patient's time: zero when the bedside starts, real time or a multiple of it.</summary>
/// <param name="provider">The machine's time and timers.</param>
/// <param name="speed">Patient's seconds in a second; above 0.</param>
internal sealed class BedsideClock(TimeProvider provider, double speed = 1)
{
    private readonly long _started = provider.GetTimestamp();

    /// <summary>The machine's time and timers.</summary>
    public TimeProvider Provider { get; } = provider;

    /// <summary>Patient's seconds in a second.</summary>
    public double Speed { get; } = speed > 0 && double.IsFinite(speed)
        ? speed
        : throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed is above 0.");

    /// <summary>The patient's time now, s.</summary>
    public double Seconds => Provider.GetElapsedTime(_started).TotalSeconds * Speed;
}
