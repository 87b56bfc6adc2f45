using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Links.Ble;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BleSessionTests : IDisposable
{
    private const string Address = "C0:FF:EE:00:00:01";

    private readonly ManualTime _time = new();
    private readonly FakeBle _ble = new();
    private readonly Channel<MonitorInput> _inputs = Channel.CreateBounded<MonitorInput>(100);
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Test]
    public async Task BringsWhatTheDeviceIsAndThenItsValues()
    {
        var strap = Strap();
        strap.Values[BleUuid.Maker] = "Polar\0\0"u8.ToArray();
        strap.Values[BleUuid.Model] = "H10"u8.ToArray();
        strap.Values[BleUuid.Serial] = null;
        strap.Values[BleUuid.Firmware] = "3.1\n"u8.ToArray();
        strap.Values[BleUuid.BatteryLevel] = [87];
        strap.Send(BleUuid.HeartRateMeasurement, "06 48");
        strap.Send(BleUuid.BatteryLevel, "0A");
        strap.Send(BleUuid.BatteryLevel, "FF");
        strap.Send(BleUuid.HeartRateMeasurement, "01");
        strap.Send(BleUuid.HeartRateMeasurement, "06 49");
        strap.End("The strap is gone.");
        _ble.Show(strap);
        Assert.That(() => Driver("ble-heart-rate").RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo("The strap is gone."));
        Assert.That(await TakenAsync(), Is.EqualTo(new[]
        {
            "session 5", "identity Polar H10//3.1", "MDCX_BATTERY_LEVEL 87", "Ecg Attached", "MDC_ECG_HEART_RATE 72", "MDCX_BATTERY_LEVEL 10", "MDCX_BATTERY_LEVEL NotMeasured", "MDC_ECG_HEART_RATE 73",
        }));
        Assert.That(strap.Subscribed, Is.EqualTo(new[] { BleUuid.HeartRateMeasurement, BleUuid.BatteryLevel }));
        Assert.That(strap.IsDisposed, Is.True);
        Assert.That(_ble.Wanted, Is.EqualTo(new[] { (new BleTarget(Address, BleUuid.HeartRate), BleSession.Patience) }));
    }

    [Test]
    public void RefusesADeviceThatIsNotBonded()
    {
        _ble.Show(Strap(isBonded: false));
        Assert.That(() => Driver("ble-heart-rate").RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo(
            $"{Address} is not bonded with this box; bond it with the device at hand, by \"bluetoothctl pair {Address}\" or by Settings:Enrol = true for that time."));
        Assert.That(_inputs.Reader.Count, Is.Zero, "nothing of it was taken");
    }

    [TestCase("RequireBond", "false", "C0:FF:EE:00:00:01")]
    [TestCase("enrol", "True", "C0:FF:EE:00:00:01")]
    [TestCase("SetTime", "true", "service:180d")]
    public async Task TakesAnUnbondedDeviceWhereItMay(string setting, string value, string link)
    {
        var strap = Strap(isBonded: false);
        strap.Send(BleUuid.HeartRateMeasurement, "00 48");
        strap.End("gone");
        _ble.Show(strap);
        Assert.That(() => Driver("ble-heart-rate", link, (setting, value)).RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo("gone"));
        Assert.That(await TakenAsync(), Has.Member("MDC_ECG_HEART_RATE 72"));
        Assert.That(strap.IsBonded, Is.EqualTo(setting == "enrol"));
    }

    [Test]
    public void SaysWhyADeviceWasNotBonded()
    {
        _ble.Show(new FakeBleDevice { IsBonded = false, RefusesPairing = "it refuses", Values = { [BleUuid.HeartRateMeasurement] = null } });
        Assert.That(() => Driver("ble-heart-rate", Address, ("Enrol", "true")).RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo("it refuses"));
    }

    [Test]
    public void RefusesADeviceOfAnotherKind()
    {
        _ble.Show(new FakeBleDevice { Values = { [BleUuid.Continuous] = null } });
        Assert.That(() => Driver("ble-heart-rate").RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo(
            $"{Address} is no heart-rate sensor: it has none of the characteristics 2a37; give the address of one as Link."));
    }

    [Test]
    public void OnceChosenItStaysTheOne()
    {
        var driver = Driver("ble-heart-rate", "service:180d");
        for (var session = 0; session < 2; session++)
        {
            var strap = Strap();
            strap.End("gone");
            _ble.Show(strap);
            Assert.That(() => driver.RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>());
        }

        Assert.That(_ble.Wanted.Select(wanted => wanted.Target.Address), Is.EqualTo(new[] { null, Address }), "a neighbour's strap must not take its place");
    }

    [Test]
    public async Task ADeviceThatSendsNothingReadableIsConnectedAnew()
    {
        var strap = Strap();
        _ble.Show(strap);
        var running = Driver("ble-heart-rate").RunAsync(_inputs.Writer, _stop.Token);
        strap.Send(BleUuid.HeartRateMeasurement, "01");
        Assert.That(await _time.AdvanceToNextTimerAsync(), Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(() => running, Throws.InstanceOf<TimeoutException>().With.Message.Contains("sends no measurement"));
        Assert.That(strap.IsDisposed, Is.True);
    }

    [Test]
    public async Task AThermometerMayBeAway()
    {
        var running = Driver("ble-thermometer").RunAsync(_inputs.Writer, _stop.Token);
        Assert.That(await NextAsync(2), Is.EqualTo(new[] { "session -0.001", "MDC_TEMP NotMeasured" }), "ready, though it is away");
        for (var visit = 0; visit < 2; visit++)
        {
            var thermometer = new FakeBleDevice { Values = { [BleUuid.TemperatureMeasurement] = null, [BleUuid.TemperatureType] = [6], [BleUuid.CurrentTime] = Decoding.Hex("EA 07 01 02 03 04 05 05 00 00") } };
            thermometer.Send(BleUuid.TemperatureMeasurement, "02 58 0E 00 FE EA 07 01 01 0C 1E 2D");
            thermometer.Send(BleUuid.TemperatureMeasurement, "02 59 0E 00 FE EA 07 01 02 03 04 00");
            thermometer.End("It went to sleep.");
            _ble.Show(thermometer);
            Assert.That(await NextAsync(2), Is.EqualTo(new[] { "identity thermometer//", "MDC_TEMP_BODY 36.73" }), "yesterday's is passed over, and the session goes on");
            Assert.That(thermometer.Written.Single().Characteristic, Is.EqualTo(BleUuid.CurrentTime));
        }

        Assert.That(_ble.Wanted[0].Patience, Is.EqualTo(Timeout.InfiniteTimeSpan));
        await _stop.CancelAsync();
        Assert.That(() => running, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void AThermometerThatRefusesItsMeasurementIsTold()
    {
        var thermometer = new FakeBleDevice { RefusesSubscription = "It refuses 2a1c.", Values = { [BleUuid.TemperatureMeasurement] = null } };
        _ble.Show(thermometer);
        Assert.That(() => Driver("ble-thermometer").RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo("It refuses 2a1c."), "it is no device that has gone to sleep");
        Assert.That(thermometer.IsDisposed, Is.True);
    }

    [Test]
    public async Task AThermometerThatCouldNotBeConnectedIsTriedAgain()
    {
        _ble.Failures.Enqueue("It did not answer.");
        var running = Driver("ble-thermometer").RunAsync(_inputs.Writer, _stop.Token);
        Assert.That(await _time.AdvanceToNextTimerAsync(), Is.EqualTo(TimeSpan.FromSeconds(2)));
        var thermometer = new FakeBleDevice { Values = { [BleUuid.TemperatureMeasurement] = null } };
        thermometer.Send(BleUuid.TemperatureMeasurement, "00 58 0E 00 FE");
        _ble.Show(thermometer);
        Assert.That(await NextAsync(4), Is.EqualTo(new[] { "session -0.001", "MDC_TEMP NotMeasured", "identity thermometer//", "MDC_TEMP 36.72" }), "the session goes on");
        await _stop.CancelAsync();
        Assert.That(() => running, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void AStrapThatCouldNotBeConnectedIsTold()
    {
        _ble.Failures.Enqueue("It did not answer.");
        Assert.That(() => Driver("ble-heart-rate").RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo("It did not answer."));
    }

    [Test]
    public async Task ABrokenLinkDoesNotTakeTheLastMeasurementBack()
    {
        _ble.Broken = "There is no Bluetooth adapter.";
        var driver = Driver("ble-thermometer");
        for (var session = 0; session < 2; session++) Assert.That(() => driver.RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>());
        Assert.That(await TakenAsync(), Is.EqualTo(new[] { "session -0.001", "MDC_TEMP NotMeasured", "session -0.001", "MDCX_BATTERY_LEVEL NotMeasured" }));
    }

    [Test]
    public async Task AValueThatWaitedHasTheTimeOfItsArrival()
    {
        var thermometer = new FakeBleDevice { Time = _time, Reading = () => _time.Advance(TimeSpan.FromSeconds(3)), Values = { [BleUuid.TemperatureMeasurement] = null, [BleUuid.Model] = "T"u8.ToArray() } };
        _time.Advance(TimeSpan.FromSeconds(5));
        var running = Driver("ble-thermometer").RunAsync(_inputs.Writer, _stop.Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        thermometer.Send(BleUuid.TemperatureMeasurement, "00 58 0E 00 FE");
        _ble.Show(thermometer);
        var taken = new List<MonitorInput>();
        while (taken.Count < 4) taken.Add(await _inputs.Reader.ReadAsync());
        Assert.That(taken.Select(input => input.At.TotalSeconds), Is.EqualTo(new[] { 0, 0, 4, 1 }), "the identity came 3 s after the value");
        await _stop.CancelAsync();
        Assert.That(() => running, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void WithoutBluetoothItSaysSo()
    {
        _ble.Broken = "There is no Bluetooth adapter.";
        Assert.That(() => Driver("ble-blood-pressure").RunAsync(_inputs.Writer, _stop.Token), Throws.InstanceOf<IOException>().With.Message.EqualTo("There is no Bluetooth adapter."));
    }

    [TestCase("ble-heart-rate", "C0:FF:EE:00:00:01", "RequireBond", "maybe", "Settings:RequireBond")]
    [TestCase("ble-heart-rate", "C0:FF:EE:00:00:01", "Bond", "true", "Settings:Bond")]
    [TestCase("ble-heart-rate", "C0:FF:EE:00:00:01", "Mode", "spot", "Settings:Mode")]
    [TestCase("ble-oximeter", "C0:FF:EE:00:00:01", "Mode", "once", "Settings:Mode")]
    [TestCase("ble-oximeter", "service:180d", "Mode", "spot", "Link")]
    [TestCase("ble-thermometer", "", "SetTime", "true", "Link")]
    public void RefusesWrongSettings(string driver, string link, string setting, string value, string key)
        => Assert.That(() => Driver(driver, link, (setting, value)), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo(key));

    private static FakeBleDevice Strap(bool isBonded = true) => new() { IsBonded = isBonded, Values = { [BleUuid.HeartRateMeasurement] = null } };

    private ISensorDriver Driver(string name, string link = Address, params (string Name, string Value)[] settings)
        => SensorDrivers.Find(name)!.Create(new SensorContext(
            "sensor", link, settings.ToDictionary(setting => setting.Name, setting => setting.Value), new MonitorClock(_time), new SensorLinks { SerialPorts = SerialLinkProviders.All[^1], Ble = _ble }));

    private async Task<List<string>> TakenAsync()
    {
        _inputs.Writer.Complete();
        return await _inputs.Reader.ReadAllAsync().Select(GattValues.Text).ToListAsync();
    }

    private async Task<List<string>> NextAsync(int count)
    {
        var texts = new List<string>();
        while (texts.Count < count) texts.Add(GattValues.Text(await _inputs.Reader.ReadAsync()));
        return texts;
    }
}
