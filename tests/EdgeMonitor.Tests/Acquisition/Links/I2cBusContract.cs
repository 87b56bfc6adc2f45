using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>What every provider of I2C buses must do: run on the simulated one anywhere, and on each one compiled in where there is a bus (tests/lab/i2c-tests.sh).</summary>
public abstract class I2cBusContract
{
    /// <summary>A chip with a register 0x05 of 16 bits that reads 0xC1, 0x94, and a register 0x10 that can be written.</summary>
    private const int Chip = 0x18, NoChip = 0x19;

    private protected abstract II2cBusProvider Provider { get; }

    private protected abstract string Path { get; }

    [Test]
    public void ReadsWhatTheNamedRegisterHolds()
    {
        using var bus = Provider.Open(Path);
        var read = new byte[2];
        bus.Transfer(Chip, [0x05], read);
        Assert.That((bus.Path, read[0], read[1]), Is.EqualTo((Path, 0xC1, 0x94)));
    }

    [Test]
    public void ReadsWhatItWrote()
    {
        using var bus = Provider.Open(Path);
        var read = new byte[2];
        bus.Transfer(Chip, [0x10, 0xA5, 0x5A], []);
        bus.Transfer(Chip, [0x10], read);
        Assert.That(read, Is.EqualTo(new byte[] { 0xA5, 0x5A }));
    }

    [Test]
    public void ReadsOnWithoutNamingTheRegisterAgain()
    {
        using var bus = Provider.Open(Path);
        var read = new byte[2];
        bus.Transfer(Chip, [0x05], []);
        bus.Transfer(Chip, [], read);
        Assert.That(read, Is.EqualTo(new byte[] { 0xC1, 0x94 }));
    }

    [Test]
    public void SaysThatNoChipAnswersAndGoesOn()
    {
        using var bus = Provider.Open(Path);
        var read = new byte[2];
        Assert.That(() => bus.Transfer(NoChip, [0x05], read), Throws.InstanceOf<I2cException>()
            .With.Property(nameof(I2cException.Fault)).EqualTo(I2cFault.NoAcknowledge).And.Message.Contains(Path).And.Message.Contains("0x19"));
        bus.Transfer(Chip, [0x05], read);
        Assert.That(read[0], Is.EqualTo(0xC1));
    }

    [Test]
    public void IsUsedBySeveralAtOnce()
    {
        using var one = Provider.Open(Path);
        using var two = Provider.Open(Path);
        var read = new byte[1];
        one.Transfer(Chip, [0x05], read);
        two.Transfer(Chip, [0x05], read);
        one.Dispose();
        two.Transfer(Chip, [0x05], read);
        Assert.That(read[0], Is.EqualTo(0xC1));
    }

    [Test]
    public void CannotBeUsedAfterItWasGivenBack()
    {
        var bus = Provider.Open(Path);
        bus.Dispose();
        bus.Dispose();
        Assert.That(() => bus.Transfer(Chip, [0x05], new byte[1]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [TestCase(0x07, 1)]
    [TestCase(0x78, 1)]
    [TestCase(Chip, 0)]
    public void RefusesATransferThatCannotBe(int address, int bytes)
    {
        using var bus = Provider.Open(Path);
        Assert.That(() => bus.Transfer(address, new byte[bytes], []), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void SaysWhichBusIsNotThere()
        => Assert.That(() => Provider.Open("/dev/i2c-999999"), Throws.InstanceOf<IOException>().With.Message.Contains("/dev/i2c-999999"));

    [Test]
    public void PassesItsOwnCheck() => Assert.That(I2cBusProviders.Choose([Provider], [Path]).Refusals, Is.Empty);
}

/// <summary>The simulated bus does what the real ones do, so that what is tried on it holds for them.</summary>
public sealed class SimulatedI2cBusContract : I2cBusContract
{
    private readonly SimulatedI2cBus _bus = new("/dev/i2c-1");

    private protected override II2cBusProvider Provider => _bus;

    private protected override string Path => _bus.Path;

    [OneTimeSetUp]
    public void PlugIn() => _bus[0x18] = new Plain { [0x05] = 0xC1, [0x06] = 0x94 };

    private sealed class Plain : ByteChip
    {
        protected override void MoveOn()
        {
            // It holds still.
        }
    }
}

/// <summary>The providers compiled in, on a real kernel's bus.</summary>
[TestFixtureSource(nameof(Providers))]
[Category("I2cBus")]
public sealed class KernelI2cBusContract(string provider) : I2cBusContract
{
    public static IEnumerable<string> Providers => I2cBusProviders.All.Select(provider => provider.Name);

    private protected override II2cBusProvider Provider => I2cBusProviders.All.Single(candidate => candidate.Name == provider);

    private protected override string Path => Environment.GetEnvironmentVariable("EDGEMONITOR_I2C_BUS") ?? "";

    [SetUp]
    public void RequireBus()
    {
        if (Path.Length == 0) Requirement.Missing("No emulated I2C bus here; tests/lab/i2c-tests.sh makes one and runs these tests.");
    }
}
