using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TelemetryBatchTests
{
    private const double Rate = 250;

    private readonly TelemetryBatch _batch = new();
    private SignalDescriptor _lead = Lead();

    [Test]
    public void SamplesComeOutAsTheyWentInWhereverTheMessagesAreCut([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.Zero));
        var (given, kept, index) = (new List<int>(), new List<int>(), 0L);
        for (var block = 0; block < 200; block++)
        {
            var samples = Enumerable.Range(0, random.Next(0, 40)).Select(_ => random.Next(5) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-50, 50)).ToArray();
            Add(index, samples);
            index += samples.Length;
            given.AddRange(samples);
            if (random.Next(4) == 0) Keep(_batch.Take());
        }

        Keep(_batch.Take());
        Assert.That(kept, Is.EqualTo(given));

        void Keep(Telemetry taken)
        {
            Assert.That(taken.Gaps, Is.Empty);
            foreach (var waveform in taken.Waveforms)
            {
                Assert.That((waveform.Session, waveform.FirstIndex), Is.EqualTo((1L, (long)kept.Count)));
                Assert.That(waveform.StartUs, Is.EqualTo((long)(kept.Count / Rate * 1e6)).Within(1));
                kept.AddRange(WaveformCodec.Counts(waveform));
            }
        }
    }

    [Test]
    public void AHoleHasAStartAnEndACountAndACause()
    {
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.Zero));
        Add(0, new int[25]);
        Add(75, new int[25]);
        var gap = _batch.Take().Gaps.Single();
        Assert.That((gap.Sensor, gap.Label, gap.Session, gap.FirstIndex, gap.Count, gap.StartUs, gap.EndUs), Is.EqualTo(("ecg", "II", 1L, 25L, 50L, 100_000L, 300_000L)));
        Assert.That(gap.Cause, Is.Not.Empty);
    }

    [Test]
    public void AHoleBetweenTwoMessagesIsFoundToo()
    {
        Add(0, new int[25]);
        _batch.Take();
        Add(30, new int[25]);
        Assert.That(_batch.Take().Gaps.Single(), Has.Property("FirstIndex").EqualTo(25).And.Property("Count").EqualTo(5));
    }

    [Test]
    public void ASessionsFirstSamplesThatAreMissingAreAHole()
    {
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.FromSeconds(2)));
        _batch.Add(new SampleBlock(_lead, 10, TimeSpan.FromSeconds(2.04), new int[5]));
        var gap = _batch.Take().Gaps.Single();
        Assert.That((gap.FirstIndex, gap.Count, gap.StartUs, gap.EndUs), Is.EqualTo((0L, 10L, 2_000_000L, 2_040_000L)));
    }

    [Test]
    public void ANewSessionEndsTheOldOneWithAHoleOfUnknownCountAndTheLinksCause()
    {
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.Zero));
        Add(0, new int[25]);
        _batch.Add(new LinkStatus("ecg", LinkState.Down, "The cable was pulled.", TimeSpan.FromSeconds(1)));
        _lead = Lead();
        _batch.Add(new LinkStatus("ecg", LinkState.Opening, "", TimeSpan.FromSeconds(2)));
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.FromSeconds(3)));
        _batch.Add(new SampleBlock(_lead, 0, TimeSpan.FromSeconds(3), new int[25]));
        var taken = _batch.Take();
        var gap = taken.Gaps.Single();
        Assert.That((gap.Session, gap.FirstIndex, gap.Count, gap.StartUs, gap.EndUs, gap.Cause), Is.EqualTo((1L, 25L, 0L, 100_000L, 3_000_000L, "The cable was pulled.")));
        Assert.That(taken.Waveforms.Select(waveform => (waveform.Session, waveform.FirstIndex)), Is.EqualTo(new[] { (1L, 0L), (2L, 0L) }));
        Assert.That(taken.Sensors.Select(change => $"{change.What} {change.State}"), Is.EqualTo(new[] { "link down", "link opening" }));
    }

    [Test]
    public void ASessionWhoseAnnouncementWasMissedIsStillAnotherSession()
    {
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.Zero));
        Add(0, new int[25]);
        _lead = Lead();
        _batch.Add(new SampleBlock(_lead, 0, TimeSpan.FromSeconds(3), new int[25]));
        Assert.That(_batch.Take().Waveforms.Select(waveform => (waveform.Session, waveform.FirstIndex)), Is.Unique, "one index of one session is one sample");
    }

    [Test]
    public void AMessageIsFullAfterItsTimeWhicheverWayTimeGoes()
    {
        Assert.That(_batch.IsFull(TimeSpan.FromHours(1)), Is.False, "there is nothing in it");
        Add(0, new int[1], at: 100);
        Assert.That(_batch.IsFull(TimeSpan.FromSeconds(100.9)), Is.False);
        Assert.That(_batch.IsFull(TimeSpan.FromSeconds(101)), Is.True);
        Assert.That(_batch.IsFull(TimeSpan.FromSeconds(40)), Is.True, "an input from the future must not gather for a minute");
    }

    [Test]
    public void WhatIsNoMeasurementMakesNoMessage()
    {
        _batch.Add(new AcknowledgeAlarms(null, new Actor("bedside", OperatorOrigin.Bedside), TimeSpan.Zero));
        _batch.Add(new ApplianceStatus(AppliancePart.Uplink, true, "", TimeSpan.Zero));
        _batch.Add(new SignalList("ecg", [_lead], TimeSpan.Zero));
        Assert.That(_batch.IsEmpty, Is.True);
    }

    [Test]
    public void ReadingsAndContactsAreKept()
    {
        _batch.Add(EdgeMonitor.Core.Signals.Reading.Missing("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, NoData.SensorOff, TimeSpan.FromSeconds(1)));
        _batch.Add(new ContactStatus("spo2", Modality.Oximeter, Contact.SensorOff, TimeSpan.FromSeconds(1)));
        var taken = _batch.Take();
        Assert.That((taken.Readings.Single().Missing, taken.Readings.Single().HasValue), Is.EqualTo(("sensor-off", false)));
        Assert.That((taken.Sensors.Single().What, taken.Sensors.Single().State), Is.EqualTo(("contact-oximeter", "sensor-off")));
    }

    [Test]
    public void AnEarlyWarningScoreNamesItsPartsAndWhatIsMissing()
    {
        _batch.Add(new EarlyWarningScore(TimeSpan.FromSeconds(5), null, 3, [3, 0, null, null, null, null, null], "", null));
        _batch.Add(new EarlyWarningScore(TimeSpan.FromSeconds(6), 7, 7, [3, 0, 2, 0, 2, 0, 0], "", News2Band.High));
        Assert.That(_batch.IsEmpty, Is.False);
        var (partial, whole) = _batch.Take().EarlyWarnings switch { [var first, var second] => (first, second), var others => throw new AssertionException($"{others.Count} scores") };
        Assert.That((partial.AtUs, partial.HasTotal, partial.Known, partial.Band), Is.EqualTo((5_000_000L, false, 3, "")));
        Assert.That(partial.Parts.Select(part => (part.Name, part.Score)), Is.EqualTo(new[] { ("respiration", 3), ("saturation", 0) }));
        Assert.That(partial.Missing, Is.EqualTo(new[] { "oxygen", "systolic", "pulse", "consciousness", "temperature" }));
        Assert.That((whole.Total, whole.Band, whole.Parts.Count, whole.Missing.Count), Is.EqualTo((7, "high", 7, 0)));
    }

    private static SignalDescriptor Lead() => new("ecg", "II", 131330, MdcUnit.Millivolt, Rate, 0.001);

    private void Add(long index, int[] samples, double? at = null)
        => _batch.Add(new SampleBlock(_lead, index, TimeSpan.FromSeconds(at ?? index / Rate), samples));
}
