using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.BlueZ;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Links.Ble;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Links.BlueZ;

/// <summary>
/// The drivers against the real bluetoothd and a device in the (virtual) air; tests/lab/ble-tests.sh makes both. The device of EDGEMONITOR_BLE_ADDRESS offers all four services.
/// </summary>
[Category("Bluetooth")]
[CancelAfter(240_000)]
public sealed class RealBlueZTests
{
    [Test]
    public async Task AllFourDriversReadOneDevice(CancellationToken stop)
    {
        if (Environment.GetEnvironmentVariable("EDGEMONITOR_BLE_ADDRESS") is not { Length: > 0 } address)
        {
            Assert.Ignore("Needs a Bluetooth adapter and a device: run tests/lab/ble-tests.sh.");
            return;
        }

        // The virtual machine is ten to twenty times slower than a box.
        var times = new BlueZTimes { Call = TimeSpan.FromSeconds(20), Connect = TimeSpan.FromSeconds(60), Resolve = TimeSpan.FromSeconds(60), Attribute = TimeSpan.FromSeconds(30) };
        using var central = new BlueZCentral(TimeProvider.System, NullLogger<BlueZCentral>.Instance, address: null, times);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var inputs = Channel.CreateBounded<MonitorInput>(1000);
        var clock = new MonitorClock(TimeProvider.System);
        var settings = new Dictionary<string, string> { ["RequireBond"] = "false" };
        var running = Task.WhenAll(new[] { "ble-heart-rate", "ble-oximeter", "ble-thermometer", "ble-blood-pressure" }.Select(name => new SensorSupervisor(
            name, SensorDrivers.Find(name)!.Create(new SensorContext(name, address, settings, clock, new SensorLinks { SerialPorts = SerialLinkProviders.All[^1], Ble = central })),
            inputs.Writer, clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance).RunAsync(end.Token)));
        var wanted = new HashSet<uint> { Mdc.EcgHeartRate, Mdc.PulsOximSatO2, Mdc.PulsOximPulsRate, Mdc.TempBody, Mdc.PressBldNoninvSys, Mdc.PressBldNoninvMean };
        while (wanted.Count > 0)
        {
            var input = await inputs.Reader.ReadAsync(stop);
            TestContext.Out.WriteLine($"{clock.Now.TotalSeconds:0.0} s: {(input is LinkStatus link ? $"{link.Sensor} {link.State} {link.Cause}" : GattValues.Text(input))}");
            if (input is Reading { Value: not null } reading) wanted.Remove(reading.Mdc);
        }

        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
