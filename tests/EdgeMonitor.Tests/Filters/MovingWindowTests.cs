using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Tests.Filters;

public class MovingWindowTests
{
    [Test]
    public void GivesTheMeanOfTheLastValues([Values(1, 2, 7, 100)] int length)
    {
        var random = new Random(4);
        var values = new float[1000];
        var window = new MovingWindow(length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextDouble();
            var expected = values.Take(i + 1).TakeLast(length).Sum(value => (double)value) / length;
            Assert.That(window.Push(values[i]), Is.EqualTo(expected).Within(1e-12));
        }
    }

    [Test]
    public void AHugeArtefactLeavesNoTrace()
    {
        var window = new MovingWindow(10);
        window.Push(1e30f);
        for (var i = 0; i < 30; i++) window.Push(0.1f);
        Assert.That(window.Mean, Is.EqualTo(0.1f).Within(1e-15));
    }

    [Test]
    public void ProcessIsPushOnEach()
    {
        var (one, many) = (new MovingWindow(3), new MovingWindow(3));
        float[] values = [1, 5, -2, 8, 0];
        many.Process(values, values);
        float[] input = [1, 5, -2, 8, 0];
        for (var i = 0; i < input.Length; i++) Assert.That(values[i], Is.EqualTo((float)one.Push(input[i])));
    }

    [Test]
    public void ResetEmptiesIt()
    {
        var window = new MovingWindow(4);
        window.Push(100);
        window.Reset();
        Assert.That(window.Mean, Is.Zero);
        Assert.That(window.Push(4), Is.EqualTo(1));
    }

    [Test]
    public void ProcessAllocatesNothing()
    {
        var (values, window) = (new float[1000], new MovingWindow(50));
        window.Process(values, values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) window.Process(values, values);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void WrongCallsAreRefused()
    {
        Assert.That(() => new MovingWindow(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MovingWindow(2).Process(new float[2], new float[1]), Throws.ArgumentException);
    }
}
