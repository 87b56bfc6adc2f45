using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>A bed whose ECG has gone on for a while.</summary>
internal static class BedWithEcg
{
    /// <summary>Longest time from the last beat to the alarm, s (IEC 60601-2-27, unverified).</summary>
    public const double TimeToAlarm = 10;

    public static (Bedside Bed, BedsideEcg Ecg) Start(double rate, AlarmLimits? limits = null)
    {
        var bed = new Bedside(limits);
        var ecg = bed.Ecg();
        ecg.HeartRate = rate;
        bed.Run(20);
        return (bed, ecg);
    }

    public static (Bedside Bed, BedsideEcg Ecg) StartAsystole()
    {
        var (bed, ecg) = Start(75);
        ecg.HeartRate = 0;
        Assert.That(bed.RunUntilStart("asystole", TimeToAlarm), Is.Not.Null, bed.Log);
        return (bed, ecg);
    }

    public static bool Said(Bedside bed, params string[] conditions)
        => bed.Alarms.Any(alarm => alarm.Transition == AlarmTransition.Start && conditions.Contains(alarm.Rule.Condition));
}
