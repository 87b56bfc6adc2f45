using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.I2cDev;
using EdgeMonitor.Acquisition.Simulators.I2c;

namespace EdgeMonitor.Tests.Acquisition.Links;

public sealed class I2cBusProvidersTests
{
    [Test]
    public void EndsWithTheProviderThatIsAlwaysThere() => Assert.That(I2cBusProviders.All[^1], Is.TypeOf<I2cDevBusProvider>());

    [Test]
    public void TakesTheFirstThatPasses()
    {
        var choice = I2cBusProviders.Choose(I2cBusProviders.All, ["/dev/i2c-999998"]);
        Assert.That(choice.Provider, Is.SameAs(I2cBusProviders.All[choice.Refusals.Count]), "a bus that is not there is nobody's fault");
    }

    [Test]
    public void FallsToTheNextAndSaysWhy()
    {
        var last = new SimulatedI2cBus("/dev/i2c-1");
        II2cBusProvider[] providers =
        [
            new Broken("no library", _ => throw new DllNotFoundException("libsomething is not there")),
            new Broken("opens all", path => ((II2cBusProvider)new SimulatedI2cBus(path)).Open(path)),
            new Broken("vague", _ => throw new IOException("error 2")),
            new Broken("shut", path => throw new IOException($"{path} is in use")),
            last,
        ];

        var choice = I2cBusProviders.Choose(providers, ["/dev/i2c-1"]);

        Assert.That(choice.Provider, Is.SameAs(last));
        Assert.That(choice.Refusals, Is.EqualTo(new[]
        {
            "no library is not used for I2C buses: libsomething is not there",
            "opens all is not used for I2C buses: it opened a bus that is not there",
            "vague is not used for I2C buses: it does not say which bus is not there (error 2)",
            "shut is not used for I2C buses: /dev/i2c-1 is in use",
        }));
        Assert.That(last.Open, Is.Zero, "what was tried is given back");
    }

    private sealed class Broken(string name, Func<string, II2cBus> open) : II2cBusProvider
    {
        public string Name => name;

        public II2cBus Open(string path) => open(path);
    }
}
