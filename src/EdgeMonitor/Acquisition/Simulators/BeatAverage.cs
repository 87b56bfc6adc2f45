using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>A device's own beat counting: rate and SpO2 averaged over the last beats that it could use.</summary>
/// <param name="patient">Whose beats.</param>
/// <param name="delaySeconds">From the R peak to the moment the device knows of the beat, s.</param>
internal sealed class BeatAverage(Patient patient, double delaySeconds)
{
    /// <summary>Most beats averaged.</summary>
    public const int Room = 8;

    private readonly Rhythm _rhythm = new(patient);
    private readonly double[] _intervals = new double[Room];
    private readonly double[] _saturations = new double[Room];
    private Beat? _next;
    private double _previous = double.NaN;

    /// <summary>Intervals averaged since the last <see cref="Forget"/>, not more than <see cref="Room"/>.</summary>
    public int Count { get; private set; }

    /// <summary>When the device last knew of a beat that it could use, s; minus infinity before the first.</summary>
    public double LastSeconds { get; private set; } = double.NegativeInfinity;

    /// <summary>The last such beat.</summary>
    public Beat Last { get; private set; }

    /// <summary>Moves to a time, which must not go back; beats on the way count only where the device can use them.</summary>
    public void MoveTo(double seconds, bool usable)
    {
        for (var next = _next ??= _rhythm.Next(); next.Seconds + delaySeconds <= seconds; _next = next = _rhythm.Next())
        {
            // An interval has two ends: after beats that could not be used, the next one only begins to count.
            if (usable && !double.IsNaN(_previous)) Add(next.Seconds - _previous, patient.SpO2At(next.Seconds));
            _previous = usable ? next.Seconds : double.NaN;
            if (!usable) continue;
            Last = next;
            LastSeconds = next.Seconds + delaySeconds;
        }
    }

    /// <summary>Begins anew: the sensor was off the patient.</summary>
    public void Forget()
    {
        Count = 0;
        _previous = double.NaN;
        LastSeconds = double.NegativeInfinity;
    }

    /// <summary>Beats a minute over at most that many intervals, rounded; null before the first.</summary>
    public int? Rate(int beats) => Count == 0 ? null : (int)Math.Round(60 / Mean(_intervals, beats));

    /// <summary>SpO2 over at most that many beats, %, rounded; null before the first.</summary>
    public int? SpO2(int beats) => Count == 0 ? null : (int)Math.Round(Mean(_saturations, beats));

    /// <summary>Newest first: a handful of values is moved faster than a ring is understood.</summary>
    private void Add(double interval, double saturation)
    {
        _intervals.AsSpan(0, Room - 1).CopyTo(_intervals.AsSpan(1));
        _saturations.AsSpan(0, Room - 1).CopyTo(_saturations.AsSpan(1));
        (_intervals[0], _saturations[0]) = (interval, saturation);
        Count = Math.Min(Count + 1, Room);
    }

    private double Mean(double[] values, int beats)
    {
        var sum = 0.0;
        var used = Math.Min(beats, Count);
        for (var i = 0; i < used; i++) sum += values[i];
        return sum / used;
    }
}
