using System.Globalization;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

/// <summary>
/// Pulses of real pleth and pressure waves against the beats of the ECG beside them: a pulse agrees that lies within 150 ms of a beat and the record's own usual delay. The ECG is
/// the monitor's own and errs too, and beats that eject nothing have no pulse: what is asked is that a pulse that is called good is one.
/// </summary>
public sealed class PulseAgreementTests
{
    private const double Window = 0.15;

    [Test]
    public void GoodPulsesOfBidmcAreBeatsAtAnySamplingRate([Values("01", "05", "10", "14", "18", "40")] string record, [Values(50, 125, 400, 1000)] double rate)
    {
        var folder = Recordings.NeededFolder("bidmc");

        var path = Path.Combine(folder, $"bidmc_{record}_Signals.csv");
        var (found, good, seen) = Agreement(Column(path, "II"), 125, Resampled(Column(path, "PLETH"), 125, rate), rate, 0.002);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record} at {rate} Hz: {100 * good:0.0} % of the good pulses are beats, {100 * found:0.0} % of the beats have a pulse; {seen} pulses"));
        Assert.That(good, Is.GreaterThan(0.98));
        Assert.That(found, Is.GreaterThan(record is "40" or "14" ? 0.7 : 0.93), "weak and disturbed waves show fewer");
    }

    [Test]
    public void GoodPulsesOfTheAlarmRecordingsAreMostlyBeats([Values("PLETH", "ABP")] string wave)
    {
        var folder = Recordings.NeededFolder("cinc2015");

        var shares = new List<double>();
        foreach (var header in Directory.EnumerateFiles(folder, "*.hea").Order(StringComparer.Ordinal))
        {
            if (ReadCinc(header, wave) is not { } signals) continue;
            var (_, good, seen) = Agreement(signals.Lead, 250, signals.Wave, 250, wave == "ABP" ? 10 : 0.002);
            if (seen >= 50) shares.Add(good);
        }

        shares.Sort();
        var (median, tenth, worst) = (shares[shares.Count / 2], shares[shares.Count / 10], shares[0]);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wave}: {shares.Count} records, median {100 * median:0.0} %, tenth {100 * tenth:0.0} %, worst {100 * worst:0.0} %"));
        Assert.That(median, Is.GreaterThan(0.97));
        Assert.That(tenth, Is.GreaterThan(0.5), "in a tenth the ECG, or the pulse, is noise: half of these alarms were false");
    }

    /// <summary>Part of the beats that have a pulse, part of the good pulses that are beats, and how many pulses there are.</summary>
    private static (double Found, double Good, int Seen) Agreement(float[] lead, double leadRate, float[] wave, double waveRate, double smallest)
    {
        var (beats, pulses) = (new List<double>(), new List<(double At, bool IsGood)>());
        var (qrs, detector) = (new QrsDetector(leadRate), new PulseDetector(waveRate, smallest));
        for (var first = 0; first < lead.Length; first += 500)
        {
            qrs.Process(lead.AsSpan(first, Math.Min(500, lead.Length - first)));
            while (qrs.TryTakeBeat(out var beat)) beats.Add(beat.Index / leadRate);
        }

        for (var first = 0; first < wave.Length; first += 500)
        {
            detector.Process(wave.AsSpan(first, Math.Min(500, wave.Length - first)));
            while (detector.TryTakePulse(out var pulse)) pulses.Add((pulse.Index / waveRate, pulse.IsGood));
        }

        if (beats.Count < 20 || pulses.Count < 20) return (0, 0, 0);
        var delay = UsualDelay(beats, pulses);
        double[] due = [.. beats.Select(at => at + delay)];
        double[] all = [.. pulses.Select(pulse => pulse.At)];
        double[] good = [.. pulses.Where(pulse => pulse.IsGood).Select(pulse => pulse.At)];
        return (Near(due, all), good.Length == 0 ? 0 : Near(good, due), pulses.Count);
    }

    /// <summary>The commonest time from a beat to a pulse, −0.1 to 1.3 s: what arteries, probe and recorder take.</summary>
    private static double UsualDelay(List<double> beats, List<(double At, bool IsGood)> pulses)
    {
        var counts = new int[70];
        foreach (var (at, _) in pulses)
        {
            foreach (var beat in beats)
            {
                var place = (int)Math.Floor((at - beat + 0.1) / 0.02);
                if (place >= 0 && place < counts.Length) counts[place]++;
            }
        }

        return Array.IndexOf(counts, counts.Max()) * 0.02 - 0.09;
    }

    /// <summary>Part of some times that have one of the others near; both oldest first.</summary>
    private static double Near(double[] some, double[] others)
    {
        var (near, next) = (0, 0);
        foreach (var at in some)
        {
            while (next < others.Length && others[next] < at - Window) next++;
            if (next < others.Length && others[next] <= at + Window) near++;
        }

        return near / (double)some.Length;
    }

    private static float[] Resampled(float[] wave, double from, double to)
    {
        var resampled = new float[(int)((wave.Length - 1) * to / from)];
        for (var i = 0; i < resampled.Length; i++)
        {
            var at = i * from / to;
            var (before, part) = ((int)at, (float)(at % 1));
            resampled[i] = wave[before] + part * (wave[before + 1] - wave[before]);
        }

        return resampled;
    }

    private static float[] Column(string path, string name)
    {
        var place = Array.FindIndex(File.ReadLines(path).First().Split(','), title => title.Trim() == name);
        return [.. File.ReadLines(path).Skip(1).Select(line => float.TryParse(line.Split(',')[place], CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value : 0)];
    }

    /// <summary>The first lead and one wave of a CinC 2015 record, whose samples lie one after the other behind 24 bytes; null where it has no such wave.</summary>
    private static (float[] Lead, float[] Wave)? ReadCinc(string header, string wave)
    {
        string[][] lines = [.. File.ReadLines(header).Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))];
        var place = Array.FindIndex(lines, 1, line => line[^1] == wave);
        if (place < 0) return null;
        var (bytes, signals) = (File.ReadAllBytes(Path.ChangeExtension(header, ".mat")), lines.Length - 1);
        return (Signal(1), Signal(place));

        float[] Signal(int line)
        {
            var gain = double.Parse(lines[line][2].Split('/')[0], CultureInfo.InvariantCulture);
            var samples = new float[(bytes.Length - 24) / 2 / signals];
            for (var i = 0; i < samples.Length; i++)
            {
                var count = BitConverter.ToInt16(bytes, 24 + 2 * (i * signals + line - 1));
                samples[i] = count == short.MinValue ? 0 : (float)(count / gain);
            }

            return samples;
        }
    }
}
