using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Monitoring;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>What a second of a full bedside takes in the journal, and what the default bound holds of it.</summary>
public sealed class StorageSizeTests
{
    private const int Seconds = 60;
    private const double Mebibyte = 1 << 20;

    [Test]
    public void TheDefaultHoldsItsHoursOfTwelveLeads()
    {
        var options = new StorageOptions();
        var perSecond = BytesPerSecond();
        var mebibytes = perSecond * options.TelemetryHours * 3600 * 64 / 63 / Mebibyte; // a bound of bytes is left by a 64th
        TestContext.Out.WriteLine($"12 leads at 500 Hz and what goes with them: {perSecond:F0} sealed bytes a second, {mebibytes:F0} MiB in {options.TelemetryHours} h.");
        Assert.That((options.TelemetryHours, FullLoad.Leads), Is.EqualTo((72, 12)));
        Assert.That(mebibytes, Is.LessThan(options.TelemetryMebibytes));
        // A sample of an amplifier of 24 bits takes two bytes and not one: 12 x 500 more.
        Assert.That((perSecond + 6000) * options.TelemetryHours * 3600 * 64 / 63 / Mebibyte, Is.LessThan(options.TelemetryMebibytes));
    }

    private static double BytesPerSecond()
    {
        var load = new FullLoad(asDriver: false);
        var inputs = new List<MonitorInput>(load.Beginning());
        for (var second = 0; second < Seconds; second++) load.AddSecond(second, inputs);
        var batch = new TelemetryBatch();
        var bytes = 0L;
        foreach (var input in inputs)
        {
            if (batch.IsFull(input.At)) bytes += Sealed(batch);
            batch.Add(input);
        }

        return (bytes + Sealed(batch)) / (double)Seconds;
    }

    private static int Sealed(TelemetryBatch batch) => RecordSeal.Overhead + RecordCodec.Encode(new EdgeMonitor.Uplink.Wire.Record
    {
        Device = "icu-2-bed-7",
        Stream = JournalStreams.Telemetry,
        Sequence = 1_000_000,
        Boot = "0f3a9c1e",
        WallMs = 1_790_000_000_000,
        MonotonicUs = 100_000_000_000,
        ClockSynchronised = true,
        Telemetry = batch.Take(),
    }).Length;
}
