using System.Text;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>
/// What any Bluetooth device can be asked: who it is (180A), how full its battery is (180F), and what time it has (1805). Each answer may be refused or may not come:
/// where the link has ended, the next wait for a value says so, after what the device had already sent was taken.
/// </summary>
/// <param name="sensor">The sensor.</param>
/// <param name="device">The connected device.</param>
/// <param name="kind">What it is for people, where it does not say it itself.</param>
internal sealed class DeviceIntroduction(SensorContext sensor, IBleDevice device, string kind)
{
    /// <summary>Charge, %.</summary>
    public const int FullBattery = 100;

    /// <summary>Longest text taken, characters. Chosen: a model's name and number fit twice.</summary>
    private const int LongestText = 64;

    /// <summary>Asks all, and sets the device's clock where it may.</summary>
    public async Task RunAsync(bool setTime, DeviceClock clock, Action<MonitorInput> write, CancellationToken stop)
    {
        var maker = await TextAsync(BleUuid.Maker, stop).ConfigureAwait(false);
        var model = await TextAsync(BleUuid.Model, stop).ConfigureAwait(false);
        var serial = await TextAsync(BleUuid.Serial, stop).ConfigureAwait(false);
        var firmware = await TextAsync(BleUuid.Firmware, stop).ConfigureAwait(false);
        var name = $"{maker} {model}".Trim();
        write(new DeviceIdentity(sensor.Name, name.Length > 0 ? name : kind, serial, firmware, sensor.Clock.Now));
        await ReadClockAsync(setTime, clock, stop).ConfigureAwait(false);
        await ReadBatteryAsync(write, stop).ConfigureAwait(false);
    }

    /// <summary>The charge, or that there is none to be read.</summary>
    public static void AddBattery(string sensor, ReadOnlySpan<byte> value, TimeSpan at, ICollection<MonitorInput> inputs)
        => inputs.Add(value.Length >= 1 && value[0] <= FullBattery
            ? Reading.Valid(sensor, Mdc.BatteryLevel, MdcUnit.Percent, value[0], at)
            : Reading.Missing(sensor, Mdc.BatteryLevel, MdcUnit.Percent, NoData.NotMeasured, at));

    /// <summary>Reads a characteristic; null where the device does not give it.</summary>
    public static async ValueTask<byte[]?> TryReadAsync(IBleDevice device, Guid characteristic, CancellationToken stop)
    {
        try
        {
            return device.Has(characteristic) ? await device.ReadAsync(characteristic, stop).ConfigureAwait(false) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Its clock as it is, and as it then was set.</summary>
    private async Task ReadClockAsync(bool setTime, DeviceClock clock, CancellationToken stop)
    {
        if (await TryReadAsync(device, BleUuid.CurrentTime, stop).ConfigureAwait(false) is { } before) clock.Show(before, sensor.Clock.Now);
        if (!setTime || !device.Has(BleUuid.CurrentTime)) return;
        try
        {
            var now = DeviceClock.CurrentTime(sensor.Clock.Provider.GetLocalNow());
            await device.WriteAsync(BleUuid.CurrentTime, now, stop).ConfigureAwait(false);
            clock.Show(now, sensor.Clock.Now);
        }
        catch (IOException)
        {
            // Its clock is its own affair then.
        }
    }

    private async Task ReadBatteryAsync(Action<MonitorInput> write, CancellationToken stop)
    {
        if (await TryReadAsync(device, BleUuid.BatteryLevel, stop).ConfigureAwait(false) is not { } level) return;
        var inputs = new List<MonitorInput>(1);
        AddBattery(sensor.Name, level, sensor.Clock.Now, inputs);
        write(inputs[0]);
        try
        {
            await device.SubscribeAsync(BleUuid.BatteryLevel, stop).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Read once a session, then.
        }
    }

    /// <summary>A text without what does not belong into a record: many devices pad with zeros.</summary>
    private async Task<string> TextAsync(Guid characteristic, CancellationToken stop)
    {
        if (await TryReadAsync(device, characteristic, stop).ConfigureAwait(false) is not { } bytes) return "";
        var text = new string([.. Encoding.UTF8.GetString(bytes).Where(letter => !char.IsControl(letter) && letter != '\uFFFD').Take(LongestText)]);
        return text.Trim();
    }
}
