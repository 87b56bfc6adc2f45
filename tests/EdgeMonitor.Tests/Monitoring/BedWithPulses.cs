namespace EdgeMonitor.Tests.Monitoring;

/// <summary>A bed whose ECG and pulses have gone on for a while, and what shows the pulses.</summary>
internal static class BedWithPulses
{
    /// <summary>Longest time to the alarm from the last sign of life, s: the asystole time and the detectors' delays.</summary>
    public const double AsystoleInTime = 5;

    public static (Bedside Bed, BedsideEcg Ecg, PulsatileWave Wave) Start(PulseSource source)
    {
        var bed = new Bedside();
        var ecg = bed.Ecg();
        var wave = source == PulseSource.Pleth ? bed.Oximeter().Wave : bed.Pressure().Wave;
        wave.Rate = 75;
        bed.Run(20);
        return (bed, ecg, wave);
    }

    public static (Bedside Bed, BedsideEcg Ecg, PulsatileWave Wave, BedsideOximeter Oximeter) StartWithOximeter()
    {
        var bed = new Bedside();
        var (ecg, oximeter) = (bed.Ecg(), bed.Oximeter());
        oximeter.Wave.Rate = 75;
        bed.Run(20);
        return (bed, ecg, oximeter.Wave, oximeter);
    }
}
