using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.GpioChip;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LinesByNameTests
{
    private readonly FakeGpio _gpio = new();
    private readonly Dictionary<string, int> _chip = new() { ["BED_RED"] = 5 };
    private readonly AnnunciationOptions _options = new()
    {
        Chip = "/dev/gpiochip0",
        HelpButtonLine = 6,
        LineNames = new(StringComparer.OrdinalIgnoreCase) { ["redline"] = "BED_RED", ["HelpButtonLine"] = "BED_HELP" },
    };

    [Test]
    public void ALineWithANameIsTheOneThatHasItNow()
    {
        IGpioProvider provider = Provide();
        using (provider.OpenOutput("/dev/gpiochip0", _options.RedLine, activeLow: false, "test", active: true)) Assert.That(_gpio[5].Held, Is.True);
        _chip["BED_RED"] = 9;
        using IGpioLine again = provider.OpenOutput("/dev/gpiochip0", _options.RedLine, activeLow: true, "test", active: false);

        Assert.That((_gpio[5].Held, _gpio[9].Held, _gpio[9].ActiveLow, _gpio[_options.RedLine].Opened), Is.EqualTo((false, true, true, 0)));
    }

    [Test]
    public void AnInputMayHaveANameToo()
    {
        _chip["BED_HELP"] = 11;
        using IGpioInput line = Provide().OpenInput("/dev/gpiochip0", 6, activeLow: true, "test");

        Assert.That(_gpio[11].Held, Is.True);
    }

    [Test]
    public void ALineWithoutANameIsItsNumber()
    {
        using IGpioLine line = Provide().OpenOutput("/dev/gpiochip0", _options.CyanLine, activeLow: false, "test", active: false);

        Assert.That(_gpio[_options.CyanLine].Held, Is.True);
    }

    [Test]
    public void ANameThatTheChipLacksIsAFailureToOpen()
    {
        Assert.That(() => Provide().OpenInput("/dev/gpiochip0", 6, activeLow: true, "test"), Throws.InstanceOf<IOException>().With.Message.Contains("BED_HELP"));
    }

    [Test]
    public void WithoutNamesTheProviderIsUsedAsItIs()
    {
        Assert.That(LinesByName.Of(_gpio, new AnnunciationOptions(), (_, _) => 0), Is.SameAs(_gpio));
    }

    [TestCase("/dev/gpiochip-none", "is not there")]
    [TestCase("/dev/null", "is not a GPIO chip")]
    public void AChipWhoseLinesCannotBeLookedUpIsNamed(string chip, string sentence)
    {
        Assert.That(() => GpioChipProvider.FindLine(chip, "BED_RED"), Throws.InstanceOf<IOException>().With.Message.StartsWith($"{chip} {sentence}"));
    }

    private IGpioProvider Provide() => LinesByName.Of(_gpio, _options, (chip, name) => _chip.TryGetValue(name, out int offset) ? offset : throw new IOException($"{chip} has no line with the name {name}."));
}
