using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

/// <summary>The MIT annotation format, by hand-made files.</summary>
public sealed class WfdbAnnotationTests
{
    [Test]
    public void CodesTimesAndTextsAreRead()
    {
        // A rhythm mark with a text at 18, a normal beat 100 later, one that is skipped a long way to, the end.
        byte[] file = [18, 28 << 2, 3, 63 << 2, (byte)'(', (byte)'V', (byte)'T', 0, 100, 1 << 2, 0, 59 << 2, 1, 0, 2, 0, 5, 5 << 2, 0, 0];
        Assert.That(Read(file), Is.EqualTo(new WfdbAnnotation[] { new(18, 28, "(VT"), new(118, 1, ""), new(118 + 65536 + 2 + 5, 5, "") }));
    }

    [Test]
    public void SubtypesAndChannelsAreNoMarks()
    {
        byte[] file = [10, 1 << 2, 1, 61 << 2, 2, 62 << 2, 3, 60 << 2, 10, 5 << 2, 0, 0];
        Assert.That(Read(file), Is.EqualTo(new WfdbAnnotation[] { new(10, 1, ""), new(20, 5, "") }));
    }

    [TestCase(new byte[] { 18, 28 << 2, 9, 63 << 2, (byte)'(' })]
    [TestCase(new byte[] { 0, 59 << 2, 1, 0 })]
    [TestCase(new byte[] { 1, 63 << 2, (byte)'(', 0, 0, 0 })]
    public void AFileThatIsCutOrMakesNoSenseIsRefused(byte[] file)
        => Assert.That(() => Read(file), Throws.InstanceOf<InvalidDataException>());

    [TestCase(1, true)]
    [TestCase(5, true)]
    [TestCase(13, true)]
    [TestCase(14, false)]
    [TestCase(28, false)]
    [TestCase(31, false)]
    [TestCase(38, true)]
    public void OnlyMarksAtQrsComplexesAreBeats(int code, bool isBeat) => Assert.That(new WfdbAnnotation(0, code, "").IsBeat, Is.EqualTo(isBeat));

    private static IReadOnlyList<WfdbAnnotation> Read(byte[] bytes)
    {
        using var scratch = new ScratchDirectory();
        var path = Path.Combine(scratch.Path, "marks.atr");
        File.WriteAllBytes(path, bytes);
        return WfdbAnnotation.ReadAll(path);
    }
}
