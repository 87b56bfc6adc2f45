using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class GpioProvidersTests
{
    [Test]
    public void TheKernelsProviderIsAlwaysCompiledInAndTriedLast()
    {
        Assert.That(GpioProviders.All[^1].Name, Is.EqualTo("gpiochip v2"));
    }

    [Test]
    public void TheFirstOneThatWorksIsChosen()
    {
        var first = new FakeGpio { Name = "first" };
        GpioProviderChoice choice = GpioProviders.Choose([first, new FakeGpio()], "/dev/gpiochip0", 23, activeLow: true);

        Assert.Multiple(() =>
        {
            Assert.That(choice, Is.EqualTo(new GpioProviderChoice(first, null)));
            Assert.That(first[23].Opened, Is.EqualTo(2), "given back and opened again");
            Assert.That(first[23].ActiveLow, Is.True);
            Assert.That(first[23].Active || first[23].Held, Is.False);
        });
    }

    [Test]
    public void OneThatFailsIsPassedOverWithItsReason()
    {
        var first = new FakeGpio { Name = "first" };
        first[23].Failing = true;
        var second = new FakeGpio { Name = "second" };

        Assert.That(
            GpioProviders.Choose([first, second], "/dev/gpiochip0", 23, activeLow: false),
            Is.EqualTo(new GpioProviderChoice(second, "first: the line is gone.")));
    }

    [Test]
    public void WhereNoneWorksTheLastIsKeptWithAllReasons()
    {
        var first = new FakeGpio { Name = "first" };
        var second = new FakeGpio { Name = "second" };
        first[23].Failing = second[23].Failing = true;

        Assert.That(
            GpioProviders.Choose([first, second], "/dev/gpiochip0", 23, activeLow: false),
            Is.EqualTo(new GpioProviderChoice(second, "first: the line is gone. second: the line is gone.")));
    }
}
