using EdgeMonitor.Acquisition.Drivers.BleBloodPressure;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Properties;

namespace EdgeMonitor.Tests.Acquisition.Drivers.BleBloodPressure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BloodPressureProfileTests
{
    private const string Name = "MDC_PRESS_BLD_NONINV_", Pulse = "MDC_PULS_RATE_NON_INV";

    private readonly BloodPressureProfile _profile = new("nibp");

    [TestCase("04 78 00 50 00 5D 00 48 00", Name + "SYS 120", Name + "DIA 80", Name + "MEAN 93", Pulse + " 72")]
    [TestCase("01 A0 F0 6B F0 7C F0", Name + "SYS 120.01", Name + "DIA 80.26", Name + "MEAN 93.01")]
    [TestCase("00 B5 F4 50 00 FF 07", Name + "SYS 120.5", Name + "DIA 80", Name + "MEAN NotMeasured")]
    [TestCase("1E 78 00 50 00 5D 00 EA 07 01 02 0C 1E 2D 48 00 01 02 00", Name + "SYS 120 Poor", Name + "DIA 80 Poor", Name + "MEAN 93 Poor", Pulse + " 72 Poor")]
    [TestCase("14 78 00 50 00 5D 00 48 00 00 00", Name + "SYS 120 Good", Name + "DIA 80 Good", Name + "MEAN 93 Good", Pulse + " 72 Good")]
    [TestCase("14 78 00 50 00 5D 00 48 00 04 00", Name + "SYS 120 Marginal", Name + "DIA 80 Marginal", Name + "MEAN 93 Marginal", Pulse + " 72 Marginal")]
    [TestCase("14 78 00 50 00 5D 00 48 00 08 00", Name + "SYS 120 Good", Name + "DIA 80 Good", Name + "MEAN 93 Good", Pulse + " NotMeasured")]
    [TestCase("14 78 00 50 00 5D 00 48 00 10 00", Name + "SYS 120 Good", Name + "DIA 80 Good", Name + "MEAN 93 Good", Pulse + " NotMeasured")]
    [TestCase("00 FF 07 FF 07 FF 07", Name + "SYS NotMeasured", Name + "DIA NotMeasured", Name + "MEAN NotMeasured")]
    [TestCase("00 00 00 90 01 FF 0F", Name + "SYS NotMeasured", Name + "DIA NotMeasured", Name + "MEAN NotMeasured")]
    [TestCase("04 78 00 50 00 5D 00 48", "malformed")]
    [TestCase("", "malformed")]
    public void ReadsAValue(string hex, params string[] expected) => Assert.That(_profile.Say(BleUuid.BloodPressureMeasurement, hex), Is.EqualTo(expected));

    [Test]
    public void AStoredValueIsPassedOver()
    {
        var clock = GattValues.Clock();
        clock.Show(Decoding.Hex("EA 07 01 03 0C 1E 2D 06 00 00"), TimeSpan.Zero);
        Assert.That(_profile.Say(BleUuid.BloodPressureMeasurement, "02 78 00 50 00 5D 00 EA 07 01 02 0C 1E 2D", clock), Is.Empty);
        Assert.That(_profile.Say(BleUuid.BloodPressureMeasurement, "02 78 00 50 00 5D 00 EA 07 01 01 0C 1E 2D"), Is.Empty, "a day old by the box's clock, where the device's cannot be read");
    }

    [Test]
    public void EveryCombinationOfFlagsIsAskedForInFull([Range(0, 31)] int flags)
    {
        int[] lengths = [0, 7, 2, 1, 2];
        var length = 7 + Enumerable.Range(0, 5).Sum(bit => (flags >> bit & 1) * lengths[bit]);
        var value = new byte[length];
        value[0] = (byte)flags;
        Assert.That(BloodPressureMeasurement.TryParse(value, out var all), Is.True);
        Assert.That((all.PulseRate is not null, all.User is not null, all.Status is not null), Is.EqualTo(((flags & 4) != 0, (flags & 8) != 0, (flags & 16) != 0)));
        Assert.That(BloodPressureMeasurement.TryParse(value.AsSpan(0, length - 1), out _), Is.False);
    }

    [Test]
    public void MillimetresComeBackExactly() => Law.Holds(
        500,
        drawn =>
        {
            var tenths = drawn["tenths"];
            var said = new BloodPressureProfile("nibp").Say(BleUuid.BloodPressureMeasurement, $"00 {tenths & 0xFF:X2} {0xF0 | tenths >> 8:X2} 50 00 5D 00")[0];
            return said == FormattableString.Invariant($"{Name}SYS {tenths / 10.0}") ? "" : said;
        },
        new Quantity("tenths", 1, 2045));

    [Test]
    public void StandsTenMillionBytes() => GattValues.Fuzz(_profile, BloodPressureDriver.Description, 350, (BleUuid.BloodPressureMeasurement, "BleBloodPressure/captures/2a35.hex"));
}
