using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The newest reading of each vital sign of each sensor. A value older than <see cref="MaxAgeOf"/> is said to be stale, never shown on.
/// Bounded by the vital signs that the configured sensors can measure.
/// </summary>
public sealed class VitalSigns
{
    /// <summary>Chosen: far longer than any sensor's own interval, short enough that nobody treats a patient on an old number.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old a value may be that is measured once now and then, by cuff or thermometer. Chosen: both are used up to an hour apart at a patient who
    /// is watched closely, and the next measurement takes its time.
    /// </summary>
    public static readonly TimeSpan MaxAgeOfSpot = TimeSpan.FromMinutes(65);

    /// <summary>Chosen: an oximeter's own averaging is under 10 s; a pulse seen within it counts as a sign of life.</summary>
    private static readonly TimeSpan LifeSignAge = TimeSpan.FromSeconds(10);

    private readonly List<Reading> _readings = [];
    private readonly List<(string Sensor, uint Mdc, TimeSpan At)> _lifeSigns = [];

    /// <summary>How many there are.</summary>
    public int Count => _readings.Count;

    /// <summary>One of them, in the order in which they first came.</summary>
    public Reading this[int index] => _readings[index];

    /// <summary>True for what is measured once now and then; all else comes all the time.</summary>
    public static bool IsMeasuredNowAndThen(uint mdc) => mdc is Mdc.PressBldNoninvSys or Mdc.PressBldNoninvDia or Mdc.PressBldNoninvMean or Mdc.PulsRateNonInv
        or Mdc.PressCuffSys or Mdc.PressCuffDia or Mdc.PressCuffMean or Mdc.TempBody or Mdc.TempTymp or Mdc.Temp;

    /// <summary>How old a value may be and still count as that of now.</summary>
    public static TimeSpan MaxAgeOf(uint mdc) => IsMeasuredNowAndThen(mdc) ? MaxAgeOfSpot : MaxAge;

    /// <summary>The reading as it is to be taken now: a value that is too old is missing.</summary>
    public static Reading AsOf(Reading reading, TimeSpan now) => reading.Value is not null && now - reading.At > MaxAgeOf(reading.Mdc)
        ? Reading.Missing(reading.Sensor, reading.Mdc, reading.Unit, NoData.Stale, reading.At, reading.IsComputed, reading.Mark)
        : reading;

    /// <summary>A sensor's newest reading, whatever its age; null where it never came.</summary>
    public Reading? Of(string sensor, uint mdc)
    {
        foreach (var reading in _readings)
        {
            if (reading.Mdc == mdc && reading.Sensor == sensor) return reading;
        }

        return null;
    }

    /// <summary>Another patient: nothing is known.</summary>
    public void Forget()
    {
        _readings.Clear();
        _lifeSigns.Clear();
    }

    /// <summary>A sensor measures this no more: what it said last is not shown on.</summary>
    public void Forget(string sensor, uint mdc)
    {
        for (var i = _readings.Count - 1; i >= 0; i--)
        {
            if (_readings[i].Mdc == mdc && _readings[i].Sensor == sensor) _readings.RemoveAt(i);
        }
    }

    /// <summary>Takes a reading.</summary>
    public void Update(Reading reading)
    {
        // A poor value may be noise: it shows nothing of life.
        if (reading is { Value: > 0, Quality: not SignalQuality.Poor, Mdc: Mdc.EcgHeartRate or Mdc.PulsOximPulsRate }) NoteLifeSign(reading);
        for (var i = 0; i < _readings.Count; i++)
        {
            if (_readings[i].Mdc != reading.Mdc || _readings[i].Sensor != reading.Sensor) continue;
            _readings[i] = reading;
            return;
        }

        _readings.Add(reading);
    }

    /// <summary>The newest value of any sensor, or null where there is none.</summary>
    public double? Newest(uint mdc)
    {
        Reading? newest = null;
        foreach (var reading in _readings)
        {
            if (reading.Mdc == mdc && reading.Value is not null && (newest is null || reading.At > newest.At)) newest = reading;
        }

        return newest?.Value;
    }

    /// <summary>The newest value of any sensor that is of now and not poor, or null where there is none.</summary>
    public Reading? Fresh(uint mdc, TimeSpan now)
    {
        Reading? newest = null;
        foreach (var reading in _readings)
        {
            if (reading.Mdc != mdc || reading is not { Value: not null, Quality: not SignalQuality.Poor } || now - reading.At > MaxAgeOf(mdc)) continue;
            if (newest is null || reading.At > newest.At) newest = reading;
        }

        return newest;
    }

    /// <summary>All of them as they are to be shown now.</summary>
    public void Say(TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var reading in _readings) events.Add(new VitalSign(now, AsOf(reading, now)));
    }

    /// <summary>True when a sensor other than this one has shown a heart or pulse rate lately: this one is then not the only monitor.</summary>
    public bool OtherSignOfLife(string sensor, TimeSpan now) => SignOfLife(now, (sign, apart) => sign.Sensor != apart.Sensor, (sensor, 0));

    /// <summary>The same, but another part of the same sensor counts too: a device with electrodes and a probe is two monitors.</summary>
    /// <param name="sensor">The sensor.</param>
    /// <param name="part">The part that does not count.</param>
    /// <param name="now">The monitor's time.</param>
    public bool OtherSignOfLife(string sensor, Modality part, TimeSpan now)
        => SignOfLife(now, (sign, apart) => sign.Sensor != apart.Sensor || sign.Mdc != apart.Mdc, (sensor, part == Modality.Ecg ? Mdc.EcgHeartRate : Mdc.PulsOximPulsRate));

    /// <summary>True when any sensor has shown a heart or pulse rate within <see cref="MaxAge"/>.</summary>
    public bool ShowsLife(TimeSpan now)
    {
        foreach (var (_, _, at) in _lifeSigns)
        {
            if (now - at <= MaxAge) return true;
        }

        return false;
    }

    private bool SignOfLife(TimeSpan now, Func<(string Sensor, uint Mdc), (string Sensor, uint Mdc), bool> counts, (string Sensor, uint Mdc) apart)
    {
        foreach (var (sensor, mdc, at) in _lifeSigns)
        {
            if (now - at <= LifeSignAge && counts((sensor, mdc), apart)) return true;
        }

        return false;
    }

    private void NoteLifeSign(Reading reading)
    {
        for (var i = 0; i < _lifeSigns.Count; i++)
        {
            if (_lifeSigns[i].Sensor != reading.Sensor || _lifeSigns[i].Mdc != reading.Mdc) continue;
            _lifeSigns[i] = (reading.Sensor, reading.Mdc, reading.At);
            return;
        }

        _lifeSigns.Add((reading.Sensor, reading.Mdc, reading.At));
    }
}
