using EdgeMonitor.Acquisition.Drivers.BleOximeter;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Properties;

namespace EdgeMonitor.Tests.Acquisition.Drivers.BleOximeter;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OximeterProfileTests
{
    private const string Saturation = "MDC_PULS_OXIM_SAT_O2", Rate = "MDC_PULS_OXIM_PULS_RATE", Perfusion = "MDC_BLD_PERF_INDEX";

    private readonly OximeterProfile _running = new("spo2", isSpot: false);
    private readonly OximeterProfile _spot = new("spo2", isSpot: true);

    [TestCase("00 61 00 48 00", Saturation + " 97", Rate + " 72")]
    [TestCase("14 61 00 48 00 20 00 20 F0", Saturation + " 97", Rate + " 72", Perfusion + " 3.2")]
    [TestCase("1F 61 00 48 00 60 00 47 00 62 00 49 00 20 01 20 00 00 20 F0", "Oximeter Attached", Saturation + " 97 Marginal", Rate + " 72 Marginal", Perfusion + " 3.2 Marginal")]
    [TestCase("00 CD F3 48 00", Saturation + " 97.3", Rate + " 72")]
    [TestCase("00 FF 07 FF 07", Saturation + " NotMeasured", Rate + " NotMeasured")]
    [TestCase("00 00 08 02 F8", Saturation + " NotMeasured", Rate + " NotMeasured")]
    [TestCase("00 65 00 00 00", Saturation + " NotMeasured", Rate + " NotMeasured")]
    [TestCase("00 61 00 FF", "malformed")]
    [TestCase("10 61 00 48 00 20", "malformed")]
    [TestCase("", "malformed")]
    public void ReadsARunningValue(string hex, params string[] expected) => Assert.That(_running.Say(BleUuid.Continuous, hex), Is.EqualTo(expected));

    [TestCase(13, "NotMeasured")]
    [TestCase(14, "PoorSignal")]
    [TestCase(15, "PoorSignal")]
    [TestCase(9, "NotMeasured")]
    [TestCase(10, "NotMeasured")]
    [TestCase(11, "NotMeasured")]
    [TestCase(12, "NotMeasured")]
    [TestCase(5, "97")]
    [TestCase(6, "97 Marginal")]
    [TestCase(7, "97 Good")]
    [TestCase(8, "97 Good")]
    [TestCase(0, "97")]
    public void AStatusOfTheMeasurementDecides(int bit, string expected)
        => Assert.That(_running.Say(BleUuid.Continuous, $"04 61 00 48 00 {1 << bit & 0xFF:X2} {1 << bit >> 8:X2}")[0], Is.EqualTo($"{Saturation} {expected}"));

    [TestCase(7, "Attached", "Searching")]
    [TestCase(11, "SensorOff", "SensorOff")]
    [TestCase(13, "SensorOff", "SensorOff")]
    [TestCase(14, "Disconnected", "DeviceError")]
    [TestCase(15, "Disconnected", "SensorOff")]
    [TestCase(0, "Attached", "97 Marginal")]
    [TestCase(1, "Attached", "97 Poor")]
    [TestCase(2, "Attached", "97 Poor")]
    [TestCase(3, "Attached", "97 Poor")]
    [TestCase(4, "Attached", "97 Poor")]
    [TestCase(5, "Attached", "97 Marginal")]
    [TestCase(6, "Attached", "97 Poor")]
    [TestCase(8, "Attached", "97 Poor")]
    [TestCase(9, "Attached", "97 Marginal")]
    [TestCase(10, "Attached", "97 Poor")]
    [TestCase(12, "Attached", "97 Marginal")]
    [TestCase(20, "Attached", "97 Good")]
    public void AStatusOfTheSensorDecides(int bit, string contact, string expected)
        => Assert.That(
            _running.Say(BleUuid.Continuous, $"08 61 00 48 00 {1 << bit & 0xFF:X2} {1 << bit >> 8 & 0xFF:X2} {1 << bit >> 16:X2}").Take(2),
            Is.EqualTo(new[] { $"Oximeter {contact}", $"{Saturation} {expected}" }));

    [Test]
    public void ReadsASingleValue()
    {
        Assert.That(_spot.Say(BleUuid.SpotCheck, "01 61 00 48 00 EA 07 01 02 0C 1E 2D"), Is.EqualTo(new[] { Saturation + " 97", Rate + " 72" }));
        Assert.That(_spot.Say(BleUuid.SpotCheck, "0E 61 00 48 00 00 01 20 00 00 20 F0"), Is.EqualTo(new[] { Saturation + " 97 Marginal", Rate + " 72 Marginal", Perfusion + " 3.2 Marginal" }));
    }

    [Test]
    public void WhatIsStoredIsNotNow()
    {
        Assert.That(_spot.Say(BleUuid.SpotCheck, "03 61 00 48 00 EA 07 01 02 0C 1E 2D 00 02"), Is.Empty);
        Assert.That(_spot.Say(BleUuid.SpotCheck, "01 61 00 48 00 EA 07 01 01 0C 1E 2D"), Is.Empty, "a day old by the box's clock, where the device's cannot be read");
        var clock = GattValues.Clock();
        clock.Show(Decoding.Hex("EA 07 01 02 0D 1E 2D 05 00 00"), TimeSpan.Zero);
        Assert.That(_spot.Say(BleUuid.SpotCheck, "01 61 00 48 00 EA 07 01 02 0C 1E 2D", clock), Is.Empty, "an hour old");
        Assert.That(_spot.Say(BleUuid.SpotCheck, "11 61 00 48 00 EA 07 01 02 0C 1E 2D", clock), Has.Count.EqualTo(2), "by a clock that was never set it cannot be told");
        Assert.That(_spot.Say(BleUuid.SpotCheck, "01 61 00 48 00 EA 07 01 02 0D 1E 00", clock), Has.Count.EqualTo(2));
    }

    [Test]
    public void EveryCombinationOfFlagsIsAskedForInFull([Range(0, 31)] int flags)
    {
        int[] lengths = [4, 4, 2, 3, 2];
        var running = 5 + Enumerable.Range(0, 5).Sum(bit => (flags >> bit & 1) * lengths[bit]);
        var value = new byte[40];
        value[0] = (byte)flags;
        Assert.That(OximeterMeasurement.TryParseContinuous(value.AsSpan(0, running), out var all), Is.True);
        Assert.That(OximeterMeasurement.TryParseContinuous(value.AsSpan(0, running - 1), out _), Is.False);
        Assert.That((all.Status is not null, all.DeviceStatus is not null, all.AmplitudeIndex is not null), Is.EqualTo(((flags & 4) != 0, (flags & 8) != 0, (flags & 16) != 0)));
        int[] spotLengths = [7, 2, 3, 2, 0];
        var spot = 5 + Enumerable.Range(0, 5).Sum(bit => (flags >> bit & 1) * spotLengths[bit]);
        Assert.That(OximeterMeasurement.TryParseSpot(value.AsSpan(0, spot), out var one), Is.True);
        Assert.That(OximeterMeasurement.TryParseSpot(value.AsSpan(0, spot - 1), out _), Is.False);
        Assert.That((one.Status is not null, one.DeviceStatus is not null, one.AmplitudeIndex is not null), Is.EqualTo(((flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0)));
    }

    [Test]
    public void NumbersComeBackAsTheyWerePacked() => Law.Holds(
        500,
        drawn =>
        {
            var (saturation, rate) = (drawn["saturation"], drawn["rate"]);
            var hex = $"00 {saturation & 0xFF:X2} {0xF0 | saturation >> 8:X2} {rate & 0xFF:X2} {rate >> 8:X2}";
            var said = string.Join("; ", new OximeterProfile("spo2", isSpot: false).Say(BleUuid.Continuous, hex));
            var expected = FormattableString.Invariant($"{Saturation} {saturation / 10.0}; {Rate} {rate}");
            return said == expected ? "" : $"{said} instead of {expected}";
        },
        new Quantity("saturation", 1, 1000),
        new Quantity("rate", 1, 350));

    [Test]
    public void StandsTenMillionBytes() => GattValues.Fuzz(_running, OximeterDriver.Description, 350, (BleUuid.Continuous, "BleOximeter/captures/2a5f.hex"));

    [Test]
    public void StandsTenMillionBytesOfSingleValues() => GattValues.Fuzz(_spot, OximeterDriver.Description, 350, (BleUuid.SpotCheck, "BleOximeter/captures/2a5e.hex"));
}
