using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>
/// One session of a driver that reads a Bluetooth device: connect, check that it is the right one, subscribe, ask who it is, take values until the link ends. A device
/// that a person makes measure is away most of the time: for it the session goes on while it is away, and ends only where Bluetooth itself does.
/// </summary>
internal sealed class BleSession
{
    /// <summary>The supervisor gives up a session without data after this and ten seconds more: looking, connecting and learning the services have their own limits below it.
    /// The monitor itself watches the age of the data, and alarms much earlier.</summary>
    public static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(40);

    /// <summary>Chosen: a device that is on advertises at least every 2 s or so; what was not seen for this long is off, and people are told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A device whose values stop although the link stands is let go and connected anew after so many times its longest silence.</summary>
    private const int SilencesToReconnect = 2;

    /// <summary>Chosen: after a connection that failed, a device that is there now and then still has the time for another one.</summary>
    private static readonly TimeSpan ConnectPause = TimeSpan.FromSeconds(2);

    private readonly SensorContext _sensor;
    private readonly BleOptions _options;
    private readonly IGattProfile _profile;
    private readonly ChannelWriter<MonitorInput> _inputs;
    private readonly List<MonitorInput> _decoded = [];
    private TimeSpan _begun;

    private BleSession(SensorContext sensor, BleOptions options, IGattProfile profile, ChannelWriter<MonitorInput> inputs)
        => (_sensor, _options, _profile, _inputs) = (sensor, options, profile, inputs);

    private bool IsNowAndThen => _profile.DataAge == Timeout.InfiniteTimeSpan;

    /// <summary>Runs the session.</summary>
    /// <param name="sensor">The sensor and its way to devices.</param>
    /// <param name="options">Which device.</param>
    /// <param name="profile">A fresh parser.</param>
    /// <param name="inputs">Takes what was decoded; what it refuses is lost and counted there.</param>
    /// <param name="stop">Ends the session.</param>
    /// <exception cref="IOException">There is no Bluetooth, not this device, it is the wrong one, or the link ended.</exception>
    /// <exception cref="TimeoutException">It sends nothing any more.</exception>
    public static Task RunAsync(SensorContext sensor, BleOptions options, IGattProfile profile, ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => new BleSession(sensor, options, profile, inputs).RunAsync(stop);

    private async Task RunAsync(CancellationToken stop)
    {
        // Ready is all that such a sensor can be: it must not look dead while nobody measures.
        if (IsNowAndThen) Begin();
        do
        {
            if (await ConnectAsync(stop).ConfigureAwait(false) is not { } device) continue;
            await using var _ = device.ConfigureAwait(false);
            await CheckAsync(device, stop).ConfigureAwait(false);
            var clock = new DeviceClock(_sensor.Clock);
            try
            {
                // First of all, because such a device is gone again in a moment; what it sends meanwhile waits.
                await SubscribeAsync(device, stop).ConfigureAwait(false);
                if (!IsNowAndThen) Begin();
                await new DeviceIntroduction(_sensor, device, _profile.Device).RunAsync(_options.SetTime, clock, Write, stop).ConfigureAwait(false);
                await ReadSettingsAsync(device, clock, stop).ConfigureAwait(false);
                await TakeAsync(device, clock, stop).ConfigureAwait(false);
            }
            catch (IOException ended) when (IsNowAndThen && ended is not BleRefusedException)
            {
                // It has said what it had to say. One that refuses its measurement never will: people are told that, and the supervisor waits before the next attempt.
            }
        }
        while (IsNowAndThen);
    }

    /// <summary>The connected device; null where one that is there now and then could not be connected: it has gone again, which is no fault of the sensor.</summary>
    private async Task<IBleDevice?> ConnectAsync(CancellationToken stop)
    {
        try
        {
            return await _sensor.Links.Ble.ConnectAsync(_options.Target, IsNowAndThen ? Timeout.InfiniteTimeSpan : Patience, stop).ConfigureAwait(false);
        }
        catch (BleUnreachableException) when (IsNowAndThen)
        {
            await Task.Delay(ConnectPause, _sensor.Clock.Provider, stop).ConfigureAwait(false);
            return null;
        }
    }

    private void Begin()
    {
        _begun = _sensor.Clock.Now;
        Write(new SignalList(_sensor.Name, [], _begun, _profile.DataAge));
        if (!_options.IsAwaited) _profile.Await(_begun, _decoded);
        // The last measurement stands; but only a reading says that the sensor is up, and how full the battery is now nobody knows.
        else if (IsNowAndThen) DeviceIntroduction.AddBattery(_sensor.Name, [], _begun, _decoded);
        _options.IsAwaited = true;
        WriteDecoded();
    }

    /// <summary>Is it bonded, and does it measure what it should?</summary>
    private async Task CheckAsync(IBleDevice device, CancellationToken stop)
    {
        if (!_profile.Measurements.Any(device.Has))
        {
            throw new IOException(
                $"{device.Address} is no {_profile.Device}: it has none of the characteristics {string.Join(", ", _profile.Measurements.Select(BleUuid.Text))}; give the address of one as Link.");
        }

        if (!device.IsBonded && _options.Enrol) await device.PairAsync(stop).ConfigureAwait(false);
        if (!device.IsBonded && _options.RequireBond)
        {
            throw new IOException(
                $"{device.Address} is not bonded with this box; bond it with the device at hand, by \"bluetoothctl pair {device.Address}\" or by Settings:Enrol = true for that time.");
        }

        _options.Keep(device.Address);
    }

    private async Task SubscribeAsync(IBleDevice device, CancellationToken stop)
    {
        foreach (var measurement in _profile.Measurements.Where(device.Has)) await device.SubscribeAsync(measurement, stop).ConfigureAwait(false);
    }

    private async Task ReadSettingsAsync(IBleDevice device, DeviceClock clock, CancellationToken stop)
    {
        foreach (var setting in _profile.Settings.Where(device.Has))
        {
            if (await DeviceIntroduction.TryReadAsync(device, setting, stop).ConfigureAwait(false) is { } value) _profile.Decode(setting, value, _sensor.Clock.Now, clock, _decoded);
            WriteDecoded();
        }
    }

    private async Task TakeAsync(IBleDevice device, DeviceClock clock, CancellationToken stop)
    {
        var limit = IsNowAndThen ? Timeout.InfiniteTimeSpan : _profile.DataAge * SilencesToReconnect;
        while (true)
        {
            using var patience = new CancellationTokenSource(limit, _sensor.Clock.Provider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
            try
            {
                while (!TakeOne(await device.NextAsync(either.Token).ConfigureAwait(false), clock))
                {
                    // Neither the battery nor what cannot be read is a sign of life.
                }
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw new TimeoutException($"{device.Address} is connected but sends no measurement; it will be connected again.");
            }
        }
    }

    /// <summary>True for a measurement.</summary>
    private bool TakeOne(BleNotification notification, DeviceClock clock)
    {
        // What waited while the device was asked who it is has the time of its arrival, but none before the session's.
        var heard = _sensor.Clock.Now - _sensor.Clock.Provider.GetElapsedTime(notification.Heard);
        var at = heard > _begun ? heard : _begun;
        var isMeasurement = notification.Characteristic != BleUuid.BatteryLevel && _profile.Decode(notification.Characteristic, notification.Value.Span, at, clock, _decoded);
        if (notification.Characteristic == BleUuid.BatteryLevel) DeviceIntroduction.AddBattery(_sensor.Name, notification.Value.Span, at, _decoded);
        WriteDecoded();
        return isMeasurement;
    }

    private void Write(MonitorInput input) => _inputs.TryWrite(input);

    private void WriteDecoded()
    {
        foreach (var input in _decoded) Write(input);
        _decoded.Clear();
    }
}
