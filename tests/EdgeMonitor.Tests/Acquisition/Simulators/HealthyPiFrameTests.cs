using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

public sealed class HealthyPiFrameTests
{
    [Test]
    public void TheBytesAreThoseOfTheLayout()
    {
        var bytes = new byte[HealthyPiFrame.Length];
        new HealthyPiFrame(350, -120, 123_456, 98_765, 3672, 16, 97, 72, HealthyPiLeads.None).Write(bytes);

        Assert.That(Convert.ToHexString(bytes), Is.EqualTo("0AFA1400025E0188FF40E20100CD810100580E106148507800000B"));
    }

    [TestCase(HealthyPiLeads.EcgOff, 1)]
    [TestCase(HealthyPiLeads.ProbeError, 2)]
    [TestCase(HealthyPiLeads.EcgOff | HealthyPiLeads.ProbeError, 3)]
    public void TheLastDataByteIsTheLeadStatus(object leads, int expected)
    {
        var bytes = new byte[HealthyPiFrame.Length];
        new HealthyPiFrame(0, 0, 0, 0, 0, 0, 0, 0, (HealthyPiLeads)leads).Write(bytes);

        Assert.That(bytes[24], Is.EqualTo(expected));
    }
}
