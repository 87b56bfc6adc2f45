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
    private readonly List<string> _started = [];
    private BlueZBus? _bus;
    private string _owner = "";
    private int _seekers;
    private int _connecting;

    /// <summary>Somebody begins to look: then it must call <see cref="LookAsync"/>, and <see cref="EndAsync"/> in the end.</summary>
    public void Begin() => Interlocked.Increment(ref _seekers);

    /// <summary>Starts the search where it does not run. Asked again and again: a search may end by itself, or begin only after others have ended theirs.</summary>
    /// <exception cref="IOException">No adapter searches, and none will; the sentence says what to do.</exception>
    public async Task LookAsync(BlueZBus bus, CancellationToken stop)
    {
        if (await UpdateAsync(bus, stop).ConfigureAwait(false) is not { } refusal) return;
        // An adapter that has gone meanwhile is the better cause.
        bus.Ask(tree => { BlueZSearch.RequireAdapter(tree); return true; });
        throw new IOException(refusal);
    }

    /// <summary>Somebody looks no more.</summary>
    public Task EndAsync(BlueZBus bus)
    {
        Interlocked.Decrement(ref _seekers);
        return UpdateAsync(bus, CancellationToken.None);
    }

    /// <summary>Somebody begins to connect, or ends.</summary>
    public Task ConnectAsync(BlueZBus bus, int change, CancellationToken stop)
    {
        Interlocked.Add(ref _connecting, change);
        return UpdateAsync(bus, stop);
    }

    /// <summary>Why nothing is searched although it should be; null where something is, or may soon be.</summary>
    private async Task<string?> UpdateAsync(BlueZBus bus, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            Forget(bus);
            if (Volatile.Read(ref _seekers) > 0 && Volatile.Read(ref _connecting) == 0) return await StartAllAsync(bus, stop).ConfigureAwait(false);
            foreach (var adapter in _started.ToList())
            {
                _started.Remove(adapter);
                await TryAsync(bus, new BusCall(BlueZBus.Name, adapter, BlueZTree.Adapter, "StopDiscovery"), stop).ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string?> StartAllAsync(BlueZBus bus, CancellationToken stop)
    {
        string? refusal = null;
        var isAnyUsed = false;
        foreach (var adapter in bus.Ask(tree => tree.Adapters.Where(path => tree.Is(path, BlueZTree.Adapter, "Powered")).ToList()))
        {
            var refused = _started.Contains(adapter) && bus.Ask(tree => tree.Is(adapter, BlueZTree.Adapter, "Discovering")) ? null : await StartAsync(bus, adapter, stop).ConfigureAwait(false);
            isAnyUsed |= refused is null;
            refusal ??= refused;
        }

        return isAnyUsed ? null : refusal;
    }

    /// <summary>What scanned and does no more: another bus, another bluetoothd, an adapter that was switched off meanwhile.</summary>
    private void Forget(BlueZBus bus)
    {
        var owner = bus.Ask(tree => tree.Owner);
        if (bus != _bus || owner != _owner) _started.Clear();
        (_bus, _owner) = (bus, owner);
        _started.RemoveAll(adapter => !bus.Ask(tree => tree.Is(adapter, BlueZTree.Adapter, "Powered")));
    }

    /// <summary>Why an adapter does not search; null where it does, or where it is busy and is asked again: BlueZ rests now and then in a search that goes on.</summary>
    private async Task<string?> StartAsync(BlueZBus bus, string adapter, CancellationToken stop)
    {
        if (!_started.Contains(adapter))
        {
            // Not by service: a device that is looked for by its address need not advertise one. No duplicates: a ward full of beacons would keep us busy, and BlueZ
            // tells the signal strength of each device anew after each start of a search.
            var filter = new Dictionary<string, object> { ["Transport"] = "le" };
            await TryAsync(bus, new BusCall(BlueZBus.Name, adapter, BlueZTree.Adapter, "SetDiscoveryFilter", "a{sv}") { Values = [filter] }, stop).ConfigureAwait(false);
            // Before it is asked: what starts after we have ceased to wait must be stopped, too.
            _started.Add(adapter);
        }

        if (await TryAsync(bus, new BusCall(BlueZBus.Name, adapter, BlueZTree.Adapter, "StartDiscovery"), stop).ConfigureAwait(false) is not { } refused) return null;
        if (refused is BusErrorException { Name: "org.bluez.Error.InProgress" }) return null;
        if (refused is BusErrorException) _started.Remove(adapter);
        return refused switch
        {
            BusErrorException => $"The Bluetooth adapter does not search: {refused.Message}; start bluetoothd anew (systemctl restart bluetooth).",
            TimeoutException => $"The Bluetooth adapter did not begin to search within {times.Call.TotalSeconds:0.#} s: start bluetoothd anew (systemctl restart bluetooth).",
            _ => refused.Message,
        };
    }

    /// <summary>Why it was refused; null where it was done.</summary>
    private async Task<Exception?> TryAsync(BlueZBus bus, BusCall call, CancellationToken stop)
    {
        try
        {
            await bus.CallAsync(call, stop).WaitAsync(times.Call, time, stop).ConfigureAwait(false);
            return null;
        }
        catch (Exception refused) when (refused is IOException or TimeoutException)
        {
            return refused;
        }
    }
}
