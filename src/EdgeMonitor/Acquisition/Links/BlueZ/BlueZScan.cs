using System.Diagnostics.CodeAnalysis;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>
/// The search for devices, shared by all that look for one. It runs while somebody looks and nobody connects: some adapters cannot do both, and connect slowly or not at all
/// while they scan.
/// </summary>
/// <param name="times">How long BlueZ may take.</param>
/// <param name="time">The machine's time.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing of the system's, and a session that is still ending passes through it.")]
internal sealed class BlueZScan(BlueZTimes times, TimeProvider time)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<string> _scanning = [];
    private BlueZBus? _bus;
    private string _owner = "";
    private int _seekers;
    private int _connecting;

    /// <summary>Somebody begins to look, or ends.</summary>
    public Task SeekAsync(BlueZBus bus, int change, CancellationToken stop)
    {
        Interlocked.Add(ref _seekers, change);
        return UpdateAsync(bus, stop);
    }

    /// <summary>Somebody begins to connect, or ends.</summary>
    public Task ConnectAsync(BlueZBus bus, int change, CancellationToken stop)
    {
        Interlocked.Add(ref _connecting, change);
        return UpdateAsync(bus, stop);
    }

    private async Task UpdateAsync(BlueZBus bus, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            Forget(bus);
            if (Volatile.Read(ref _seekers) > 0 && Volatile.Read(ref _connecting) == 0)
            {
                foreach (var adapter in bus.Ask(tree => tree.Adapters.Where(path => tree.Is(path, BlueZTree.Adapter, "Powered")).ToList()))
                {
                    if (!_scanning.Contains(adapter)) await StartAsync(bus, adapter, stop).ConfigureAwait(false);
                }
            }
            else
            {
                foreach (var adapter in _scanning.ToList())
                {
                    _scanning.Remove(adapter);
                    await TryAsync(bus, new BusCall(BlueZBus.Name, adapter, BlueZTree.Adapter, "StopDiscovery"), stop).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What scanned and does no more: another bus, another bluetoothd, an adapter that was switched off meanwhile.</summary>
    private void Forget(BlueZBus bus)
    {
        var owner = bus.Ask(tree => tree.Owner);
        if (bus != _bus || owner != _owner) _scanning.Clear();
        (_bus, _owner) = (bus, owner);
        _scanning.RemoveAll(adapter => !bus.Ask(tree => tree.Is(adapter, BlueZTree.Adapter, "Powered")));
    }

    private async Task StartAsync(BlueZBus bus, string adapter, CancellationToken stop)
    {
        // Not by service: a device that is looked for by its address need not advertise one. Each advertisement counts, also one that is the same as before.
        var filter = new Dictionary<string, object> { ["Transport"] = "le", ["DuplicateData"] = true };
        await TryAsync(bus, new BusCall(BlueZBus.Name, adapter, BlueZTree.Adapter, "SetDiscoveryFilter", "a{sv}") { Values = [filter] }, stop).ConfigureAwait(false);
        if (await TryAsync(bus, new BusCall(BlueZBus.Name, adapter, BlueZTree.Adapter, "StartDiscovery"), stop).ConfigureAwait(false)) _scanning.Add(adapter);
    }

    /// <summary>False where it was refused: then nothing is seen, and people are told that.</summary>
    private async Task<bool> TryAsync(BlueZBus bus, BusCall call, CancellationToken stop)
    {
        try
        {
            await bus.CallAsync(call, stop).WaitAsync(times.Call, time, stop).ConfigureAwait(false);
            return true;
        }
        catch (BusErrorException busy) when (busy.Name == "org.bluez.Error.InProgress")
        {
            return true;
        }
        catch (Exception refused) when (refused is IOException or TimeoutException)
        {
            return false;
        }
    }
}
