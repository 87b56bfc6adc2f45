using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.SunTech;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.SunTech;

public sealed class SunTechFrameTests
{
    /// <summary>The result kept in DesktopFX's unit test.</summary>
    private const string Result = "3E 18 73 00 4A 00 1E 01 00 00 00 00 00 00 31 07 55 00 58 00 00 00 00 E9";

    [TestCase("3E 04 4F 6F", "Received")]
    [TestCase("3E 04 4B 73", "Finished")]
    [TestCase("3E 04 41 7D", "Aborted")]
    [TestCase("3E 04 42 7C", "Busy")]
    public void ReadsTheShortAnswers(string hex, string reply)
    {
        Assert.That(SunTechFrame.TryRead(Decoding.Hex(hex), out var frame), Is.True);
        Assert.That(frame.Reply.ToString(), Is.EqualTo(reply));
    }

    [Test]
    public void ReadsThePressureOfTheCuff()
    {
        Assert.That(SunTechFrame.TryRead(Decoding.Hex("3E 05 02 01 BA"), out var frame), Is.True);
        Assert.That(frame, Is.EqualTo(new SunTechFrame(SunTechReply.Cuff, 258)));
    }

    [Test]
    public void ReadsTheResultAndLeavesWhatFollows()
    {
        var bytes = new ReadOnlySequence<byte>([.. Decoding.Hex(Result), 0x3E]);
        Assert.That(SunTechFrame.TryRead(ref bytes, out var frame), Is.True);
        Assert.That(frame.Result, Is.EqualTo(new SunTechResult(115, 74, 88, 85, 0)));
        Assert.That(bytes.Length, Is.EqualTo(1));
    }

    [TestCase("3E 05 02 01 BB", TestName = "a wrong sum")]
    [TestCase("3E 05 02 01", TestName = "half a frame")]
    [TestCase("3E 04 58 66", TestName = "an unknown letter")]
    [TestCase("3E 06 00 00 00 BC", TestName = "an unknown length")]
    [TestCase("3A 79 05 00 48", TestName = "the host's own")]
    public void RefusesWhatIsNoFrame(string hex) => Assert.That(SunTechFrame.TryRead(Decoding.Hex(hex), out _), Is.False);

    [TestCase(160, "3A 17 A0 00 0F")]
    [TestCase(258, "3A 17 02 01 AC")]
    public void SetsTheFirstInflation(int mmHg, string hex) => Assert.That(SunTechCommand.Target(mmHg), Is.EqualTo(Decoding.Hex(hex)));

    [Test]
    public void EveryCommandSumsToZero()
    {
        foreach (var command in new[] { SunTechCommand.Abort.ToArray(), SunTechCommand.Cuff.ToArray(), SunTechCommand.Result.ToArray(), SunTechCommand.StartAdult.ToArray(), SunTechCommand.StartNeonate.ToArray(), SunTechCommand.Target(177) })
            Assert.That((byte)command.Sum(one => one), Is.Zero);
    }

    /// <summary>Codes: general knowledge; whatever they mean, no number of theirs is a pressure.</summary>
    [Test]
    public void NoResultWithAnErrorBecomesANumber([Values(1, 2, 3, 4, 85, 86, 87, 88, 89, 90, 91, 97, 98, 99, 255)] int error)
    {
        var inputs = new List<MonitorInput>();
        SunTechReadings.Add("nibp", new SunTechResult(115, 74, 88, 85, error), TimeSpan.Zero, inputs);
        var readings = inputs.OfType<Reading>().ToList();
        Assert.That(readings[0], Is.EqualTo(Reading.Valid("nibp", Mdc.PressNoninvError, MdcUnit.Dimensionless, error, TimeSpan.Zero)));
        Assert.That(readings.Skip(1).Select(reading => (reading.Mdc, reading.Value)), Is.EqualTo(SunTechReadings.Deliveries.Select(part => (part.Mdc, (double?)null))));
    }

    [TestCase(0, 0, 0)]
    [TestCase(74, 115, 88)]
    [TestCase(115, 74, 120)]
    [TestCase(115, 74, 60)]
    [TestCase(301, 74, 88)]
    [TestCase(65535, 74, 88)]
    public void AResultThatNoArteryHasIsNone(int systolic, int diastolic, int mean)
    {
        var inputs = new List<MonitorInput>();
        SunTechReadings.Add("nibp", new SunTechResult(systolic, diastolic, mean, 85, 0), TimeSpan.Zero, inputs);
        Assert.That(inputs.OfType<Reading>().Skip(1).Select(reading => reading.Reason), Is.All.EqualTo(NoData.DeviceError));
    }
}
