using EdgeMonitor.Acquisition.Drivers.BleHeartRate;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links.Ble;
using EdgeMonitor.Tests.Properties;

namespace EdgeMonitor.Tests.Acquisition.Drivers.BleHeartRate;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HeartRateProfileTests
{
    private readonly HeartRateProfile _profile = new("strap");

    [TestCase("00 48", "MDC_ECG_HEART_RATE 72")]
    [TestCase("02 48", "MDC_ECG_HEART_RATE 72")]
    [TestCase("09 2C 01 34 12", "MDC_ECG_HEART_RATE 300")]
    [TestCase("16 48 A0 03 A8 03", "Ecg Attached", "MDC_ECG_HEART_RATE 72", "MDCX_ECG_BEAT_INTERVAL 906.25", "MDCX_ECG_BEAT_INTERVAL 914.0625")]
    [TestCase("1F 48 00 01 00 00 04", "Ecg Attached", "MDC_ECG_HEART_RATE 72", "MDCX_ECG_BEAT_INTERVAL 1000")]
    [TestCase("10 48", "MDC_ECG_HEART_RATE 72")]
    [TestCase("00 48 FF FF", "MDC_ECG_HEART_RATE 72")]
    [TestCase("10 48 00 00", "MDC_ECG_HEART_RATE 72")]
    [TestCase("00 00", "MDC_ECG_HEART_RATE NotMeasured")]
    [TestCase("01 FF FF", "MDC_ECG_HEART_RATE NotMeasured")]
    [TestCase("04 48", "Ecg LeadOff", "MDC_ECG_HEART_RATE LeadOff")]
    [TestCase("14 48 A0 03", "Ecg LeadOff", "MDC_ECG_HEART_RATE LeadOff")]
    [TestCase("", "malformed")]
    [TestCase("00", "malformed")]
    [TestCase("01 48", "malformed")]
    [TestCase("08 48 01", "malformed")]
    public void ReadsAValue(string hex, params string[] expected) => Assert.That(new HeartRateProfile("strap").Say(BleUuid.HeartRateMeasurement, hex), Is.EqualTo(expected));

    [Test]
    public void SaysContactWhenItChanges()
    {
        Assert.That(_profile.Say(BleUuid.HeartRateMeasurement, "06 48"), Has.Member("Ecg Attached"));
        Assert.That(_profile.Say(BleUuid.HeartRateMeasurement, "06 48"), Is.EqualTo(new[] { "MDC_ECG_HEART_RATE 72" }));
        Assert.That(_profile.Say(BleUuid.HeartRateMeasurement, "04 48"), Has.Member("Ecg LeadOff"));
    }

    [TestCase("01", "MDC_ECG_HEART_RATE 72")]
    [TestCase("00", "MDC_ECG_HEART_RATE 72")]
    [TestCase("07", "MDC_ECG_HEART_RATE 72")]
    [TestCase("", "MDC_ECG_HEART_RATE 72")]
    [TestCase("02", "MDC_PULS_RATE 72")]
    [TestCase("06", "MDC_PULS_RATE 72")]
    public void ARateTakenByLightIsAPulse(string location, string expected)
    {
        var profile = new HeartRateProfile("band");
        Assert.That(profile.Say(BleUuid.BodySensorLocation, location), Is.Empty);
        Assert.That(profile.Say(BleUuid.HeartRateMeasurement, "00 48"), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void ABandWithoutContactIsASensorThatIsOff()
    {
        _profile.Say(BleUuid.BodySensorLocation, "02");
        Assert.That(_profile.Say(BleUuid.HeartRateMeasurement, "04 00"), Is.EqualTo(new[] { "Oximeter SensorOff", "MDC_PULS_RATE SensorOff" }));
    }

    /// <summary>A minute without contact, after a minute with: the strap is off, and nothing else.</summary>
    [Test]
    public void AStrapWithoutContactIsNeverAsystole()
    {
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        var alarms = new HashSet<string>();
        Take(monitor.Process(new SignalList("strap", [], TimeSpan.Zero, _profile.DataAge)));
        Take(monitor.Process(new LinkStatus("strap", LinkState.Up, "", TimeSpan.Zero)));
        for (var second = 1; second <= 120; second++)
        {
            var inputs = new List<MonitorInput>();
            Assert.That(_profile.Decode(BleUuid.HeartRateMeasurement, second <= 60 ? [0x06, 72] : [0x04, 0], TimeSpan.FromSeconds(second), GattValues.Clock(), inputs), Is.True);
            foreach (var input in inputs) Take(monitor.Process(input));
            if (second == 60) Assert.That(alarms, Is.Empty);
        }

        Assert.That(alarms, Is.EqualTo(new[] { "lead-off" }));

        void Take(IReadOnlyList<MonitorEvent> events)
        {
            foreach (var alarm in events.OfType<AlarmEvent>().Where(alarm => alarm.Transition == AlarmTransition.Start)) alarms.Add(alarm.Rule.Condition);
        }
    }

    /// <summary>All combinations of flags, with all that they announce and with one byte less.</summary>
    [Test]
    public void EveryCombinationOfFlagsIsReadAndAskedForInFull() => Law.Holds(
        500,
        drawn =>
        {
            var flags = (byte)drawn["flags"];
            var rate = drawn["rate"];
            List<byte> bytes = [flags, (byte)rate];
            if ((flags & 1) != 0) bytes.Add((byte)(rate >> 8));
            else rate &= 0xFF;
            if ((flags & 8) != 0) bytes.AddRange([0x34, 0x12]);
            var fixedLength = bytes.Count;
            var intervals = (flags & 16) != 0 ? drawn["intervals"] : 0;
            for (var i = 0; i < intervals; i++) bytes.AddRange([(byte)i, 3]);
            if (!HeartRateMeasurement.TryParse(bytes.ToArray(), out var read)) return "not read";
            if (HeartRateMeasurement.TryParse(bytes.ToArray().AsSpan(0, fixedLength - 1), out _)) return "read although a byte is missing";
            return read.BeatsPerMinute != rate ? "rate"
                : read.HasContact != ((flags & 4) != 0 ? (flags & 2) != 0 : null) ? "contact"
                : read.EnergyKilojoules != ((flags & 8) != 0 ? 0x1234 : null) ? "energy"
                : !read.Intervals.SequenceEqual(Enumerable.Range(0, intervals).Select(i => (ushort)(0x300 + i))) ? "intervals" : "";
        },
        new Quantity("flags", 0, 255),
        new Quantity("rate", 0, 65535),
        new Quantity("intervals", 0, 200));

    [Test]
    public void StandsTenMillionBytes()
        => GattValues.Fuzz(_profile, HeartRateDriver.Description, 64_000, (BleUuid.HeartRateMeasurement, "BleHeartRate/captures/2a37.hex"));
}
