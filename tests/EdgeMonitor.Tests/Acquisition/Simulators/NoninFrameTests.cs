using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

/// <summary>Bytes against vectors of format #2 from public drivers' unit tests (rate 72, SpO2 97, revision 0x30).</summary>
public sealed class NoninFrameTests
{
    private static readonly NoninNumerics Numerics72And97 = new(72, 72, 72, 72, 97, 97, 97, 97, 97, false, 0);

    [TestCase(1, NoninStatus.Sync, "01 81 01 00 83")]
    [TestCase(2, NoninStatus.None, "01 80 01 48 CA")]
    [TestCase(3, NoninStatus.None, "01 80 01 61 E3")]
    [TestCase(4, NoninStatus.None, "01 80 01 30 B2")]
    [TestCase(5, NoninStatus.None, "01 80 01 00 82")]
    [TestCase(2, NoninStatus.Green, "01 82 01 48 CC")]
    [TestCase(3, NoninStatus.Yellow, "01 86 01 61 E9")]
    [TestCase(4, NoninStatus.Red, "01 84 01 30 B6")]
    [TestCase(5, NoninStatus.SensorAlarm, "01 88 01 00 8A")]
    [TestCase(5, NoninStatus.OutOfTrack, "01 90 01 00 92")]
    [TestCase(5, NoninStatus.Artefact, "01 A0 01 00 A2")]
    [TestCase(5, NoninStatus.SensorDisconnected, "01 C0 01 00 C2")]
    public void Format2IsTheVector(int number, object status, string expected)
    {
        var frame = new byte[NoninFrame.Length];
        NoninFrame.Write(NoninFormat.Format2, (NoninStatus)status, 0x01FF, NoninFrame.DataOf(Numerics72And97, number), frame);

        Assert.That(Convert.ToHexString(frame), Is.EqualTo(expected.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Test]
    public void Format7HasNoStartByteAndBothPlethBytes()
    {
        var frame = new byte[NoninFrame.Length];
        NoninFrame.Write(NoninFormat.Format7, NoninStatus.Sync, 0xABCD, 0x48, frame);

        Assert.That(frame, Is.EqualTo(new byte[] { 0x81, 0xAB, 0xCD, 0x48, 0x41 }));
    }

    [TestCase(127, 0x00, 0x7F)]
    [TestCase(128, 0x01, 0x00)]
    [TestCase(145, 0x01, 0x11)]
    [TestCase(300, 0x02, 0x2C)]
    public void ARateAbove127IsPackedInSevenBits(int rate, int upper, int lower)
    {
        var numerics = Numerics72And97 with { Rate = rate, ExtendedRate = rate, DisplayRate = rate, ExtendedDisplayRate = rate };

        foreach (var first in new[] { 1, 14, 20, 22 })
        {
            Assert.That(NoninFrame.DataOf(numerics, first), Is.EqualTo(upper));
            Assert.That(NoninFrame.DataOf(numerics, first + 1), Is.EqualTo(lower));
        }
    }

    [Test]
    public void MissingIs511And127()
    {
        var data = Enumerable.Range(1, 25).Select(number => NoninFrame.DataOf(default, number)).ToArray();

        foreach (var upper in new[] { 1, 14, 20, 22 }) Assert.That((data[upper - 1] << 7) | data[upper], Is.EqualTo(511));
        foreach (var spO2 in new[] { 3, 9, 10, 11, 16, 17 }) Assert.That(data[spO2 - 1], Is.EqualTo(127));
    }

    [Test]
    public void TheTimerHasFourteenBitsAndSmartPointItsBit()
    {
        var numerics = Numerics72And97 with { Timer = 0x3FFF - 1, SmartPoint = true };

        Assert.That(NoninFrame.DataOf(numerics, 6), Is.EqualTo(0x7F));
        Assert.That(NoninFrame.DataOf(numerics, 7), Is.EqualTo(0x7E));
        Assert.That(NoninFrame.DataOf(numerics, 8), Is.EqualTo(0x20));
    }
}
