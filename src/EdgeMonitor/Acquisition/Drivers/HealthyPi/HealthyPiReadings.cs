using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.HealthyPi;

/// <summary>
/// The device's own numbers. The frame has no checksum and the device no code for "missing" but 0, so the rule is: 0 is not measured; a number
/// outside the range below is a disturbed one; and what belongs to a contact that is off is not the patient's, whatever it says. Low values
/// inside the range always pass: they may be true.
/// </summary>
internal sealed class HealthyPiReadings(string sensor)
{
    /// <summary>Highest heart rate, 1/min: the firmware's own bound.</summary>
    public const int HighestHeartRate = 250;

    /// <summary>Highest respiration rate, 1/min (chosen: because a panting newborn stays below it).</summary>
    public const int HighestRespirationRate = 150;

    /// <summary>Highest SpO2, %.</summary>
    public const int HighestSaturation = 100;

    /// <summary>Temperatures of a patient, °C (chosen: wider than any survived, within the sensor's 0 to 50).</summary>
    public const double LowestTemperature = 10, HighestTemperature = 50;

    private const double HundredthsPerDegree = 100;

    /// <summary>Which contacts are off.</summary>
    public static (bool Electrodes, bool Probe) OffIn(HealthyPiLeads leads)
        => ((leads & HealthyPiLeads.Electrodes) != 0, (leads & HealthyPiLeads.Probe) != 0);

    /// <summary>Adds the four readings of a frame.</summary>
    public void AddTo(ICollection<MonitorInput> inputs, HealthyPiFrame frame, TimeSpan at)
    {
        var (electrodesOff, probeOff) = OffIn(frame.Leads);
        var electrodes = electrodesOff ? NoData.LeadOff : NoData.None;
        var probe = probeOff ? NoData.SensorOff : NoData.None;
        inputs.Add(Make(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, frame.HeartRate, 1, HighestHeartRate, electrodes, at));
        inputs.Add(Make(Mdc.TthorRespRate, MdcUnit.BreathPerMinute, frame.RespirationRate, 1, HighestRespirationRate, electrodes, at));
        inputs.Add(Make(Mdc.PulsOximSatO2, MdcUnit.Percent, frame.Saturation, 1, HighestSaturation, probe, at));
        var degrees = frame.TemperatureHundredths / HundredthsPerDegree;
        inputs.Add(Make(Mdc.Temp, MdcUnit.DegreeCelsius, degrees, LowestTemperature, HighestTemperature, NoData.None, at));
    }

    private Reading Make(uint mdc, uint unit, double value, double lowest, double highest, NoData contact, TimeSpan at)
    {
        var missing = contact != NoData.None ? contact
            : value == 0 ? NoData.NotMeasured
            : value < lowest || value > highest ? NoData.PoorSignal
            : NoData.None;
        return missing == NoData.None ? Reading.Valid(sensor, mdc, unit, value, at) : Reading.Missing(sensor, mdc, unit, missing, at);
    }
}
