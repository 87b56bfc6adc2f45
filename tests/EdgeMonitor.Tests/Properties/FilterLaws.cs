using System.Globalization;
using System.Numerics;
using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Tests.Properties;

/// <summary>Every filter against its closed form: what it answers to one impulse, sample by sample, and the spectrum of that answer.</summary>
public class FilterLaws
{
    private static readonly Quantity Order = new("order", 1, 8);
    private static readonly Quantity Rate = new("rate", 100, 1000);
    private static readonly Quantity Cutoff = new("cutoff, thousandths of the rate", 20, 450);
    private static readonly Quantity At = new("frequency, thousandths of the rate", 1, 499);
    private static readonly Quantity Seed = new("seed", 1, 1_000_000);

    [Test]
    public void ALowPassHasTheSpectrumOfButterworthsFormula() => Law.Holds(60, drawn =>
    {
        var (rate, order, ratio) = ((double)drawn["rate"], drawn["order"], Warped(drawn, At) / Warped(drawn, Cutoff));
        var low = Butterworth.LowPass(order, rate * drawn[Cutoff.Name] / 1000, rate);
        return Near(Magnitude(low, drawn), 1 / Math.Sqrt(1 + Math.Pow(ratio, 2 * order)), 1e-8);
    }, Order, Rate, Cutoff, At);

    [Test]
    public void AHighPassHasTheSpectrumOfButterworthsFormula() => Law.Holds(60, drawn =>
    {
        var (rate, order, ratio) = ((double)drawn["rate"], drawn["order"], Warped(drawn, Cutoff) / Warped(drawn, At));
        var high = Butterworth.HighPass(order, rate * drawn[Cutoff.Name] / 1000, rate);
        return Near(Magnitude(high, drawn), 1 / Math.Sqrt(1 + Math.Pow(ratio, 2 * order)), 1e-8);
    }, Order, Rate, Cutoff, At);

    [Test]
    public void ABandPassHasTheSpectrumOfButterworthsFormula() => Law.Holds(60, drawn =>
    {
        var (rate, order, width) = ((double)drawn["rate"], Math.Min(4, drawn["order"]), drawn["width, thousandths of the rate"]);
        var (low, high) = (drawn[Cutoff.Name] * 0.9 / 1000, Math.Min(0.49, (drawn[Cutoff.Name] * 0.9 + width) / 1000));
        var (s, s1, s2) = (Warped(drawn, At), Math.Tan(Math.PI * low), Math.Tan(Math.PI * high));
        var ratio = (s * s - s1 * s2) / (s * (s2 - s1));
        return Near(Magnitude(Butterworth.BandPass(order, low * rate, high * rate, rate), drawn), 1 / Math.Sqrt(1 + Math.Pow(ratio, 2 * order)), 1e-7);
    }, Order, Rate, Cutoff, new("width, thousandths of the rate", 20, 200), At);

    [Test]
    public void ANotchHasTheSpectrumOfItsFormula() => Law.Holds(60, drawn =>
    {
        var (rate, quality, ratio) = ((double)drawn["rate"], drawn["quality"], Warped(drawn, At) / Warped(drawn, Cutoff));
        var (gap, damping) = (1 - ratio * ratio, ratio / quality);
        return Near(Magnitude(Notch.At(rate * drawn[Cutoff.Name] / 1000, quality, rate), drawn), Math.Abs(gap) / Math.Sqrt(gap * gap + damping * damping), 1e-8);
    }, Rate, Cutoff, new("quality", 1, 40), At);

    /// <summary>Two poles at r·e^±jθ answer with rⁿ·sin((n+1)θ)/sin θ, and three zeros' weights add that up shifted.</summary>
    [Test]
    public void ASectionAnswersAnImpulseWithTheDampedSineOfItsPoles() => Law.Holds(100, drawn =>
    {
        var (radius, angle) = (drawn["radius, hundredths"] / 100.0, drawn["angle, degrees"] * Math.PI / 180);
        var (b0, b1, b2) = (drawn["b0"] / 10.0, drawn["b1"] / 10.0, drawn["b2"] / 10.0);
        var section = new BiquadCoefficients(b0, b1, b2, -2 * radius * Math.Cos(angle), radius * radius);
        var answer = Impulse([section], 200);
        for (var n = 0; n < answer.Length; n++)
        {
            var expected = b0 * Pole(n) + b1 * Pole(n - 1) + b2 * Pole(n - 2);
            if (Near(answer[n], expected, 1e-9) is { Length: > 0 } wrong) return $"sample {n}: {wrong}";
        }

        return "";

        double Pole(int n) => n < 0 ? 0 : Math.Pow(radius, n) * Math.Sin((n + 1) * angle) / Math.Sin(angle);
    }, new("radius, hundredths", 0, 98), new("angle, degrees", 5, 175), new("b0", -20, 20), new("b1", -20, 20), new("b2", -20, 20));

    [Test]
    public void ACascadeIsTheProductOfItsSections() => Law.Holds(60, drawn =>
    {
        var sections = Sections(drawn);
        var product = sections.Aggregate(Complex.One, (gain, section) => gain * section.ResponseAt(drawn[At.Name], 1000));
        return Near(SpectrumAt(Impulse(sections, 8192), drawn[At.Name] / 1000.0).Magnitude, product.Magnitude, 1e-8);
    }, new("sections", 1, 6), Seed, At);

    [Test]
    public void ACascadeIsLinearAndDoesNotCareWhenItIsUsed() => Law.Holds(60, drawn =>
    {
        var (sections, random, later) = (Sections(drawn), new Random(drawn["seed"]), drawn["later"]);
        var (one, two, both, shifted) = (new BiquadCascade(sections), new BiquadCascade(sections), new BiquadCascade(sections), new BiquadCascade(sections));
        var (first, second) = (Noise(random, 600), Noise(random, 600));
        var plain = Array.ConvertAll(first, one.Process);
        for (var i = 0; i < later; i++) shifted.Process(0);
        for (var i = 0; i < first.Length; i++)
        {
            if (shifted.Process(first[i]) != plain[i]) return $"sample {i}: {later} samples later the answer is another one";
            if (Near(both.Process(3 * first[i] - 2 * second[i]), 3 * plain[i] - 2 * two.Process(second[i]), 1e-9) is { Length: > 0 } wrong) return wrong;
        }

        return "";
    }, new("sections", 1, 6), Seed, new("later", 0, 700));

    [Test]
    public void AMovingWindowAnswersAnImpulseWithItsLengthAndHasTheSpectrumOfDirichletsKernel() => Law.Holds(100, drawn =>
    {
        var (length, turn) = (drawn["length"], Math.PI * drawn[At.Name] / 1000);
        var window = new MovingWindow(length);
        for (var i = 0; i < drawn["before"]; i++) window.Push(0);
        var answer = new double[3 * length];
        for (var i = 0; i < answer.Length; i++) answer[i] = window.Push(i == 0 ? 1 : 0);
        for (var i = 0; i < answer.Length; i++)
        {
            if (Near(answer[i], i < length ? 1.0 / length : 0, 1e-15) is { Length: > 0 } wrong) return $"sample {i}: {wrong}";
        }

        return Near(SpectrumAt(answer, drawn[At.Name] / 1000.0).Magnitude, Math.Abs(Math.Sin(length * turn) / (length * Math.Sin(turn))), 1e-12);
    }, new("length", 1, 200), new("before", 0, 300), At);

    [Test]
    public void ABankGivesBitForBitWhatOneCascadeALeadGivesHoweverItIsCut() => Law.Holds(60, drawn =>
    {
        var (leads, sections, random) = (drawn["leads"], Sections(drawn), new Random(drawn["seed"]));
        var (bank, cascades) = (new BiquadBank(leads, sections), Enumerable.Range(0, leads).Select(_ => new BiquadCascade(sections)).ToArray());
        var frames = Array.ConvertAll(Noise(random, 700 * leads), value => (float)value);
        var output = new float[frames.Length];
        for (var at = 0; at < frames.Length;)
        {
            var count = Math.Min(random.Next(1, 200) * leads, frames.Length - at);
            bank.Process(frames.AsSpan(at, count), output.AsSpan(at, count));
            at += count;
        }

        for (var i = 0; i < frames.Length; i++)
        {
            var expected = (float)cascades[i % leads].Process(frames[i]);
            if (output[i] != expected) return $"lead {i % leads}, frame {i / leads}: {output[i]:R}, not {expected:R}";
        }

        return "";
    }, new("leads", 1, 16), new("sections", 1, 6), Seed);

    /// <summary>Stable sections with complex poles that are gone within 8192 samples.</summary>
    private static BiquadCoefficients[] Sections(Drawn drawn)
    {
        var random = new Random(drawn["seed"]);
        return [.. Enumerable.Range(0, drawn["sections"]).Select(_ =>
        {
            var (radius, angle) = (0.98 * random.NextDouble(), Math.PI * random.NextDouble());
            return new BiquadCoefficients(random.NextDouble(), random.NextDouble() - 0.5, random.NextDouble() - 0.5, -2 * radius * Math.Cos(angle), radius * radius);
        })];
    }

    private static double Magnitude(BiquadCoefficients[] sections, Drawn drawn) => SpectrumAt(Impulse(sections, 16_384), drawn[At.Name] / 1000.0).Magnitude;

    private static double[] Impulse(BiquadCoefficients[] sections, int length)
    {
        var cascade = new BiquadCascade(sections);
        return [.. Enumerable.Range(0, length).Select(i => cascade.Process(i == 0 ? 1 : 0))];
    }

    /// <summary>One term of the discrete Fourier transform, by its definition.</summary>
    private static Complex SpectrumAt(double[] answer, double turns)
    {
        var sum = Complex.Zero;
        for (var n = 0; n < answer.Length; n++) sum += answer[n] * Complex.Exp(new Complex(0, -2 * Math.PI * turns * n));
        return sum;
    }

    private static double Warped(Drawn drawn, Quantity quantity) => Math.Tan(Math.PI * drawn[quantity.Name] / 1000);

    private static double[] Noise(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];

    private static string Near(double actual, double expected, double within)
        => Math.Abs(actual - expected) <= within * Math.Max(1, Math.Abs(expected)) ? "" : string.Create(CultureInfo.InvariantCulture, $"{actual:G12}, not {expected:G12}");
}
