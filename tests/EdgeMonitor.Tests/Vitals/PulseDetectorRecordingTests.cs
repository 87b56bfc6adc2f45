using System.Globalization;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>The pulse rate of real pleth waves (BIDMC, 125 Hz, 8 minutes) against the numbers that the bedside monitor showed beside them.</summary>
public sealed class PulseDetectorRecordingTests
{
    private const double SampleRate = 125;

    [TestCase("01", 0.95)]
    [TestCase("05", 0.95)]
    [TestCase("10", 0.95)]
    [TestCase("14", 0.95)]
    [TestCase("18", 0.95)]
    [TestCase("40", 0.8, Description = "A weak wave, often disturbed.")]
    public void ThePulseRateIsThatOfTheMonitor(string record, double nearPart)
    {
        var folder = Recordings.NeededFolder("bidmc");

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
        Assert.That((double)near / all, Is.GreaterThan(nearPart), "part of the seconds in which both differ by 5 a minute at most");
    }

    private static List<double> Column(string path, string name)
    {
        var lines = File.ReadLines(path);
        var place = Array.FindIndex(lines.First().Split(','), label => label.Trim() == name);
        return [.. lines.Skip(1).Select(line => double.TryParse(line.Split(',')[place], CultureInfo.InvariantCulture, out var value) ? value : double.NaN)];
    }
}
