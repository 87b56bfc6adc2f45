using EdgeMonitor.Acquisition.Drivers.BleThermometer;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Properties;

namespace EdgeMonitor.Tests.Acquisition.Drivers.BleThermometer;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThermometerProfileTests
{
    private readonly ThermometerProfile _profile = new("temp");

    [TestCase("04 58 0E 00 FE 02", "MDC_TEMP_BODY 36.72")]
    [TestCase("00 58 0E 00 FE", "MDC_TEMP 36.72")]
    [TestCase("01 DA 03 00 FF", "MDC_TEMP 37")]
    [TestCase("05 D9 03 00 FF 09", "MDC_TEMP_TYMP 36.944")]
    [TestCase("06 58 0E 00 FE EA 07 01 02 0C 1E 2D 03", "MDC_TEMP_TYMP 36.72")]
    [TestCase("04 58 0E 00 FE 01", "MDC_TEMP 36.72")]
    [TestCase("04 58 0E 00 FE 04", "MDC_TEMP_SKIN 36.72")]
    [TestCase("04 58 0E 00 FE FF", "MDC_TEMP 36.72")]
    [TestCase("00 FF FF 7F 00", "MDC_TEMP NotMeasured")]
    [TestCase("00 00 00 80 FE", "MDC_TEMP NotMeasured")]
    [TestCase("00 DA 03 00 FF", "MDC_TEMP NotMeasured")]
    [TestCase("00 00 00 00 00", "MDC_TEMP NotMeasured")]
    [TestCase("01 01 00 00 14", "MDC_TEMP NotMeasured")]
    [TestCase("02 58 0E 00 FE EA 07", "malformed")]
    [TestCase("", "malformed")]
    public void ReadsAValue(string hex, string expected) => Assert.That(_profile.Say(BleUuid.TemperatureMeasurement, hex), Is.EqualTo(new[] { expected }));

    [Test]
    public void TheDevicesOnlySiteCountsWhereTheValueNamesNone()
    {
        Assert.That(_profile.Say(BleUuid.TemperatureType, "06"), Is.Empty);
        Assert.That(_profile.Say(BleUuid.TemperatureMeasurement, "00 58 0E 00 FE"), Is.EqualTo(new[] { "MDC_TEMP_BODY 36.72" }));
        Assert.That(_profile.Say(BleUuid.TemperatureMeasurement, "04 58 0E 00 FE 03"), Is.EqualTo(new[] { "MDC_TEMP_TYMP 36.72" }));
    }

    [Test]
    public void AStoredValueIsPassedOver()
    {
        var clock = GattValues.Clock();
        clock.Show(Decoding.Hex("EA 07 01 03 0C 1E 2D 06 00 00"), TimeSpan.Zero);
        Assert.That(_profile.Say(BleUuid.TemperatureMeasurement, "06 58 0E 00 FE EA 07 01 02 0C 1E 2D 03", clock), Is.Empty);
        Assert.That(_profile.Say(BleUuid.TemperatureMeasurement, "06 58 0E 00 FE EA 07 01 01 0C 1E 2D 03"), Is.Empty, "a day old by the box's clock, where the device's cannot be read");
    }

    [Test]
    public void EveryCombinationOfFlagsIsAskedForInFull([Range(0, 7)] int flags)
    {
        var length = 5 + (flags >> 1 & 1) * 7 + (flags >> 2 & 1);
        var value = new byte[length];
        value[0] = (byte)flags;
        Assert.That(TemperatureMeasurement.TryParse(value, out var all), Is.True);
        Assert.That(all.IsFahrenheit, Is.EqualTo((flags & 1) != 0));
        Assert.That(TemperatureMeasurement.TryParse(value.AsSpan(0, length - 1), out _), Is.False);
    }

    [Test]
    public void CelsiusComesBackExactly() => Law.Holds(
        500,
        drawn =>
        {
            var hundredths = drawn["hundredths"];
            var said = new ThermometerProfile("temp").Say(BleUuid.TemperatureMeasurement, $"00 {hundredths & 0xFF:X2} {hundredths >> 8:X2} 00 FE")[0];
            return said == FormattableString.Invariant($"MDC_TEMP {hundredths / 100m:0.##}") ? "" : said;
        },
        new Quantity("hundredths", 1000, 5000));

    [Test]
    public void StandsTenMillionBytes() => GattValues.Fuzz(_profile, ThermometerDriver.Description, 50, (BleUuid.TemperatureMeasurement, "BleThermometer/captures/2a1c.hex"));
}
