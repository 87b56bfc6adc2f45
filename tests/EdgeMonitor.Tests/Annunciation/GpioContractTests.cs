using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.GpioChip;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>What every GPIO provider promises, on a real kernel chip.</summary>
[TestFixtureSource(nameof(Providers))]
[Category("GpioChip")]
public sealed class GpioContractTests(string providerName)
{
    private const int Line = 5;

    // Of its own: the pull that a test leaves on an input's pin is what a released output would fall to.
    private const int InputLine = 6;
    private readonly IGpioProvider _provider = GpioProviders.All.Single(provider => provider.Name == providerName);
    private SimulatedChip _chip = null!;

    public static IEnumerable<string> Providers => GpioProviders.All.Select(provider => provider.Name);

    [SetUp]
    public void RequireChip() => _chip = SimulatedChip.Require();

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void TheFirstLevelIsOnThePinWhenTheLineIsOpen(bool activeLow, bool active)
    {
        using IGpioLine line = Open(activeLow, active);

        Assert.That(_chip.High(Line), Is.EqualTo(active != activeLow));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void EveryLevelSetIsOnThePin(bool activeLow)
    {
        using IGpioLine line = Open(activeLow, active: false);
        foreach (bool active in new[] { true, false, true, true, false })
        {
            line.Set(active);
            Assert.That(_chip.High(Line), Is.EqualTo(active != activeLow));
        }
    }

    [Test]
    public void AHeldLineIsRefusedWithItsNumber()
    {
        using IGpioLine line = Open(activeLow: false, active: true);

        Assert.That(() => Open(activeLow: false, active: false), Throws.InstanceOf<IOException>().With.Message.Contains($"Line {Line} of {_chip.Device}"));
        Assert.That(_chip.High(Line), Is.True, "the holder's level is untouched");
    }

    [Test]
    public void ALineGivenBackFallsToItsDefaultAndCanBeOpenedAgain()
    {
        Open(activeLow: false, active: true).Dispose();
        bool released = _chip.High(Line);
        using IGpioLine again = Open(activeLow: false, active: true);

        Assert.Multiple(() =>
        {
            Assert.That(released, Is.False);
            Assert.That(_chip.High(Line), Is.True);
        });
    }

    [Test]
    public void ALineThatTheChipLacksIsNamed()
    {
        Assert.That(
            () => _provider.OpenOutput(_chip.Device, 999, activeLow: false, "edgemonitor test", active: false),
            Throws.InstanceOf<IOException>().With.Message.Contains("999"));
    }

    [Test]
    public void ItPassesTheScratchCheck()
    {
        Assert.That(GpioProviders.Choose([_provider], _chip.Device, Line, activeLow: false).Refused, Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AnInputFollowsItsPin(bool activeLow)
    {
        using IGpioInput line = _provider.OpenInput(_chip.Device, InputLine, activeLow, "edgemonitor test");
        // An input starts at its inactive level: that is how it is pulled.
        foreach (bool high in activeLow ? new[] { false, true, false } : [true, false, true])
        {
            _chip.Pull(InputLine, high);
            // The chip holds a change back for its debounce time.
            line.WaitForEdge(TimeSpan.FromSeconds(10));
            Assert.That(line.Read(), Is.EqualTo(high != activeLow));
        }
    }

    [Test]
    public void AnEdgeEndsTheWaitAndNoEdgeDoesNot()
    {
        _chip.Pull(InputLine, high: true);
        using IGpioInput line = _provider.OpenInput(_chip.Device, InputLine, activeLow: true, "edgemonitor test");
        _chip.Pull(InputLine, high: true);
        while (line.WaitForEdge(TimeSpan.FromMilliseconds(200)))
        {
        }

        _chip.Pull(InputLine, high: false);
        bool pressed = line.WaitForEdge(TimeSpan.FromSeconds(10));
        bool still = line.WaitForEdge(TimeSpan.FromMilliseconds(200));

        Assert.That((pressed, line.Read(), still), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void AHeldInputIsRefusedWithItsNumber()
    {
        using IGpioInput line = _provider.OpenInput(_chip.Device, InputLine, activeLow: true, "edgemonitor test");

        Assert.That(
            () => _provider.OpenInput(_chip.Device, InputLine, activeLow: true, "edgemonitor test"),
            Throws.InstanceOf<IOException>().With.Message.Contains($"Line {InputLine} of {_chip.Device}"));
    }

    /// <summary>tests/lab/gpio-sim.sh gives line 4 this name.</summary>
    [Test]
    public void ALineIsFoundByItsName()
    {
        var options = new AnnunciationOptions { Chip = _chip.Device, RedLine = 27, LineNames = new() { ["RedLine"] = "BED_RED" } };
        using IGpioLine line = LinesByName.Of(_provider, options, GpioChipProvider.FindLine).OpenOutput(_chip.Device, 27, activeLow: false, "edgemonitor test", active: true);

        Assert.Multiple(() =>
        {
            Assert.That(_chip.High(4), Is.True);
            Assert.That(() => GpioChipProvider.FindLine(_chip.Device, "BED_GREEN"), Throws.InstanceOf<IOException>().With.Message.Contains("no line with the name BED_GREEN"));
        });
    }

    private IGpioLine Open(bool activeLow, bool active) => _provider.OpenOutput(_chip.Device, Line, activeLow, "edgemonitor test", active);
}
