using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Acquisition.Links.BlueZ;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Links.BlueZ;

/// <summary>The provider against a real bus and a bluetoothd of our own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(60_000)]
public sealed class BlueZCentralTests : IAsyncDisposable
{
    private const string Strap = "C0:FF:EE:00:00:01", Other = "C0:FF:EE:00:00:02";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly BlueZTimes Short = new() { Settle = TimeSpan.FromSeconds(0.2), Blind = TimeSpan.FromSeconds(0.2), Connect = TimeSpan.FromSeconds(1), Resolve = TimeSpan.FromSeconds(1) };
    private static readonly BleTarget ByAddress = new(Strap, BleUuid.HeartRate), ByService = new(null, BleUuid.HeartRate);

    private PrivateBus _bus = null!;
    private FakeBlueZ? _blueZ;
    private BlueZCentral _central = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _bus = await PrivateBus.StartAsync();
        _central = new BlueZCentral(TimeProvider.System, NullLogger<BlueZCentral>.Instance, _bus.Address, Short);
    }

    public async ValueTask DisposeAsync()
    {
        _central?.Dispose();
        _blueZ?.Dispose();
        if (_bus is not null) await _bus.DisposeAsync();
    }

    [Test]
    public async Task StopsTheSearchBeforeItConnects(CancellationToken stop)
    {
        await WithStrapAsync();
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        Assert.That(device.Address, Is.EqualTo(Strap));
        Assert.That(device.Has(BleUuid.HeartRateMeasurement) && !device.Has(BleUuid.Continuous), Is.True);
        Assert.That(_blueZ!.Calls.All, Is.EqualTo(new[] { " GetManagedObjects", "hci0 SetDiscoveryFilter", "hci0 StartDiscovery", "hci0 StopDiscovery", "hci0/dev_C0_FF_EE_00_00_01 Connect" }).Using<string>((one, two) => one.TrimStart('/') == two.TrimStart('/')));
    }

    [Test]
    public async Task BringsNotificationsAndIndicationsInTheirOrder(CancellationToken stop)
    {
        await WithStrapAsync();
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        await device.SubscribeAsync(BleUuid.HeartRateMeasurement, stop);
        await device.SubscribeAsync(BleUuid.TemperatureMeasurement, stop);
        await _blueZ!.SendAsync(Strap, 0x2A37, "00 48");
        await _blueZ.SendAsync(Strap, 0x2A1C, "00 58 0E 00 FE");
        await _blueZ.SendAsync(Strap, 0x2A37, "00 48");
        await _blueZ.SendAsync(Strap, 0x2A29, "41");
        await _blueZ.SendAsync(Strap, 0x2A37, "");
        Assert.That(await ReadAsync(device, 4, stop), Is.EqualTo(new[] { "2a37 0048", "2a1c 00580E00FE", "2a37 0048", "2a37 " }), "one that equals the last is one more; what nobody wanted does not come");
    }

    [Test]
    public async Task ReadsWritesAndHearsARefusal(CancellationToken stop)
    {
        await WithStrapAsync();
        _blueZ!.Errors[$"ReadValue hci0/dev_C0_FF_EE_00_00_01/service0/char2a25"] = "NotPermitted";
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        Assert.That(await device.ReadAsync(BleUuid.Maker, stop), Is.EqualTo("Maker"u8.ToArray()));
        await device.WriteAsync(BleUuid.CurrentTime, new byte[] { 1, 2, 3 }, stop);
        await _blueZ.Calls.WaitAsync(call => call.EndsWith("char2a2b WriteValue 010203", StringComparison.Ordinal));
        Assert.That(async () => await device.ReadAsync(BleUuid.Serial, stop), Throws.InstanceOf<BleRefusedException>().With.Message.EqualTo($"{Strap} refuses 2a25: NotPermitted of the fake."));
        Assert.That(async () => await device.ReadAsync(BleUuid.Continuous, stop), Throws.InstanceOf<BleRefusedException>().With.Message.EqualTo($"{Strap} has no 2a5f."));
        _blueZ.Errors["StartNotify"] = "NotSupported";
        Assert.That(() => device.SubscribeAsync(BleUuid.HeartRateMeasurement, stop), Throws.InstanceOf<BleRefusedException>());
    }

    [Test]
    public async Task TakesTheBatteryFromBlueZWhereItKeepsTheService(CancellationToken stop)
    {
        await WithStrapAsync();
        await _blueZ!.DoAsync(() => _blueZ.Add(FakeBlueZ.PathOf(Strap), new() { [BlueZTree.Battery] = new() { ["Percentage"] = (byte)80 } }));
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        Assert.That(await device.ReadAsync(BleUuid.BatteryLevel, stop), Is.EqualTo(new byte[] { 80 }));
        await device.SubscribeAsync(BleUuid.BatteryLevel, stop);
        await _blueZ.SetAsync(FakeBlueZ.PathOf(Strap), BlueZTree.Battery, "Percentage", (byte)79);
        Assert.That(await ReadAsync(device, 1, stop), Is.EqualTo(new[] { "2a19 4F" }));
    }

    [Test]
    public async Task ADisconnectedDeviceSaysSoAndComesBack(CancellationToken stop)
    {
        await WithStrapAsync();
        for (var time = 0; time < 3; time++)
        {
            await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
            await device.SubscribeAsync(BleUuid.HeartRateMeasurement, stop);
            await _blueZ!.SendAsync(Strap, 0x2A37, "00 48");
            await _blueZ.LeaveAsync(Strap);
            Assert.That(await ReadAsync(device, 1, stop), Is.EqualTo(new[] { "2a37 0048" }), "what came before the end is not lost");
            await EndsAsync(device, $"{Strap} has disconnected: it is out of reach or switched off.", stop);
            var again = _central.ConnectAsync(ByAddress, Patience, stop);
            await _blueZ.Calls.WaitAsync(call => call == "hci0 StartDiscovery", 2 * (time + 1));
            await _blueZ.ReturnAsync(Strap);
            await (await again).DisposeAsync();
        }
    }

    [Test]
    public async Task AnAdapterMayGoAndComeBack(CancellationToken stop)
    {
        await WithStrapAsync();
        await using (var device = await _central.ConnectAsync(ByAddress, Patience, stop))
        {
            await _blueZ!.RemoveAdapterAsync();
            await EndsAsync(
                device, "The Bluetooth adapter was removed: plug it in again.", stop, "The device is no longer known to BlueZ: its adapter was unplugged, or its bond was removed.");
        }

        Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<IOException>().With.Message.EqualTo("There is no Bluetooth adapter: plug one in, or switch it on in the firmware's settings."));
        await _blueZ.ReturnAdapterAsync();
        await EventuallyAsync(stop);
    }

    [Test]
    public async Task ASearchEndsWithItsAdapter(CancellationToken stop)
    {
        _blueZ = await FakeBlueZ.StartAsync(_bus);
        var searching = _central.ConnectAsync(ByAddress, Timeout.InfiniteTimeSpan, stop);
        await _blueZ.Calls.WaitAsync(call => call == "hci0 StartDiscovery");
        await _blueZ.RemoveAdapterAsync();
        Assert.That(() => searching, Throws.InstanceOf<IOException>().With.Message.Contains("no Bluetooth adapter"));
    }

    [Test]
    public async Task ASearchThatCannotBeginYetIsBegunLater(CancellationToken stop)
    {
        await WithStrapAsync(blueZ => blueZ.Errors["StartDiscovery"] = "InProgress", bonded: false);
        var searching = _central.ConnectAsync(ByAddress, Timeout.InfiniteTimeSpan, stop);
        await _blueZ!.Calls.WaitAsync(call => call == "hci0 StartDiscovery", 2);
        await _blueZ.DoAsync(_blueZ.Errors.Clear);
        await (await searching).DisposeAsync();
    }

    [Test]
    public async Task ASearchThatHasStoppedIsStartedAgain(CancellationToken stop)
    {
        await WithStrapAsync();
        await _blueZ!.LeaveAsync(Strap);
        var searching = _central.ConnectAsync(ByService, Timeout.InfiniteTimeSpan, stop);
        await _blueZ.Calls.WaitAsync(call => call == "hci0 StartDiscovery");
        await _blueZ.SetAsync(FakeBlueZ.Adapter, BlueZTree.Adapter, "Discovering", false);
        await _blueZ.Calls.WaitAsync(call => call == "hci0 StartDiscovery", 2);
        await _blueZ.ReturnAsync(Strap);
        await (await searching).DisposeAsync();
    }

    [Test]
    public async Task ASearchThatIsRefusedSaysWhy(CancellationToken stop)
    {
        await WithStrapAsync(blueZ => blueZ.Errors["StartDiscovery"] = "Failed", bonded: false);
        Assert.That(() => _central.ConnectAsync(ByAddress, Timeout.InfiniteTimeSpan, stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
            "The Bluetooth adapter does not search: Failed of the fake; start bluetoothd anew (systemctl restart bluetooth)."));
        await _blueZ!.DoAsync(_blueZ.Errors.Clear);
        await EventuallyAsync(stop);
    }

    [Test]
    public async Task ABluetoothdThatDoesNotAnswerLeavesNothingOpen(CancellationToken stop)
    {
        await WithStrapAsync(blueZ => blueZ.Errors["GetManagedObjects"] = "");
        using var observer = new SdBus(_bus.Address, (_, _) => { });
        var before = await ConnectionsAsync();
        using var central = new BlueZCentral(TimeProvider.System, NullLogger<BlueZCentral>.Instance, _bus.Address, Short with { Call = TimeSpan.FromSeconds(0.2) });
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.That(() => central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
                "bluetoothd did not answer within 0.2 s: start it anew (systemctl restart bluetooth)."));
        }

        while (await ConnectionsAsync() > before)
        {
            // Their threads end in a moment.
            stop.ThrowIfCancellationRequested();
        }

        async Task<int> ConnectionsAsync()
        {
            var names = await observer.CallAsync(new BusCall("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames"), stop);
            return ((object[])names[0]).Count(name => name is string unique && unique[0] == ':');
        }
    }

    [Test]
    public async Task BluetoothdMayEndAndBeStartedAnew(CancellationToken stop)
    {
        await WithStrapAsync();
        await using (var device = await _central.ConnectAsync(ByAddress, Patience, stop))
        {
            _blueZ!.Dispose();
            await EndsAsync(device, "bluetoothd has ended: start it again (systemctl start bluetooth).", stop, "bluetoothd was started anew.");
        }

        Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
            "bluetoothd is not running: install and start BlueZ (apt install bluez; systemctl start bluetooth)."));
        await WithStrapAsync();
        await EventuallyAsync(stop);
    }

    [Test]
    public async Task AnAdapterThatIsOffIsSwitchedOn(CancellationToken stop)
    {
        await WithStrapAsync();
        await using (var device = await _central.ConnectAsync(ByAddress, Patience, stop))
        {
            await _blueZ!.SetAsync(FakeBlueZ.Adapter, BlueZTree.Adapter, "Powered", false);
            await EndsAsync(device, "The Bluetooth adapter is switched off: switch it on (rfkill unblock bluetooth; bluetoothctl power on).", stop);
            _blueZ.Errors["Set"] = "Blocked";
            Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<IOException>().With.Message.StartsWith("The Bluetooth adapter is switched off"));
            _blueZ.Errors.Clear();
        }

        await EventuallyAsync(stop);
        Assert.That(_blueZ.Calls.All.Count(call => call == "hci0 Set"), Is.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task BondsOrSaysWhyNot(bool refuses, CancellationToken stop)
    {
        await WithStrapAsync(bonded: false);
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        Assert.That(device.IsBonded, Is.False);
        if (refuses)
        {
            _blueZ!.Errors["Pair"] = "AuthenticationFailed";
            Assert.That(() => device.PairAsync(stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
                $"{Strap} could not be bonded: AuthenticationFailed of the fake; put it into its pairing mode, or bond it by \"bluetoothctl pair {Strap}\"."));
            Assert.That(device.IsBonded, Is.False);
            return;
        }

        await device.PairAsync(stop);
        Assert.That(device.IsBonded, Is.True);
    }

    [Test]
    public async Task TakesTheOnlyDeviceOfAService(CancellationToken stop)
    {
        await WithStrapAsync();
        await using var device = await _central.ConnectAsync(ByService, Patience, stop);
        Assert.That(device.Address, Is.EqualTo(Strap));
    }

    [TestCase((short)-75, Strap)]
    [TestCase((short)-40, Other)]
    [TestCase((short)-69, null)]
    public async Task OfSeveralTakesTheClearlyNearerOne(short strength, string? expected, CancellationToken stop)
    {
        await WithStrapAsync(blueZ => Place(blueZ, Other, strength));
        if (expected is null)
        {
            Assert.That(() => _central.ConnectAsync(ByService, Patience, stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
                $"2 devices in reach offer 180d, {Strap} at -60 dBm and {Other} at -69 dBm: give the address of the one at this bed as Link."));
            return;
        }

        await using var device = await _central.ConnectAsync(ByService, Patience, stop);
        Assert.That(device.Address, Is.EqualTo(expected));
        await using var second = await _central.ConnectAsync(ByService, Patience, stop);
        Assert.That(second.Address, Is.Not.EqualTo(expected), "one that another sensor uses does not count");
    }

    [Test]
    public async Task ConnectsOneAfterTheOther(CancellationToken stop)
    {
        await WithStrapAsync(blueZ => Place(blueZ, Other, -50));
        _blueZ!.Errors["Connect hci0/dev_C0_FF_EE_00_00_01"] = "";
        var stuck = _central.ConnectAsync(ByAddress, Patience, stop);
        await _blueZ.Calls.WaitAsync(call => call.EndsWith("01 Connect", StringComparison.Ordinal));
        await using var other = await _central.ConnectAsync(ByAddress with { Address = Other }, Patience, stop);
        Assert.That(() => stuck, Throws.InstanceOf<IOException>().With.Message.EqualTo($"{Strap} did not answer within 1 s: bring it near."));
        var calls = _blueZ.Calls.All.ToList();
        Assert.That(calls.FindIndex(call => call.EndsWith("02 Connect", StringComparison.Ordinal)), Is.GreaterThan(calls.FindIndex(call => call.EndsWith("01 Connect", StringComparison.Ordinal))));
        Assert.That(calls, Has.Some.EndsWith("01 Disconnect"), "a connection that was given up is taken back");
    }

    [TestCase("InProgress")]
    [TestCase("Failed")]
    public async Task AConnectionThatIsRefusedSaysWhy(string error, CancellationToken stop)
    {
        await WithStrapAsync();
        _blueZ!.Errors["Connect"] = error;
        Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<BleUnreachableException>().With.Message.EqualTo($"{Strap} could not be connected: {error} of the fake."));
        _blueZ.Errors.Clear();
        await EventuallyAsync(stop);
    }

    [Test]
    public async Task ServicesThatAreNeverToldEndTheAttempt(CancellationToken stop)
    {
        await WithStrapAsync();
        _blueZ!.Resolves = false;
        Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<BleUnreachableException>().With.Message.EqualTo($"{Strap} did not tell its services within 1 s."));
        await _blueZ.Calls.WaitAsync(call => call.EndsWith("Disconnect", StringComparison.Ordinal));
    }

    [Test]
    public async Task ADeviceThatIsNotThereIsNotConnected(CancellationToken stop)
    {
        _blueZ = await FakeBlueZ.StartAsync(_bus);
        Assert.That(() => _central.ConnectAsync(ByAddress, TimeSpan.FromSeconds(0.5), stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
            $"{Strap} was not seen for 0 s: switch the device on and bring it near.").Or.Message.EqualTo($"{Strap} was not seen for 1 s: switch the device on and bring it near."));
        Assert.That(() => _central.ConnectAsync(ByService, TimeSpan.FromSeconds(0.5), stop), Throws.InstanceOf<IOException>().With.Message.StartsWith("No device that offers 180d was seen"));
        await _blueZ.Calls.WaitAsync(call => call == "hci0 StopDiscovery", 2);
    }

    [Test]
    public async Task WhereNoStrengthIsShownAKnownDeviceIsTriedBlindly(CancellationToken stop)
    {
        await WithStrapAsync(blueZ => blueZ.HidesStrength = true);
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        Assert.That(device.Address, Is.EqualTo(Strap));
    }

    [Test]
    public async Task WhatIsConnectedIsNotSearched(CancellationToken stop)
    {
        await WithStrapAsync();
        await using var first = await _central.ConnectAsync(ByAddress, Patience, stop);
        _blueZ!.Errors["Connect"] = "AlreadyConnected";
        await using (await _central.ConnectAsync(ByAddress, Patience, stop))
        {
            Assert.That(_blueZ.Calls.All.Count(call => call == "hci0 StartDiscovery"), Is.EqualTo(1));
        }

        Assert.That(_blueZ.Calls.All, Has.None.EndsWith("Disconnect"), "the other one still uses it");
    }

    [Test]
    public async Task GarbageOnTheBusDisturbsNothing(CancellationToken stop)
    {
        await WithStrapAsync();
        await using var device = await _central.ConnectAsync(ByAddress, Patience, stop);
        await device.SubscribeAsync(BleUuid.HeartRateMeasurement, stop);
        var measurement = FakeBlueZ.PathOf(Strap, 0x2A37);
        using var stranger = await FakeBlueZ.StartAsync(_bus);
        foreach (var blueZ in (FakeBlueZ[])[_blueZ!, stranger])
        {
            blueZ.Emit(measurement, "org.freedesktop.DBus.Properties", "PropertiesChanged", "s", BlueZTree.Characteristic);
            blueZ.Emit(measurement, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", BlueZTree.Characteristic, new Dictionary<string, object> { ["Value"] = "text" }, Array.Empty<string>());
            blueZ.Emit("/org/bluez/hci9", "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", BlueZTree.Adapter, new Dictionary<string, object> { ["Powered"] = 5 }, Array.Empty<string>());
            blueZ.Emit("/", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded", "s", "nothing");
            blueZ.Emit("/", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved", "oas", new ObjectPath("/nothing"), (string[])["x"]);
        }

        stranger.Emit(measurement, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", BlueZTree.Characteristic, new Dictionary<string, object> { ["Value"] = (byte[])[0, 250] }, Array.Empty<string>());
        await stranger.DoAsync(() => { });
        await _blueZ!.SendAsync(Strap, 0x2A37, "00 48");
        Assert.That(await ReadAsync(device, 1, stop), Is.EqualTo(new[] { "2a37 0048" }), "nobody else speaks for bluetoothd");
    }

    [Test]
    public async Task AUserThatMayNotSpeakToBluetoothdIsTold(CancellationToken stop)
    {
        await WithStrapAsync(blueZ => blueZ.Errors["GetManagedObjects"] = "AccessDenied");
        Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<IOException>().With.Message.EqualTo(
            "bluetoothd does not speak to this user (org.bluez.Error.AccessDenied): add it to the group bluetooth, and start the box anew."));
    }

    [Test]
    public async Task WithoutABusItSaysSo(CancellationToken stop)
    {
        await _bus.KillAsync();
        Assert.That(() => _central.ConnectAsync(ByAddress, Patience, stop), Throws.InstanceOf<IOException>().With.Message.Contains("install and start dbus and BlueZ"));
        await _bus.StartAgainAsync();
        await WithStrapAsync();
        await EventuallyAsync(stop);
    }

    [Test]
    public async Task ABusThatBreaksEndsTheLinkAndIsOpenedAnew(CancellationToken stop)
    {
        await WithStrapAsync();
        await using (var device = await _central.ConnectAsync(ByAddress, Patience, stop))
        {
            await _bus.KillAsync();
            await EndsAsync(device, "The connection to the message bus was lost.", stop);
        }

        await _bus.StartAgainAsync();
        _blueZ!.Dispose();
        await WithStrapAsync();
        await EventuallyAsync(stop);
    }

    private static void Place(FakeBlueZ blueZ, string address, short strength, bool bonded = true) => blueZ.Place(
        address, strength, bonded, ["180d"], (0x2A37, "notify", []), (0x2A1C, "indicate", []), (0x2A29, "read", "Maker"u8.ToArray()), (0x2A25, "read", []), (0x2A2B, "write", []));

    private static async Task<List<string>> ReadAsync(IBleDevice device, int count, CancellationToken stop)
    {
        var read = new List<string>();
        while (read.Count < count)
        {
            var next = await device.NextAsync(stop);
            read.Add($"{BleUuid.Text(next.Characteristic)} {Convert.ToHexString(next.Value.Span)}");
        }

        return read;
    }

    private static async Task EndsAsync(IBleDevice device, string cause, CancellationToken stop, string? orCause = null)
    {
        try
        {
            await device.NextAsync(stop);
            Assert.Fail("The link should have ended.");
        }
        catch (IOException end)
        {
            Assert.That(end.Message, Is.EqualTo(cause).Or.EqualTo(orCause));
        }
    }

    private async Task WithStrapAsync(Action<FakeBlueZ>? more = null, bool bonded = true) => _blueZ = await FakeBlueZ.StartAsync(_bus, blueZ =>
    {
        Place(blueZ, Strap, -60, bonded);
        more?.Invoke(blueZ);
    });

    /// <summary>Connects as the supervisor would: again where the news has not come yet.</summary>
    private async Task EventuallyAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await (await _central.ConnectAsync(ByAddress, Patience, stop)).DisposeAsync();
                return;
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
            }
        }
    }
}
