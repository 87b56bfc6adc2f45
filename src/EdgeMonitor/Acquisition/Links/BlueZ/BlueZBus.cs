namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>One connection to the bus and the picture of BlueZ that its signals draw. Whoever waits for something to become true asks the picture, each time it changes.</summary>
internal sealed class BlueZBus : IDisposable
{
    /// <summary>BlueZ on the bus.</summary>
    public const string Name = "org.bluez";

    private const string Daemon = "org.freedesktop.DBus", DaemonPath = "/org/freedesktop/DBus", Manager = "org.freedesktop.DBus.ObjectManager", Properties = "org.freedesktop.DBus.Properties";

    private readonly Lock _gate = new();
    private readonly BlueZTree _tree = new();
    private readonly List<Func<bool>> _waiting = [];
    private readonly List<Action<string, string, IReadOnlyDictionary<string, object>>> _listeners = [];
    private readonly SdBus _bus;

    private BlueZBus(string address) => _bus = new SdBus(address, Receive);

    /// <summary>True where the connection has ended.</summary>
    public bool IsClosed => _bus.Closed.IsCompleted;

    /// <summary>Connects, and learns who is there.</summary>
    /// <exception cref="IOException">There is no bus, or no library for it.</exception>
    public static async Task<BlueZBus> OpenAsync(string address, CancellationToken stop)
    {
        var bus = new BlueZBus(address);
        _ = bus._bus.Closed.ContinueWith(_ => bus.Look(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        var isOpen = false;
        try
        {
            foreach (var rule in (string[])[$"type='signal',sender='{Name}'", $"type='signal',sender='{Daemon}',member='NameOwnerChanged',arg0='{Name}'"])
                await bus.CallAsync(new BusCall(Daemon, DaemonPath, Daemon, "AddMatch", "s") { Values = [rule] }, stop).ConfigureAwait(false);
            bus._bus.Call(new BusCall(Daemon, DaemonPath, Daemon, "GetNameOwner", "s") { Values = [Name] }, reply => bus.Own(reply is { Error.Length: 0, Body: [string owner] } ? owner : ""));
            await bus.WaitAsync(tree => tree.IsLoaded ? tree : null, stop).ConfigureAwait(false);
            isOpen = true;
            return bus;
        }
        finally
        {
            if (!isOpen) bus.Dispose();
        }
    }

    /// <summary>Asks the picture once.</summary>
    public T Ask<T>(Func<BlueZTree, T> question)
    {
        lock (_gate) return question(_tree);
    }

    /// <summary>Waits until the picture shows something.</summary>
    /// <param name="look">What is there, or null to wait on; an <see cref="IOException"/> of it ends the wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async Task<T> WaitAsync<T>(Func<BlueZTree, T?> look, CancellationToken stop)
        where T : class
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<bool> waiting = TryLook;
        lock (_gate)
        {
            if (!TryLook()) _waiting.Add(waiting);
        }

        try
        {
            return await found.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _waiting.Remove(waiting);
        }

        bool TryLook()
        {
            try
            {
                if (_bus.Closed.IsCompleted) return found.TrySetException(_bus.Closed.Exception?.InnerException ?? new IOException("The connection to the message bus has ended."));
                return look(_tree) is { } seen && found.TrySetResult(seen);
            }
            catch (IOException hopeless)
            {
                return found.TrySetException(hopeless);
            }
        }
    }

    /// <summary>As the other, but not for ever.</summary>
    /// <exception cref="TimeoutException">It did not come true in time.</exception>
    public async Task<T> WaitAsync<T>(Func<BlueZTree, T?> look, TimeSpan limit, TimeProvider time, CancellationToken stop)
        where T : class
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await WaitAsync(look, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>Calls a method of BlueZ, or of whom the call says.</summary>
    /// <exception cref="BusErrorException">It answered with an error.</exception>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async Task<IReadOnlyList<object>> CallAsync(BusCall call, CancellationToken stop)
    {
        try
        {
            return await _bus.CallAsync(call, stop).ConfigureAwait(false);
        }
        catch (IOException) when (_bus.Closed.Exception?.InnerException is IOException cause)
        {
            throw cause;
        }
    }

    /// <summary>Hears every change of a property: path, interface, new values. Called on the bus's thread.</summary>
    public void Listen(Action<string, string, IReadOnlyDictionary<string, object>> listener)
    {
        lock (_gate) _listeners.Add(listener);
    }

    /// <summary>Hears no more.</summary>
    public void Ignore(Action<string, string, IReadOnlyDictionary<string, object>> listener)
    {
        lock (_gate) _listeners.Remove(listener);
    }

    /// <inheritdoc/>
    public void Dispose() => _bus.Dispose();

    private void Receive(BusMessage message, nint raw)
    {
        if (message.Type != SdBusNative.Signal) return;
        if (message is { Sender: Daemon, Member: "NameOwnerChanged", Body: [Name, string, string owner] }) Own(owner);
        lock (_gate)
        {
            // Nobody but the running bluetoothd speaks for it.
            if (message.Sender != _tree.Owner) return;
            switch (message)
            {
                case { Interface: Manager, Member: "InterfacesAdded", Body: [string path, { } interfaces] }:
                    _tree.Add(path, interfaces, isSighting: true);
                    break;
                case { Interface: Manager, Member: "InterfacesRemoved", Body: [string path, { } interfaces] }:
                    _tree.Remove(path, interfaces);
                    break;
                case { Interface: Properties, Member: "PropertiesChanged", Body: [string face, Dictionary<string, object> changed, { } forgotten] }:
                    _tree.Change(message.Path, face, changed, forgotten);
                    foreach (var listener in _listeners) listener(message.Path, face, changed);
                    break;
            }
        }

        Look();
    }

    /// <summary>Another bluetoothd, or none: its objects are asked for. On the bus's thread, so that no change slips between the answer and what follows it.</summary>
    private void Own(string owner)
    {
        lock (_gate)
        {
            if (owner == _tree.Owner && _tree.IsLoaded) return;
            _tree.Restart(owner);
            if (owner.Length == 0) _tree.Load("");
        }

        if (owner.Length > 0)
        {
            _bus.Call(new BusCall(owner, "/", Manager, "GetManagedObjects"), reply =>
            {
                lock (_gate)
                {
                    if (_tree.Owner != owner || reply is null) return;
                    _tree.Load(reply.Error.Length == 0 && reply.Body is [{ } managed] ? managed : "");
                }

                Look();
            });
        }

        Look();
    }

    private void Look()
    {
        lock (_gate) _waiting.RemoveAll(looks => looks());
    }
}
