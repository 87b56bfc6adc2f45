using EdgeMonitor.Commands.Replaying;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using AlarmEvent = EdgeMonitor.Core.Alarms.AlarmEvent;
using Reading = EdgeMonitor.Core.Signals.Reading;

namespace EdgeMonitor.Tests.Commands.Replaying;

/// <summary>What was measured goes through the recorder's batches and comes back.</summary>
public sealed class StoredInputsTests
{
    private const string Story = "normal 20s, asystole 12s, normal 15s, cable-pulled 10s, normal 20s, lead-off 10s, normal 20s";

    private static readonly List<MonitorInput> Measured =
    [
        .. SimulatedSensors.Ecg("ecg", Story, 72, 1, TimeSpan.Zero)
            .Concat(SimulatedSensors.Oximeter("spo2", "normal 20s, desaturation 60s nadir=84, normal 27s", 72, 1, TimeSpan.Zero))
            .OrderBy(input => input.At),
    ];

    private static readonly List<MonitorInput> Stored = [.. Store(Measured)];

    [Test]
    public void EverySampleComesBackAsItWasMeasuredAndAGapStaysOne() => Assert.That(Samples(Stored), Is.EqualTo(Samples(Measured)));

    /// <summary>Their times are stored in whole microseconds.</summary>
    [Test]
    public void ReadingsContactsAndLinksComeBack()
    {
        Assert.That(Readings(Stored), Is.EqualTo(Readings(Measured)));
        Assert.That(Stored.OfType<ContactStatus>().Select(status => status with { At = default }), Is.EqualTo(Measured.OfType<ContactStatus>().Select(status => status with { At = default })));
        Assert.That(Stored.OfType<LinkStatus>().Select(status => status with { At = default }), Is.EqualTo(Measured.OfType<LinkStatus>().Select(status => status with { At = default })));
        Assert.That(Stored.OfType<SignalList>().Select(list => (list.Sensor, list.Signals.Length)), Is.EqualTo(Measured.OfType<SignalList>().Select(list => (list.Sensor, list.Signals.Length))));
    }

    [Test]
    public void TheMonitorFindsTheSameAlarmsAtTheSameTimes()
    {
        var expected = AlarmsOf(Measured);
        Assert.That(expected.Select(alarm => alarm.Rule.Condition), Is.SupersetOf(new[] { "lead-off", "no-data", "spo2-low" }));
        var found = AlarmsOf(Stored);
        Assert.That(found.Select(Text), Is.EqualTo(expected.Select(Text)));
        for (var i = 0; i < found.Count; i++)
            Assert.That(found[i].At.TotalSeconds, Is.EqualTo(expected[i].At.TotalSeconds).Within(0.2), Text(found[i]));

        static string Text(AlarmEvent alarm) => $"{alarm.Rule.Condition} {alarm.Sensor} {alarm.Transition} {alarm.Priority}";
    }

    [Test]
    public void WhatTheMonitorWorkedOutItselfIsLeftOut()
    {
        var batch = new TelemetryBatch();
        foreach (var input in Measured.TakeWhile(input => input.At < TimeSpan.FromSeconds(1))) batch.Add(input);
        batch.Add(Reading.Valid("ecg", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(1));
        batch.Add(Reading.Valid("other", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 71, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(1));
        var rates = new StoredInputs().Of(batch.Take()).OfType<Reading>().Where(reading => reading.Mdc == Mdc.EcgHeartRate);
        Assert.That(rates.Select(reading => reading.Sensor), Is.EqualTo(new[] { "other" }), "that device counts itself");
    }

    private static IEnumerable<string> Readings(List<MonitorInput> inputs) =>
        inputs.OfType<Reading>().Select(reading => $"{reading.At.Ticks / 10} {reading.Sensor} {reading.Mdc} {reading.Unit} {reading.Value} {reading.Reason} {reading.Quality}");

    private static List<MonitorInput> Store(IEnumerable<MonitorInput> measured)
    {
        var (batch, decoder, stored) = (new TelemetryBatch(), new StoredInputs(), new List<MonitorInput>());
        foreach (var input in measured)
        {
            if (batch.IsFull(input.At)) Keep(batch.Take());
            batch.Add(input);
        }

        Keep(batch.Take());
        return stored;

        void Keep(Telemetry telemetry) => stored.AddRange(decoder.Of(telemetry));
    }

    private static Dictionary<string, List<(long Index, int Count)>> Samples(IEnumerable<MonitorInput> inputs)
    {
        var samples = new Dictionary<string, List<(long, int)>>();
        foreach (var block in inputs.OfType<SampleBlock>())
        {
            if (!samples.TryGetValue(block.Signal.Label, out var all)) samples.Add(block.Signal.Label, all = []);
            for (var i = 0; i < block.Samples.Length; i++) all.Add((block.FirstIndex + i, block.Samples.Span[i]));
        }

        return samples;
    }

    private static List<AlarmEvent> AlarmsOf(IEnumerable<MonitorInput> inputs)
    {
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        var alarms = new List<AlarmEvent>();
        foreach (var input in inputs) alarms.AddRange(monitor.Process(input).OfType<AlarmEvent>());
        return alarms;
    }
}
