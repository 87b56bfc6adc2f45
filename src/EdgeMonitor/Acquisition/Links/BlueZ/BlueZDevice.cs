using System.Threading.Channels;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>A connected device of BlueZ.</summary>
internal sealed class BlueZDevice : IBleDevice
{
    /// <summary>Values kept for a driver that is behind; most devices send one a second.</summary>
    private const int MostWaiting = 64;

    private readonly BlueZBus _bus;
    private readonly string _path;
    private readonly BlueZTimes _times;
    private readonly TimeProvider _time;
    private readonly Func<string, bool> _release;
    private readonly Action<string> _bonded;
    private readonly Dictionary<Guid, string> _characteristics = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Guid> _subscribed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposed = new();
    private readonly Channel<BleNotification> _values = Channel.CreateBounded<BleNotification>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _watch;

    /// <summary>Takes over a device whose services are known.</summary>
    /// <param name="bus">The connection.</param>
    /// <param name="path">The device's object.</param>
    /// <param name="times">How long BlueZ may take.</param>
    /// <param name="time">The machine's time.</param>
    /// <param name="release">Says that we no longer use it; true where nobody else does.</param>
    /// <param name="bonded">Told of a bond that was made.</param>
    public BlueZDevice(BlueZBus bus, string path, BlueZTimes times, TimeProvider time, Func<string, bool> release, Action<string> bonded)
    {
        (_bus, _path, _times, _time, _release, _bonded) = (bus, path, times, time, release, bonded);
        (Address, var owner) = bus.Ask(tree =>
        {
            foreach (var characteristic in tree.PathsOf(BlueZTree.Characteristic).Where(found => found.StartsWith(path + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                if (Guid.TryParse(tree.Get(characteristic, BlueZTree.Characteristic, "UUID") as string, out var uuid)) _characteristics.TryAdd(uuid, characteristic);
            }

            // BlueZ reads the battery's service itself, and may keep it from us.
            if (tree.Has(path, BlueZTree.Battery)) _characteristics.TryAdd(BleUuid.BatteryLevel, path);
            return (BlueZSearch.AddressOf(tree, path), tree.Owner);
        });
        bus.Listen(Hear);
        _watch = WatchAsync(owner);
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public bool IsBonded => _bus.Ask(Bonds);

    /// <inheritdoc/>
    public bool Has(Guid characteristic) => _characteristics.ContainsKey(characteristic);

    /// <summary>Why a device is no longer connected; null while it is.</summary>
    public static string? EndOf(BlueZTree tree, string path)
    {
        if (tree.Owner.Length == 0) return "bluetoothd has ended: start it again (systemctl start bluetooth).";
        var adapter = BlueZTree.AdapterOf(path);
        return !tree.Has(adapter, BlueZTree.Adapter) ? "The Bluetooth adapter was removed: plug it in again."
            : !tree.Is(adapter, BlueZTree.Adapter, "Powered") ? "The Bluetooth adapter is switched off: switch it on (rfkill unblock bluetooth; bluetoothctl power on)."
            : !tree.Has(path, BlueZTree.Device) ? "The device is no longer known to BlueZ: its adapter was unplugged, or its bond was removed."
            : !tree.Is(path, BlueZTree.Device, "Connected") ? $"{BlueZSearch.AddressOf(tree, path)} has disconnected: it is out of reach or switched off."
            : null;
    }

    /// <summary>Ends a connection, as far as BlueZ does it in its time.</summary>
    public static async Task TryDisconnectAsync(BlueZBus bus, string path, BlueZTimes times, TimeProvider time)
    {
        try
        {
            await bus.CallAsync(new BusCall(BlueZBus.Name, path, BlueZTree.Device, "Disconnect"), CancellationToken.None).WaitAsync(times.Call, time).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or TimeoutException)
        {
            // It is gone already, or BlueZ is.
        }
    }

    /// <inheritdoc/>
    public async Task PairAsync(CancellationToken stop)
    {
        try
        {
            await CallAsync(new BusCall(BlueZBus.Name, _path, BlueZTree.Device, "Pair"), _times.Pair, stop).ConfigureAwait(false);
        }
        catch (BusErrorException already) when (already.Name == "org.bluez.Error.AlreadyExists")
        {
            // The bond shows in a moment.
        }
        catch (BusErrorException refused)
        {
            throw new IOException($"{Address} could not be bonded: {refused.Message}; put it into its pairing mode, or bond it by \"bluetoothctl pair {Address}\".");
        }

        try
        {
            await _bus.WaitAsync(tree => EndOf(tree, _path) is { } gone ? throw new IOException(gone) : Bonds(tree) ? tree : null, _times.Call, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new IOException($"{Address} was paired but keeps no bond; take another device.");
        }

        _bonded(Address);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> ReadAsync(Guid characteristic, CancellationToken stop)
    {
        var path = PathOf(characteristic);
        if (path == _path) return [_bus.Ask(tree => tree.Get(path, BlueZTree.Battery, "Percentage")) as byte? ?? byte.MaxValue];
        var call = new BusCall(BlueZBus.Name, path, BlueZTree.Characteristic, "ReadValue", "a{sv}") { Values = [new Dictionary<string, object>()] };
        return await AskAsync(call, characteristic, stop).ConfigureAwait(false) is [byte[] value, ..] ? value : [];
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Guid characteristic, ReadOnlyMemory<byte> value, CancellationToken stop)
    {
        var options = new Dictionary<string, object> { ["type"] = "request" };
        var call = new BusCall(BlueZBus.Name, PathOf(characteristic), BlueZTree.Characteristic, "WriteValue", "aya{sv}") { Values = [value.ToArray(), options] };
        await AskAsync(call, characteristic, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task SubscribeAsync(Guid characteristic, CancellationToken stop)
    {
        var path = PathOf(characteristic);
        lock (_gate) _subscribed[path] = characteristic;
        if (path != _path) await AskAsync(new BusCall(BlueZBus.Name, path, BlueZTree.Characteristic, "StartNotify"), characteristic, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<BleNotification> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _values.Reader.ReadAsync(stop).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } cause)
        {
            throw new IOException(cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        _bus.Ignore(Hear);
        _disposed.Dispose();
        if (_release(_path) && _bus.Ask(tree => EndOf(tree, _path)) is null) await TryDisconnectAsync(_bus, _path, _times, _time).ConfigureAwait(false);
    }

    /// <summary>Older versions of BlueZ say only that it is paired.</summary>
    private bool Bonds(BlueZTree tree)
        => tree.Get(_path, BlueZTree.Device, "Bonded") is bool bonded ? bonded : tree.Is(_path, BlueZTree.Device, "Paired");

    private string PathOf(Guid characteristic) => _characteristics.TryGetValue(characteristic, out var path) ? path : throw new BleRefusedException($"{Address} has no {BleUuid.Text(characteristic)}.");

    /// <summary>On the bus's thread.</summary>
    private void Hear(string path, string face, IReadOnlyDictionary<string, object> changed)
    {
        Guid characteristic;
        lock (_gate)
        {
            if (!_subscribed.TryGetValue(path, out characteristic)) return;
        }

        if (face == BlueZTree.Characteristic && changed.GetValueOrDefault("Value") is byte[] value) _values.Writer.TryWrite(new BleNotification(characteristic, value, _time.GetTimestamp()));
        if (face == BlueZTree.Battery && changed.GetValueOrDefault("Percentage") is byte charge) _values.Writer.TryWrite(new BleNotification(characteristic, (byte[])[charge], _time.GetTimestamp()));
    }

    /// <summary>Ends the queue with the cause, after what was received.</summary>
    private async Task WatchAsync(string owner)
    {
        try
        {
            var end = await _bus.WaitAsync(tree => tree.Owner != owner ? "bluetoothd was started anew." : EndOf(tree, _path), _disposed.Token).ConfigureAwait(false);
            _values.Writer.TryComplete(new IOException(end));
        }
        catch (IOException lost)
        {
            _values.Writer.TryComplete(lost);
        }
        catch (OperationCanceledException)
        {
            _values.Writer.TryComplete(new IOException($"{Address} is no longer used."));
        }
    }

    private async Task<IReadOnlyList<object>> AskAsync(BusCall call, Guid characteristic, CancellationToken stop)
    {
        try
        {
            return await CallAsync(call, _times.Attribute, stop).ConfigureAwait(false);
        }
        catch (BusErrorException busy) when (busy.Name == "org.bluez.Error.InProgress" && call.Member == "StartNotify")
        {
            return [];
        }
        catch (BusErrorException refused)
        {
            throw _bus.Ask(tree => EndOf(tree, _path)) is { } gone ? new IOException(gone) : new BleRefusedException($"{Address} refuses {BleUuid.Text(characteristic)}: {refused.Message}.");
        }
    }

    private async Task<IReadOnlyList<object>> CallAsync(BusCall call, TimeSpan limit, CancellationToken stop)
    {
        try
        {
            return await _bus.CallAsync(call, stop).WaitAsync(limit, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new IOException($"{Address} did not answer within {limit.TotalSeconds:0.#} s.");
        }
    }
}
