using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Tests.Filters;

public class BiquadBankTests
{
    private static readonly BiquadCoefficients[] Sections = [.. Butterworth.BandPass(2, 0.5, 40, 500), .. Notch.At(50, 30, 500)];

    [Test]
    public void EveryLeadGivesBitForBitWhatACascadeGives([Values(1, 2, 3, 5, 8, 12)] int leads)
    {
        const int Frames = 1500;
        var input = Noise(Frames * leads);
        var output = new float[input.Length];
        var (bank, random) = (new BiquadBank(leads, Sections), new Random(3));
        for (var frame = 0; frame < Frames;)
        {
            var count = Math.Min(random.Next(1, 400), Frames - frame);
            bank.Process(input.AsSpan(frame * leads, count * leads), output.AsSpan(frame * leads));
            frame += count;
        }

        for (var lead = 0; lead < leads; lead++)
        {
            var (cascade, expected, actual) = (new BiquadCascade(Sections), new float[Frames], new float[Frames]);
            for (var frame = 0; frame < Frames; frame++)
            {
                expected[frame] = (float)cascade.Process(input[frame * leads + lead]);
                actual[frame] = output[frame * leads + lead];
            }

            Assert.That(actual, Is.EqualTo(expected), $"lead {lead} of {leads}");
        }
    }

    [Test]
    public void AnImpulseOnOneLeadStaysOnIt()
    {
        var bank = new BiquadBank(12, Sections);
        var frames = new float[100 * 12];
        frames[7] = 1;
        bank.Process(frames, frames);
        for (var i = 0; i < frames.Length; i++)
        {
            if (i % 12 != 7) Assert.That(frames[i], Is.Zero);
        }

        Assert.That(frames[7], Is.Not.Zero);
    }

    [Test]
    public void ResetOfOneLeadLeavesTheOthers()
    {
        var (bank, untouched) = (new BiquadBank(5, Sections), new BiquadBank(5, Sections));
        var input = Noise(500);
        var (first, second, third) = (new float[500], new float[500], new float[500]);
        bank.Process(input, first);
        untouched.Process(input, third);
        bank.Reset(2);
        bank.Process(input, second);
        untouched.Process(input, third);
        for (var i = 0; i < 500; i++) Assert.That(second[i], Is.EqualTo(i % 5 == 2 ? first[i] : third[i]));
    }

    [Test]
    public void ResetForgetsAll()
    {
        var bank = new BiquadBank(3, Sections);
        var input = Noise(300);
        var (first, second) = (new float[300], new float[300]);
        bank.Process(input, first);
        bank.Reset();
        bank.Process(input, second);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void AFlatLineAfterASignalEndsInExactZero()
    {
        var bank = new BiquadBank(2, Sections);
        bank.Process([1000, -1000], new float[2]);
        var flat = new float[1000];
        for (var i = 0; i < 90; i++) bank.Process(new float[1000], flat);
        Assert.That(flat, Is.All.Zero);
    }

    [Test]
    public void ProcessAllocatesNothing()
    {
        var (input, bank) = (Noise(1200), new BiquadBank(12, Sections));
        bank.Process(input, input);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) bank.Process(input, input);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void WrongCallsAreRefused()
    {
        var bank = new BiquadBank(3, Sections);
        Assert.That(() => new BiquadBank(0, Sections), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BiquadBank(1), Throws.ArgumentException);
        Assert.That(() => bank.Process(new float[4], new float[4]), Throws.ArgumentException);
        Assert.That(() => bank.Process(new float[6], new float[3]), Throws.ArgumentException);
        Assert.That(() => bank.Reset(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => bank.Reset(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static float[] Noise(int length)
    {
        var random = new Random(1);
        var noise = new float[length];
        for (var i = 0; i < length; i++) noise[i] = (float)(random.NextDouble() - 0.5);
        return noise;
    }
}
