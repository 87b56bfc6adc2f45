using System.Globalization;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The pulse rate of real pleth waves (BIDMC, 125 Hz, 8 minutes) against the numbers that the bedside monitor showed beside them.</summary>
public sealed class PulseDetectorRecordingTests
{
    private const double SampleRate = 125;

    /// <summary>Seconds within which monitor and detector differ by 5 beats a minute at most (IEC 60601-2-27 for the heart rate, unverified).</summary>
    private const double NearPart = 0.95;

    [TestCase("01")]
    [TestCase("05")]
    [TestCase("10")]
    [TestCase("14")]
    [TestCase("18")]
    [TestCase("40")]
    public void ThePulseRateIsThatOfTheMonitor(string record)
    {
        var folder = Recordings.Folder("bidmc");
        if (folder is null)
        {
            Assert.Ignore("There is no recording here.");
            return;
        }

        var pleth = Column(Path.Combine(folder, $"bidmc_{record}_Signals.csv"), "PLETH");
        var shown = Column(Path.Combine(folder, $"bidmc_{record}_Numerics.csv"), "PULSE");
        var detector = new PulseDetector(SampleRate, smallestHeight: 0.01);
        var rate = new HeartRate();
        var (near, all, error, good, pulses) = (0, 0, 0.0, 0, 0);
        for (var second = 0; second < shown.Count && (second + 1) * SampleRate <= pleth.Count; second++)
        {
            detector.Process([.. pleth.Skip((int)(second * SampleRate)).Take((int)SampleRate).Select(value => (float)value)]);
            while (detector.TryTakePulse(out var pulse))
            {
                pulses++;
                if (pulse.IsGood) good++;
                rate.Add(TimeSpan.FromSeconds(pulse.Index / SampleRate));
            }

            // The first seconds are the detector's own; a monitor shows 0 or nothing where it has no value.
            if (second < 15 || !(shown[second] > 0) || rate.MedianAt(TimeSpan.FromSeconds(second + 1)).Value is not { } mine) continue;
            all++;
            error += Math.Abs(mine - shown[second]);
            if (Math.Abs(mine - shown[second]) <= 5) near++;
        }

        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{record}: {pulses} pulses, {100.0 * good / pulses:0.0} % good; error {error / all:0.00} bpm on {all} s, {100.0 * near / all:0.0} % within 5 bpm"));
        Assert.That(all, Is.GreaterThan(400), "a value in most of the 480 seconds");
        Assert.That((double)near / all, Is.GreaterThan(NearPart));
    }

    private static List<double> Column(string path, string name)
    {
        var lines = File.ReadLines(path);
        var place = Array.FindIndex(lines.First().Split(','), label => label.Trim() == name);
        return [.. lines.Skip(1).Select(line => double.TryParse(line.Split(',')[place], CultureInfo.InvariantCulture, out var value) ? value : double.NaN)];
    }
}
