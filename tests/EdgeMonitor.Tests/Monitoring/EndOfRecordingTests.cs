using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Vitals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>A recording that ends soon after a beat: the beat is found, because no sample will follow that the detector could wait for.</summary>
public sealed class EndOfRecordingTests
{
    private const double Rate = 250, Scale = 0.001;

    [Test]
    public void TheLastBeatOfARecordingIsFound([Values(1, 2)] int leads)
    {
        var times = TestEcg.Regular(30, 75);
        var samples = (int)((times[^1] + 0.12) * Rate);
        SignalDescriptor[] signals = [.. Enumerable.Range(0, leads).Select(i => new SignalDescriptor("ecg", i == 0 ? "II" : "V", Mdc.EcgLeadOf(i == 0 ? "II" : "V")!.Value, MdcUnit.Millivolt, Rate, Scale))];
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        var beats = new List<double>();
        Tell(new SignalList("ecg", [.. signals], TimeSpan.Zero));
        Tell(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.Zero));
        for (var first = 0; first < samples; first += 25)
        {
            for (var i = 0; i < leads; i++)
            {
                var lead = TestEcg.Flat(30, Rate).WithBeats(Rate, times).WithNoise(0.03, 3 + i);
                var counts = lead[first..Math.Min(samples, first + 25)].Select(value => (int)Math.Round(value / Scale)).ToArray();
                Tell(new SampleBlock(signals[i], first, TimeSpan.FromSeconds(first / Rate), counts));
            }
        }

        var end = TimeSpan.FromSeconds(samples / Rate);
        Assert.That(beats, Has.Count.EqualTo(times.Length - 1));
        Tell(new LinkStatus("ecg", LinkState.Ended, "", end));
        Assert.That(beats, Is.EqualTo(times).Within(0.05));
        Tell(new LinkStatus("ecg", LinkState.Ended, "", end));
        Assert.That(beats, Has.Count.EqualTo(times.Length), "it ends once");

        void Tell(MonitorInput input) => beats.AddRange(monitor.Process(input).OfType<BeatDetected>().Select(beat => beat.At.TotalSeconds));
    }
}
