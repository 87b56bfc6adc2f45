using EdgeMonitor.Acquisition.Links.Ble;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>
/// Bluetooth Low Energy through BlueZ on D-Bus. One connection to the bus serves all sensors; it is opened when the first sensor needs it, and anew when it broke. Devices are
/// connected one after the other, because BlueZ refuses or delays several at once.
/// </summary>
internal sealed partial class BlueZCentral : IBleCentral, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger<BlueZCentral> _logger;
    private readonly string _address;
    private readonly BlueZTimes _times;
    private readonly BlueZScan _scan;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private BlueZBus? _bus;

    /// <summary>Makes the provider; nothing is opened yet.</summary>
    /// <param name="time">The machine's time.</param>
    /// <param name="logger">Bonds are logged.</param>
    /// <param name="address">The bus; null for the system's.</param>
    /// <param name="times">How long BlueZ may take; null for the usual.</param>
    public BlueZCentral(TimeProvider time, ILogger<BlueZCentral> logger, string? address = null, BlueZTimes? times = null)
    {
        _time = time;
        _logger = logger;
        _address = address ?? Environment.GetEnvironmentVariable("DBUS_SYSTEM_BUS_ADDRESS") ?? SdBus.SystemAddress;
        _times = times ?? new BlueZTimes();
        _scan = new BlueZScan(_times, time);
    }

    /// <inheritdoc/>
    public string Name => "BlueZ by libsystemd";

    /// <inheritdoc/>
    public async Task<IBleDevice> ConnectAsync(BleTarget target, TimeSpan patience, CancellationToken stop)
    {
        var bus = await OpenAsync(stop).ConfigureAwait(false);
        await SwitchOnAsync(bus, stop).ConfigureAwait(false);
        var path = await SeekAsync(bus, target, patience, stop).ConfigureAwait(false);
        lock (_gate) _users[path] = _users.GetValueOrDefault(path) + 1;
        var isUsed = false;
        try
        {
            await ConnectAsync(bus, path, stop).ConfigureAwait(false);
            await ResolveAsync(bus, path, stop).ConfigureAwait(false);
            isUsed = true;
            return new BlueZDevice(bus, path, _times, _time, Release, LogBonded);
        }
        finally
        {
            if (!isUsed && Release(path)) await BlueZDevice.TryDisconnectAsync(bus, path, _times, _time).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The semaphores stay: they hold nothing of the system's, and a session that is still ending passes through them.</remarks>
    public void Dispose() => _bus?.Dispose();

    private async Task<BlueZBus> OpenAsync(CancellationToken stop)
    {
        await _opening.WaitAsync(stop).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(_times.Call, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            if (_bus is { IsClosed: true })
            {
                _bus.Dispose();
                _bus = null;
            }

            // Ended from within, so that nothing of an attempt that is given up stays open.
            return _bus ??= await BlueZBus.OpenAsync(_address, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new IOException($"bluetoothd did not answer within {_times.Call.TotalSeconds:0.#} s: start it anew (systemctl restart bluetooth).");
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>A sensor that needs Bluetooth is reason enough to switch an adapter on; where that is refused, the search says what to do.</summary>
    private async Task SwitchOnAsync(BlueZBus bus, CancellationToken stop)
    {
        if (bus.Ask(tree => tree.Adapters.Any(path => tree.Is(path, BlueZTree.Adapter, "Powered")) ? null : tree.Adapters.FirstOrDefault()) is not { } adapter) return;
        try
        {
            var call = new BusCall(BlueZBus.Name, adapter, "org.freedesktop.DBus.Properties", "Set", "ssv") { Values = [BlueZTree.Adapter, "Powered", true] };
            await bus.CallAsync(call, stop).WaitAsync(_times.Call, _time, stop).ConfigureAwait(false);
            await bus.WaitAsync(tree => tree.Is(adapter, BlueZTree.Adapter, "Powered") ? tree : null, _times.Call, _time, stop).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is BusErrorException or TimeoutException)
        {
            // Blocked by a switch or by rfkill.
        }
    }

    private async Task<string> SeekAsync(BlueZBus bus, BleTarget target, TimeSpan patience, CancellationToken stop)
    {
        // What is connected needs no search.
        if (target.Address is { } known && bus.Ask(tree => BlueZSearch.ByAddress(tree, known, long.MaxValue)) is { } here) return here;
        bus.Ask(tree => { BlueZSearch.RequireAdapter(tree); return true; });
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var since = bus.Ask(tree => tree.Sightings);
        try
        {
            _scan.Begin();
            return target.Address is { } address
                ? await SeekAddressAsync(bus, address, since, either.Token).ConfigureAwait(false)
                : await SeekServiceAsync(bus, target.Service, since, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new IOException(
                target.Address is { } address
                    ? $"{address} was not seen for {patience.TotalSeconds:0} s: switch the device on and bring it near."
                    : $"No device that offers {BleUuid.Text(target.Service)} was seen for {patience.TotalSeconds:0} s: switch it on and bring it near.");
        }
        finally
        {
            await _scan.EndAsync(bus).ConfigureAwait(false);
        }
    }

    private Task<string> SeekAddressAsync(BlueZBus bus, string address, long since, CancellationToken stop)
        => SeekAsync<string>(bus, tree => BlueZSearch.ByAddress(tree, address, since), tree => BlueZSearch.Blindly(tree, address), stop);

    /// <summary>Waits until somebody is there; looks meanwhile whether the search still runs, and whether somebody may be tried blindly.</summary>
    private async Task<T> SeekAsync<T>(BlueZBus bus, Func<BlueZTree, T?> look, Func<BlueZTree, T?> blindly, CancellationToken stop)
        where T : class
    {
        while (true)
        {
            await _scan.LookAsync(bus, stop).ConfigureAwait(false);
            try
            {
                return await bus.WaitAsync(look, _times.Blind, _time, stop).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (bus.Ask(blindly) is { } known) return known;
            }
        }
    }

    private async Task<string> SeekServiceAsync(BlueZBus bus, Guid service, long since, CancellationToken stop)
    {
        await SeekAsync<BlueZTree>(bus, tree => BlueZSearch.ByService(tree, service, since, IsUsed) is { Count: > 0 } ? tree : null, _ => null, stop).ConfigureAwait(false);
        await Task.Delay(_times.Settle, _time, stop).ConfigureAwait(false);
        return bus.Ask(tree => BlueZSearch.ByService(tree, service, since, IsUsed) is { Count: > 0 } found
            ? BlueZSearch.Nearest(tree, found, service)
            : throw new IOException($"The device that offered {BleUuid.Text(service)} is gone again."));
    }

    private async Task ConnectAsync(BlueZBus bus, string path, CancellationToken stop)
    {
        await _connecting.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await _scan.ConnectAsync(bus, +1, stop).ConfigureAwait(false);
            await bus.CallAsync(new BusCall(BlueZBus.Name, path, BlueZTree.Device, "Connect"), stop).WaitAsync(_times.Connect, _time, stop).ConfigureAwait(false);
        }
        catch (BusErrorException already) when (already.Name == "org.bluez.Error.AlreadyConnected")
        {
            // Somebody else was quicker, or we ourselves before a restart.
        }
        catch (BusErrorException refused)
        {
            throw new BleUnreachableException($"{bus.Ask(tree => BlueZSearch.AddressOf(tree, path))} could not be connected: {refused.Message}.");
        }
        catch (TimeoutException)
        {
            throw new BleUnreachableException($"{bus.Ask(tree => BlueZSearch.AddressOf(tree, path))} did not answer within {_times.Connect.TotalSeconds:0.#} s: bring it near.");
        }
        finally
        {
            await _scan.ConnectAsync(bus, -1, CancellationToken.None).ConfigureAwait(false);
            _connecting.Release();
        }
    }

    /// <summary>Connected is not enough: the characteristics are there once the services are resolved.</summary>
    private async Task ResolveAsync(BlueZBus bus, string path, CancellationToken stop)
    {
        try
        {
            await bus.WaitAsync(
                tree => BlueZDevice.EndOf(tree, path) is { } gone ? throw new BleUnreachableException(gone) : tree.Is(path, BlueZTree.Device, "ServicesResolved") ? tree : null,
                _times.Resolve, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new BleUnreachableException($"{bus.Ask(tree => BlueZSearch.AddressOf(tree, path))} did not tell its services within {_times.Resolve.TotalSeconds:0.#} s.");
        }
    }

    private bool IsUsed(string path)
    {
        lock (_gate) return _users.ContainsKey(path);
    }

    /// <summary>One user less; true where it was the last.</summary>
    private bool Release(string path)
    {
        lock (_gate)
        {
            if (--_users[path] > 0) return false;
            _users.Remove(path);
            return true;
        }
    }

    [LoggerMessage(1110, LogLevel.Warning, "Bluetooth device {Address} was bonded with this box")]
    private partial void LogBonded(string address);
}
