using System.Globalization;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Properties;

/// <summary>
/// Pulses and breaths are those of the patient, not of the wave's unit, zero or sampling rate. A pulse wave cannot be turned round: its upstroke is what
/// is looked for. Tolerances are stated at each law.
/// </summary>
public class WaveLaws
{
    private const int Cases = 25;
    private const double Seconds = 60;

    private static readonly Quantity[] Pulse =
        [new("pulses a minute", 45, 130), new("unevenness, percent", 0, 6), new("breath's part, percent", 0, 15), new("seed", 1, 1_000_000)];

    private static readonly Quantity[] Breath =
        [new("breaths a minute", 8, 40), new("unevenness, percent", 0, 8), new("heart's part, percent", 0, 10), new("seed", 1, 1_000_000)];

    /// <summary>Any unit from a tenth to a hundred times as fine and any zero: the same rate, to a hundredth a minute, and it is right to 2 in 100.</summary>
    [Test]
    public void APulseRateDoesNotDependOnUnitAndZero() => Law.Holds(Cases, drawn =>
    {
        var wave = PulseWave(drawn, 125);
        var (unit, zero) = (drawn["unit, tenths"] / 10f, drawn["zero"]);
        var rate = PulseRateOf(wave, 125, 0.05);
        return Differs(rate, PulseRateOf(Array.ConvertAll(wave, value => value * unit + zero), 125, 0.05 * unit), 0.01)
            + Differs(rate, MeanRate(Beats(drawn, "pulses a minute")), 0.02 * drawn["pulses a minute"] + 1);
    }, [.. Pulse, new("unit, tenths", 1, 1000), new("zero", -1000, 1000)]);

    /// <summary>From 50 to 500 samples a second: the same rate, to 1 a minute.</summary>
    [Test]
    public void APulseRateDoesNotDependOnTheSamplingRate() => Law.Holds(Cases, drawn =>
        Differs(PulseRateOf(PulseWave(drawn, 125), 125, 0.05), PulseRateOf(PulseWave(drawn, drawn["samples a second"]), drawn["samples a second"], 0.05), 1),
        [.. Pulse, new("samples a second", 50, 500)]);

    /// <summary>Any unit, any zero, turned round: the same rate, to a tenth a minute, and it is right to 1 a minute and 4 in 100.</summary>
    [Test]
    public void ARespirationRateDoesNotDependOnUnitZeroAndSign() => Law.Holds(Cases, drawn =>
    {
        var wave = BreathWave(drawn, 50);
        var (unit, zero) = ((drawn["turned round"] == 1 ? -1 : 1) * drawn["unit, tenths"] / 10f, drawn["zero"]);
        var rate = BreathRateOf(wave, 50);
        return Differs(rate, BreathRateOf(Array.ConvertAll(wave, value => value * unit + zero), 50), drawn["turned round"] == 1 ? 1 : 0.1)
            + Differs(rate, MeanRate(Beats(drawn, "breaths a minute")), 0.04 * drawn["breaths a minute"] + 1);
    }, [.. Breath, new("unit, tenths", 1, 1000), new("zero", -1000, 1000), new("turned round", 0, 1)]);

    /// <summary>From 10 to 500 samples a second: the same rate, to 1 a minute.</summary>
    [Test]
    public void ARespirationRateDoesNotDependOnTheSamplingRate() => Law.Holds(Cases, drawn =>
        Differs(BreathRateOf(BreathWave(drawn, 50), 50), BreathRateOf(BreathWave(drawn, drawn["samples a second"]), drawn["samples a second"]), 1),
        [.. Breath, new("samples a second", 10, 500)]);

    /// <summary>Times of the beats or breaths, s: even but for the drawn part.</summary>
    private static List<double> Beats(Drawn drawn, string perMinute)
    {
        var (random, times) = (new Random(drawn["seed"]), new List<double>());
        for (var at = 0.5; at < Seconds + 10; at += 60.0 / drawn[perMinute] * (1 + (random.NextDouble() - 0.5) * drawn["unevenness, percent"] / 50)) times.Add(at);
        return times;
    }

    /// <summary>A rise of 150 ms and a fall by a time constant of 250 ms for each beat; the breath moves it up and down.</summary>
    private static float[] PulseWave(Drawn drawn, double rate)
    {
        var beats = Beats(drawn, "pulses a minute");
        return [.. Enumerable.Range(0, (int)(Seconds * rate)).Select(i =>
        {
            var at = i / rate;
            var since = at - beats.LastOrDefault(beat => beat <= at, -10);
            var pulse = since < 0.15 ? (1 - Math.Cos(Math.PI * since / 0.15)) / 2 : Math.Exp((0.15 - since) / 0.25);
            return (float)(pulse + drawn["breath's part, percent"] / 100.0 * Math.Sin(2 * Math.PI * 0.25 * at));
        })];
    }

    /// <summary>One cosine for each breath, and the heart at 75 a minute on it.</summary>
    private static float[] BreathWave(Drawn drawn, double rate)
    {
        var breaths = Beats(drawn, "breaths a minute");
        return [.. Enumerable.Range(0, (int)(Seconds * rate)).Select(i =>
        {
            var at = i / rate;
            var next = breaths.FindIndex(breath => breath > at);
            var phase = next <= 0 ? at / breaths[0] - 1 : (at - breaths[next - 1]) / (breaths[next] - breaths[next - 1]);
            return (float)(Math.Cos(2 * Math.PI * phase) + drawn["heart's part, percent"] / 100.0 * Math.Sin(2 * Math.PI * 1.25 * at));
        })];
    }

    private static double? PulseRateOf(float[] wave, double rateHz, double smallest)
    {
        var (detector, rate) = (new PulseDetector(rateHz, smallest), new PulseRate());
        for (var i = 0; i < wave.Length; i += 5)
        {
            detector.Process(wave.AsSpan(i, Math.Min(5, wave.Length - i)));
            while (detector.TryTakePulse(out var pulse)) rate.Add(TimeSpan.FromSeconds(pulse.Index / rateHz), pulse.IsGood);
        }

        return rate.At(TimeSpan.FromSeconds(Seconds)).Value;
    }

    private static double? BreathRateOf(float[] wave, double rateHz)
    {
        var rate = new RespirationRate(rateHz);
        for (var i = 0; i < wave.Length; i += 5) rate.Process(wave.AsSpan(i, Math.Min(5, wave.Length - i)));
        return rate.StateWith(null).Rate.Value;
    }

    /// <summary>Mean of the last eight intervals.</summary>
    private static double MeanRate(List<double> times)
    {
        var seen = times.FindAll(time => time < Seconds - 1);
        return 60 * 8 / (seen[^1] - seen[^9]);
    }

    private static string Differs(double? one, double? other, double perMinute) => one is { } rate && other is { } second && Math.Abs(rate - second) <= perMinute
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{one:0.00} a minute, then {other:0.00}. ");
}
