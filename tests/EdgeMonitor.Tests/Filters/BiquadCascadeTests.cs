using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Tests.Filters;

public class BiquadCascadeTests
{
    private static readonly BiquadCoefficients[] Band = Butterworth.BandPass(2, 0.5, 40, 250);

    [Test]
    public void FollowsTheDifferenceEquation()
    {
        var section = Butterworth.LowPass(2, 10, 100)[0];
        var (x, y) = (new double[50], new double[50]);
        var cascade = new BiquadCascade(section);
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = i == 0 ? 1 : 0;
            y[i] = section.B0 * x[i];
            if (i > 0) y[i] += section.B1 * x[i - 1] - section.A1 * y[i - 1];
            if (i > 1) y[i] += section.B2 * x[i - 2] - section.A2 * y[i - 2];
            Assert.That(cascade.Process(x[i]), Is.EqualTo(y[i]).Within(1e-15));
        }
    }

    [Test]
    public void TheResultDoesNotDependOnHowTheSignalIsCut()
    {
        var input = Noise(5000);
        var whole = new float[input.Length];
        new BiquadCascade(Band).Process(input, whole);
        var (cut, cascade, random) = (new float[input.Length], new BiquadCascade(Band), new Random(2));
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(random.Next(0, 700), input.Length - at);
            cascade.Process(input.AsSpan(at, length), cut.AsSpan(at));
            at += length;
        }

        Assert.That(cut, Is.EqualTo(whole));
    }

    [Test]
    public void ResetForgetsAll()
    {
        var input = Noise(1000);
        var (first, second) = (new float[1000], new float[1000]);
        var cascade = new BiquadCascade(Band);
        cascade.Process(input, first);
        cascade.Reset();
        cascade.Process(input, second);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void SettledOnAnOffsetItHasNoStepResponse()
    {
        var highPass = new BiquadCascade(Butterworth.HighPass(2, 0.5, 250));
        highPass.Settle(300);
        Assert.That(highPass.Process(300), Is.EqualTo(0).Within(1e-6));
        var lowPass = new BiquadCascade(Butterworth.LowPass(4, 20, 250));
        lowPass.Settle(-7);
        Assert.That(lowPass.Process(-7), Is.EqualTo(-7).Within(1e-9));
    }

    [Test]
    public void AFlatLineAfterASignalEndsInExactZero()
    {
        var cascade = new BiquadCascade(Band);
        cascade.Process(1000);
        var last = 1.0;
        for (var i = 0; i < 90 * 250; i++)
        {
            last = cascade.Process(0.0);
            Assert.That(last, Is.EqualTo(0).Or.Matches<double>(double.IsNormal), "a denormal number costs 100 times the time");
        }

        Assert.That(last, Is.Zero);
    }

    [Test]
    public void ProcessAllocatesNothing()
    {
        var (input, output, cascade) = (Noise(1000), new float[1000], new BiquadCascade(Band));
        cascade.Process(input, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) cascade.Process(input, output);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void NoSectionAndUnstableSectionsAreRefused()
    {
        Assert.That(() => new BiquadCascade(), Throws.ArgumentException);
        Assert.That(() => new BiquadCascade(new BiquadCoefficients(1, 0, 0, 0, 1.01)), Throws.ArgumentException);
        Assert.That(() => new BiquadCascade(new BiquadCoefficients(double.NaN, 0, 0, 0, 0)), Throws.ArgumentException);
        Assert.That(() => new BiquadCascade(Band).Process(new float[2], new float[1]), Throws.ArgumentException);
    }

    private static float[] Noise(int length)
    {
        var random = new Random(1);
        var noise = new float[length];
        for (var i = 0; i < length; i++) noise[i] = (float)(random.NextDouble() - 0.5);
        return noise;
    }
}
