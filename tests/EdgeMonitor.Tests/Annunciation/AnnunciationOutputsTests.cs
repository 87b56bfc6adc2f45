using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Tests.Annunciation.PwmSysfs;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class AnnunciationOutputsTests
{
    [Test]
    public void WithoutAChipTheTerminalSignals()
    {
        using IAnnunciationOutputs outputs = Create(new AnnunciationOptions(), _ => { });

        Assert.That(outputs, Is.InstanceOf<TerminalOutputs>());
    }

    [Test]
    public void AConfiguredChipThatIsNotThereIsAFaultOfEveryOutputAndNeverTheTerminal()
    {
        List<AnnunciationFault> faults = [];
        using IAnnunciationOutputs outputs = Create(new AnnunciationOptions { Chip = "/dev/gpiochip-none" }, faults.Add);

        outputs.Apply(AnnunciationPlan.Quiet, default, TimeSpan.Zero);

        Assert.Multiple(() =>
        {
            Assert.That(outputs.Notice, Does.Contain("no conforming alarm sound"));
            Assert.That(faults, Has.Count.EqualTo(6));
            Assert.That(faults[0], Is.EqualTo(new AnnunciationFault(true, "The buzzer cannot be driven. /dev/gpiochip-none is not there; gpiodetect lists the chips of this machine.")));
        });
    }

    [Test]
    public void APwmChipThatIsNotThereIsAFaultOfTheBuzzerAlone()
    {
        List<AnnunciationFault> faults = [];
        using IAnnunciationOutputs outputs = Create(
            new AnnunciationOptions { Chip = "/dev/gpiochip0", PwmChip = 255 }, faults.Add, new Lazy<IGpioProvider>(new FakeGpio()));

        outputs.Apply(AnnunciationPlan.Quiet, default, TimeSpan.Zero);

        Assert.Multiple(() =>
        {
            Assert.That(outputs.CanSound, Is.False);
            Assert.That(faults.Single().Cause, Does.StartWith("The buzzer cannot be driven. /sys/class/pwm/pwmchip255 is not there"));
        });
    }

    [Test]
    public void ThePwmChipsFolderIsASetting()
    {
        using var sysfs = new FakeSysfs();
        List<AnnunciationFault> faults = [];
        using IAnnunciationOutputs outputs = Create(
            new AnnunciationOptions { Chip = "/dev/gpiochip0", PwmChip = 0, PwmRoot = sysfs.Root }, faults.Add, new Lazy<IGpioProvider>(new FakeGpio()));

        outputs.Apply(AnnunciationPlan.Quiet, default, TimeSpan.Zero);

        Assert.That(outputs.Notice, Does.Contain("pwm sysfs"));
        // Its plain files take no channel, as the kernel's would: which file was asked says where it looked.
        Assert.That(faults.Single().Cause, Does.Contain(sysfs.Chip));
    }

    private static IAnnunciationOutputs Create(AnnunciationOptions options, Action<AnnunciationFault> report, Lazy<IGpioProvider>? gpio = null) => AnnunciationOutputs.Create(
        options, gpio ?? new Lazy<IGpioProvider>(() => AnnunciationOutputs.ChooseGpio(options, NullLoggerFactory.Instance)), TextWriter.Null, () => TimeSpan.Zero,
        new AnnunciationFaults(report), NullLoggerFactory.Instance);
}
