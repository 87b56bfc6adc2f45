using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Tests.Acquisition.Links.Ble;

public sealed class GattReaderTests
{
    [TestCase("EA 07 01 02 0C 1E 2D", "2026-01-02T12:30:45")]
    [TestCase("E8 07 02 1D 00 00 00", "2024-02-29T00:00:00")]
    [TestCase("EA 07 02 1D 00 00 00", null)]
    [TestCase("00 00 01 02 0C 1E 2D", null)]
    [TestCase("EA 07 00 00 0C 1E 2D", null)]
    [TestCase("FF FF FF FF FF FF FF", null)]
    public void ReadsATimeOrSaysThatThereIsNone(string bytes, string? expected)
    {
        var reader = new GattReader(Decoding.Hex(bytes));
        Assert.That(reader.Time()?.ToString("s"), Is.EqualTo(expected));
        Assert.That(reader.IsShort, Is.False);
    }

    [Test]
    public void SaysThatAFieldIsMissing()
    {
        var reader = new GattReader([1, 2]);
        Assert.That(reader.UInt24(), Is.Zero);
        Assert.That(reader.IsShort, Is.True);
        Assert.That(reader.Byte(), Is.Zero, "nothing is taken behind a field that is missing");
    }

    [Test]
    public void ADevicesStoredMeasurementIsKnownByItsOwnClock()
    {
        var clock = GattValues.Clock();
        var measured = new DateTime(2000, 1, 1, 8, 0, 0);
        clock.Show(Decoding.Hex("D0 07 01 01 08 00 1E 06 00 00"), TimeSpan.FromSeconds(100));
        Assert.That(clock.IsStored(measured, TimeSpan.FromSeconds(101)), Is.False);
        Assert.That(clock.IsStored(measured, TimeSpan.FromSeconds(191)), Is.True, "2 min 1 s after it was measured");
        Assert.That(clock.IsStored(measured.AddDays(1), TimeSpan.FromSeconds(101)), Is.True, "a time to come is none");
        Assert.That(clock.IsStored(null, TimeSpan.FromSeconds(101)), Is.False);
        clock.Show(DeviceClock.CurrentTime(new DateTimeOffset(2026, 1, 4, 12, 30, 45, TimeSpan.Zero)), TimeSpan.FromSeconds(102));
        Assert.That(clock.IsStored(new DateTime(2026, 1, 4, 12, 30, 50), TimeSpan.FromSeconds(110)), Is.False, "measured after the clock was set");
        Assert.That(clock.IsStored(measured, TimeSpan.FromSeconds(110)), Is.False, "measured just before it was set");
        Assert.That(clock.IsStored(measured.AddDays(-1), TimeSpan.FromSeconds(110)), Is.True);
    }

    [TestCase(0, 0, false)]
    [TestCase(120, 0, false)]
    [TestCase(121, 0, true)]
    [TestCase(-121, 0, true)]
    [TestCase(121, -1, false)]
    public void WhereADevicesClockCannotBeReadTheBoxsStandsIn(int secondsBefore, int arrivedAt, bool isStored)
        => Assert.That(GattValues.Clock().IsStored(new DateTime(2026, 1, 2, 12, 30, 45).AddSeconds(-secondsBefore), TimeSpan.FromSeconds(arrivedAt)), Is.EqualTo(isStored));

    [Test]
    public void TheTimeIsWrittenAsTheReferenceSays()
        => Assert.That(DeviceClock.CurrentTime(new DateTimeOffset(2026, 1, 4, 12, 30, 45, 500, TimeSpan.Zero)), Is.EqualTo(Decoding.Hex("EA 07 01 04 0C 1E 2D 07 80 02")));

    [TestCase("c0:ff:ee:12:34:56", "C0:FF:EE:12:34:56")]
    [TestCase("service:180d", "service:180d")]
    [TestCase("Service:180D", "service:180d")]
    public void ReadsALink(string link, string expected) => Assert.That(BleTarget.Parse(link, BleUuid.HeartRate).ToString(), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("/dev/ttyUSB0")]
    [TestCase("c0:ff:ee:12:34")]
    [TestCase("service:1822")]
    [TestCase("service:heart")]
    public void RefusesWhatIsNoLink(string link)
        => Assert.That(() => BleTarget.Parse(link, BleUuid.HeartRate), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Link"));

    [Test]
    public void AnAssignedNumberIsWrittenShort()
    {
        Assert.That(BleUuid.Of(0x2A37).ToString(), Is.EqualTo("00002a37-0000-1000-8000-00805f9b34fb"));
        Assert.That(BleUuid.Text(BleUuid.HeartRateMeasurement), Is.EqualTo("2a37"));
        Assert.That(BleUuid.Text(Guid.Parse("6e400003-b5a3-f393-e0a9-e50e24dcca9e")), Is.EqualTo("6e400003-b5a3-f393-e0a9-e50e24dcca9e"));
    }
}
