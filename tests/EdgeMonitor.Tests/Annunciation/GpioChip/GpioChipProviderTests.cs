using EdgeMonitor.Annunciation.GpioChip;

namespace EdgeMonitor.Tests.Annunciation.GpioChip;

/// <summary>The refusals that need no chip; with one, see <see cref="GpioContractTests"/>.</summary>
[TestFixture]
public sealed class GpioChipProviderTests
{
    [Test]
    public void AMissingChipIsNamed()
    {
        Assert.That(
            () => new GpioChipProvider().OpenOutput("/dev/gpiochip-none", 3, activeLow: false, "test", active: false),
            Throws.InstanceOf<IOException>().With.Message.EqualTo("/dev/gpiochip-none is not there; gpiodetect lists the chips of this machine."));
    }

    [Test]
    public void ADeviceThatIsNoChipIsNamed()
    {
        Assert.That(
            () => new GpioChipProvider().OpenOutput("/dev/null", 3, activeLow: false, "test", active: false),
            Throws.InstanceOf<IOException>().With.Message.EqualTo("/dev/null is not a GPIO chip; gpiodetect lists the chips of this machine."));
    }

    [Test]
    public void AMissingChipOfAnInputIsNamed()
    {
        Assert.That(
            () => new GpioChipProvider().OpenInput("/dev/gpiochip-none", 3, activeLow: true, "test"),
            Throws.InstanceOf<IOException>().With.Message.EqualTo("/dev/gpiochip-none is not there; gpiodetect lists the chips of this machine."));
    }
}
