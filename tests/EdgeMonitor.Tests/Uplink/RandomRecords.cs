using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>Records with everything the schema has, from a seed.</summary>
internal static class RandomRecords
{
    /// <summary>One record; the same for the same seed.</summary>
    public static Record Make(int seed)
    {
        var random = new Random(seed);
        var record = new Record
        {
            Device = "bed-7",
            Stream = "telemetry",
            Sequence = random.NextInt64(),
            Boot = $"b{random.Next()}",
            WallMs = random.NextInt64(),
            MonotonicUs = random.NextInt64(),
            ClockSynchronised = random.Next(2) == 1,
            Historical = random.Next(2) == 1,
        };
        switch (random.Next(4))
        {
            case 0:
                record.Telemetry = Telemetry(random);
                break;
            case 1:
                record.Alarm = new AlarmEvent { Id = "a1", Condition = "asystole", Reason = "größer – 測定 \"x\" \n", Unit = (uint)random.Next() };
                if (random.Next(2) == 1) record.Alarm.Value = random.NextDouble() * 1e9;
                break;
            case 2:
                record.Audit = new AuditEntry { Who = "nurse", Action = "ack", AtUs = random.NextInt64() };
                break;
            default:
                record.Status = new Status { Online = true, Version = "1", Stored = { ["alarms"] = random.NextInt64() }, Providers = { ["mqtt"] = "libmosquitto" } };
                break;
        }

        return record;
    }

    private static Telemetry Telemetry(Random random)
    {
        var waveform = new Waveform { Sensor = "ecg", Label = "MLII", RateHz = 360, Scale = random.NextDouble(), FirstCount = random.Next(int.MinValue, int.MaxValue) };
        for (int i = random.Next(800); i > 0; i--) waveform.Differences.Add(random.Next(int.MinValue, int.MaxValue));
        var reading = new Reading { Name = "MDC_ECG_HEART_RATE", Missing = "sensor-off" };
        if (random.Next(2) == 1) reading.Value = 0;
        var score = new EarlyWarning { Known = 3, Parts = { new EarlyWarningPart { Name = "pulse", Score = 3 } }, Missing = { "oxygen" } };
        if (random.Next(2) == 1) score.Total = 0;
        return new Telemetry { Waveforms = { waveform }, Readings = { reading }, Gaps = { new Gap { Count = random.NextInt64() } }, EarlyWarnings = { score } };
    }
}
