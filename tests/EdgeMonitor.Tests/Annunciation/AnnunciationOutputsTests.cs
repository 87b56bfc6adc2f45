using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class AnnunciationOutputsTests
{
    [Test]
    public void WithoutAChipTheTerminalSignals()
    {
        using IAnnunciationOutputs outputs = AnnunciationOutputs.Create(new AnnunciationOptions(), TextWriter.Null, _ => { }, NullLoggerFactory.Instance);

        Assert.That(outputs, Is.InstanceOf<TerminalOutputs>());
    }

    [Test]
    public void AConfiguredChipThatIsNotThereIsAFaultOfEveryOutputAndNeverTheTerminal()
    {
        List<AnnunciationFault> faults = [];
        using IAnnunciationOutputs outputs = AnnunciationOutputs.Create(
            new AnnunciationOptions { Chip = "/dev/gpiochip-none" }, TextWriter.Null, faults.Add, NullLoggerFactory.Instance);

        outputs.Apply(AnnunciationPlan.Quiet, default, TimeSpan.Zero);

        Assert.Multiple(() =>
        {
            Assert.That(outputs.Notice, Does.Contain("no conforming alarm sound"));
            Assert.That(faults, Has.Count.EqualTo(5));
            Assert.That(faults[0], Is.EqualTo(new AnnunciationFault(true, "The buzzer cannot be driven. /dev/gpiochip-none is not there; gpiodetect lists the chips of this machine.")));
        });
    }
}
