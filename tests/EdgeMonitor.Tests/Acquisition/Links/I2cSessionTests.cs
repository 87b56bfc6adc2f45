using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>What befalls a bus and its chips, with driver, session and supervisor.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class I2cSessionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly I2cBench _bench = new();
    private readonly Mcp9808Simulator _chip = new();

    [SetUp]
    public void PlugIn() => _bench.Bus[0x18] = _chip;

    public void Dispose() => _bench.Dispose();

    [Test]
    public async Task TellsWhatItIsThenReadsOnceASecond()
    {
        _bench.Supervise("mcp9808");
        var (list, _) = await _bench.UntilAsync<SignalList>(_ => true);
        Assert.That((list.Signals.Length, list.At, list.DataAge), Is.EqualTo((0, TimeSpan.Zero, (TimeSpan?)TimeSpan.FromSeconds(5))));
        Assert.That((await _bench.UntilAsync<DeviceIdentity>(_ => true)).Input.Model, Is.EqualTo("Microchip MCP9808"));
        for (var second = 0; second < 5; second++)
        {
            var (reading, _) = await _bench.UntilAsync<Reading>(_ => true);
            Assert.That((reading.Mdc, reading.Value, reading.At), Is.EqualTo((Mdc.TempAmbient, 22.5, TimeSpan.FromSeconds(second))));
        }

        await _bench.StopAsync();
    }

    [Test]
    public async Task ADisturbanceOrTwoAreNoEnd()
    {
        _bench.Supervise("mcp9808");
        await _bench.UntilAsync<Reading>(_ => true);
        _bench.Bus.Fail(I2cFault.NoAcknowledge, I2cFault.TimedOut);
        var (reading, _) = await _bench.UntilAsync<Reading>(_ => true);
        Assert.That((reading.At, _bench.Bus.Openings), Is.EqualTo((TimeSpan.FromSeconds(3), 1)));
        await _bench.StopAsync();
    }

    [TestCase(I2cFault.NoAcknowledge, "no chip answers")]
    [TestCase(I2cFault.TimedOut, "SCL or SDA is held low")]
    [TestCase(I2cFault.Disturbed, "noise")]
    public async Task ThreeInARowEndTheSessionWithOneSentenceAndItIsBegunAnew(object fault, string sentence)
    {
        _bench.Supervise("mcp9808");
        await _bench.UntilAsync<Reading>(_ => true);
        _bench.Bus.Fail((I2cFault)fault, (I2cFault)fault, (I2cFault)fault);
        var (down, _) = await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down);
        Assert.That(down.Cause, Does.Contain("/dev/i2c-1").And.Contain(sentence));
        Assert.That((await _bench.UntilAsync<Reading>(_ => true)).Took, Is.LessThan(Limit));
        await _bench.StopAsync();
    }

    [Test]
    public async Task AStuckBusIsToldAndRecoveredByReopening()
    {
        _bench.Supervise("mcp9808");
        await _bench.UntilAsync<Reading>(_ => true);
        _bench.Bus.HoldLineUntilOpened();
        var (down, _) = await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down);
        Assert.That(down.Cause, Is.EqualTo("/dev/i2c-1 is stuck, SDA or SCL is held low; switch the sensors' supply off and on, and check wires and pull-up resistors."));
        Assert.That((await _bench.UntilAsync<Reading>(_ => true)).Took, Is.LessThan(Limit));
        Assert.That(_bench.Bus.Openings, Is.EqualTo(2));
        await _bench.StopAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task AChipOrAnAdapterThatIsPulledOutForAMinuteIsBackWithinThreeSeconds(bool chip)
    {
        _bench.Supervise("mcp9808");
        await _bench.UntilAsync<Reading>(_ => true);
        Plug(false);
        await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down);
        await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down && status.At > TimeSpan.FromSeconds(60));
        Plug(true);
        Assert.That((await _bench.UntilAsync<Reading>(_ => true)).Took, Is.LessThan(Limit));
        await _bench.StopAsync();

        void Plug(bool isIn)
        {
            if (chip) _bench.Bus[0x18] = isIn ? _chip : null;
            else _bench.Bus.IsThere = isIn;
        }
    }

    [Test]
    public async Task AWrongChipIsRefusedWithWhatItSays()
    {
        _chip.DeviceId = 0x0300;
        _bench.Supervise("mcp9808");
        var (down, _) = await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down);
        Assert.That(down.Cause, Is.EqualTo(
            "/dev/i2c-1, address 0x18: this chip is no MCP9808 (registers 0x06 and 0x07 say 0x0054 and 0x0300); connect a MCP9808, or correct the sensor's Driver and Address."));
        _chip.DeviceId = 0x0400;
        Assert.That((await _bench.UntilAsync<Reading>(_ => true)).Took, Is.LessThan(Limit));
        await _bench.StopAsync();
    }

    [TestCase("tmp117", "0x47")]
    [TestCase("tmp117", "72")]
    [TestCase("mcp9808", "0x")]
    [TestCase("mcp9808", "-18")]
    [TestCase("mlx90614", "0x78")]
    public void AnAddressThatTheChipCannotHaveIsRefused(string driver, string address)
        => Assert.That(() => SensorDrivers.Find(driver)!.Create(_bench.Context(("Address", address))), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:Address"));

    [TestCase("0x1F")]
    [TestCase("1f")]
    [TestCase("18")]
    public void AnAddressIsHexadecimal(string address)
        => Assert.That(I2cPlace.Of(_bench.Context(("address", address)), 0x18, 0x1F).Address, Is.EqualTo(Convert.ToInt32(address, 16)));

    [TestCase("tmp117", "Site", "ear")]
    [TestCase("max30205", "Rate", "1")]
    [TestCase("max30102", "LedMilliampere", "0,5")]
    [TestCase("max30102", "LedMilliampere", "52")]
    [TestCase("ads1115", "Rate", "500")]
    [TestCase("ads1115", "Gain", "0")]
    [TestCase("ads1115", "Lead", "V7")]
    [TestCase("ads1115", "LeadOff", "gpio")]
    [TestCase("mpu6050", "Range", "2")]
    [TestCase("bme280", "Site", "skin")]
    public void AWrongSettingIsRefused(string driver, string name, string value)
        => Assert.That(() => SensorDrivers.Find(driver)!.Create(_bench.Context((name, value))), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:" + name));
}
