using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

internal sealed class WfdbDescriptorsTests
{
    [TestCase("MLII", 131330u)]
    [TestCase("V1", 131331u)]
    [TestCase("ECG", Mdc.EcgLead)]
    [TestCase("PLETH", Mdc.PulsOximPleth)]
    [TestCase("RESP", Mdc.ImpedTthor)]
    [TestCase("ABP", Mdc.PressBldArt)]
    [TestCase("ART", Mdc.PressBldArt)]
    [TestCase("noise1", 0u)]
    public void KnownNamesHaveTheirCode(string name, uint code) => Assert.That(Describe($"r.dat 16 200 12 0 0 0 0 {name}").Mdc, Is.EqualTo(code));

    [TestCase("200/mV", MdcUnit.Millivolt, 1)]
    [TestCase("0.2/uV", MdcUnit.Millivolt, 1)]
    [TestCase("200000/V", MdcUnit.Millivolt, 1)]
    [TestCase("200", MdcUnit.Millivolt, 1)]
    [TestCase("0", MdcUnit.Millivolt, 1)]
    [TestCase("100/mmHg", MdcUnit.MillimetreOfMercury, 2)]
    [TestCase("100/NU", MdcUnit.Dimensionless, 2)]
    [TestCase("100/Ohm", MdcUnit.Ohm, 2)]
    [TestCase("100/furlong", 0u, 2)]
    public void CountsBecomePhysicalValues(string gain, uint unit, double valueOf1224)
    {
        var signal = Describe($"r.dat 16 {gain} 12 1024 0 0 0 II");

        Assert.Multiple(() =>
        {
            Assert.That(signal.Unit, Is.EqualTo(unit));
            Assert.That(signal.ValueOf(1224), Is.EqualTo(valueOf1224).Within(1e-9));
            Assert.That(signal.ValueOf(1024), Is.Zero.Within(1e-9));
        });
    }

    [Test]
    public void LabelsAreUnique()
    {
        var header = WfdbHeader.Parse(new StringReader(
            "r 5\na 16 200 12 0 0 0 0 ECG\na 16 200 12 0 0 0 0 ECG 2\na 16 200 12 0 0 0 0 ECG\na 16\na 16 200 12 0 0 0 0 ecg\n"), "r.hea");
        var signals = WfdbDescriptors.Of(header, "bed");

        Assert.Multiple(() =>
        {
            Assert.That(string.Join(", ", signals.Select(signal => signal.Label)), Is.EqualTo("ECG, ECG 2, ECG 3, signal 3, ecg 4"));
            Assert.That(signals.Select(signal => signal.Sensor), Is.All.EqualTo("bed"));
            Assert.That(signals[2].Mdc, Is.EqualTo(Mdc.EcgLead));
        });
    }

    private static SignalDescriptor Describe(string line) =>
        WfdbDescriptors.Of(WfdbHeader.Parse(new StringReader($"r 1\n{line}\n"), "r.hea"), "s")[0];
}
