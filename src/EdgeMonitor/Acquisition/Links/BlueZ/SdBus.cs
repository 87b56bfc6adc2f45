using System.Runtime.InteropServices;
using EdgeMonitor.Acquisition.Links.Termios;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>A method call: where to, what, and the values by their signature.</summary>
internal readonly record struct BusCall(string Destination, string Path, string Interface, string Member, string Signature = "")
{
    /// <summary>One value for each type of the signature.</summary>
    public IReadOnlyList<object> Values { get; init; } = [];
}

/// <summary>A D-Bus method answered with an error.</summary>
/// <param name="name">Its name, e.g. <c>org.bluez.Error.NotPermitted</c>.</param>
/// <param name="text">What the other side says of it.</param>
internal sealed class BusErrorException(string name, string text) : IOException(text.Length > 0 ? text : name)
{
    /// <summary>The error's name.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// One connection to a message bus. sd-bus must not be used by two threads at once: one thread owns it, and takes what others want from a queue. Calls to
/// <c>received</c> and to the takers of replies come on that thread, in the order of the bus, and must be quick.
/// </summary>
internal sealed class SdBus : IDisposable
{
    /// <summary>Where the system's bus is, if nobody says otherwise.</summary>
    public const string SystemAddress = "unix:path=/run/dbus/system_bus_socket";

    /// <summary>What may wait to be sent; some ten sensors ask one thing at a time.</summary>
    private const int MostWaiting = 1024;

    /// <summary>sd-bus has its own deadlines only while it introduces itself: looked at so often, ms.</summary>
    private const int LookMilliseconds = 1000;

    private readonly string _address;
    private readonly Action<BusMessage, nint> _received;
    private readonly Lock _gate = new();
    private readonly Queue<(Action Work, Action Lost)> _posted = new();
    private readonly Dictionary<ulong, Action<BusMessage?>> _calls = [];
    private readonly SafeFileHandle _wake;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopping;
    private nint _bus;

    /// <summary>Connects on a thread of its own; what goes wrong ends <see cref="Closed"/>.</summary>
    /// <param name="address">The bus.</param>
    /// <param name="received">Takes signals and calls from others; the message itself is valid during the call.</param>
    /// <exception cref="IOException">There is no libsystemd.</exception>
    public SdBus(string address, Action<BusMessage, nint> received)
    {
        if (!NativeLibrary.TryLoad(SdBusNative.Library, out _))
            throw new IOException($"{SdBusNative.Library} was not found, which Bluetooth sensors need: install libsystemd0 (apt install libsystemd0).");
        (_address, _received) = (address, received);
        _wake = new SafeFileHandle(TermiosNative.EventDescriptor(0, TermiosNative.NonBlocking | TermiosNative.CloseOnExec), ownsHandle: true);
        if (_wake.IsInvalid) throw new IOException($"No event descriptor could be made (error {Marshal.GetLastPInvokeError()}).");
        new Thread(Run) { IsBackground = true, Name = "sd-bus" }.Start();
    }

    /// <summary>Ends when the connection does; faulted with the cause where nobody wanted it.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Calls a method; the reply comes on the bus's thread, null where the connection ended before.</summary>
    public void Call(BusCall call, Action<BusMessage?> reply)
    {
        if (!Post(() => Send(call, reply), () => reply(null))) reply(null);
    }

    /// <summary>Calls a method and waits for the reply's values.</summary>
    /// <exception cref="BusErrorException">The method answered with an error.</exception>
    /// <exception cref="IOException">The connection has ended.</exception>
    public Task<IReadOnlyList<object>> CallAsync(BusCall call, CancellationToken stop)
    {
        var done = new TaskCompletionSource<IReadOnlyList<object>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Call(call, reply =>
        {
            if (reply is null) done.TrySetException(new IOException("The connection to the message bus was lost."));
            else if (reply.Type == SdBusNative.MethodError) done.TrySetException(new BusErrorException(reply.Error, reply.Body is [string text, ..] ? text : ""));
            else done.TrySetResult(reply.Body);
        });
        return done.Task.WaitAsync(stop);
    }

    /// <summary>Does something on the bus's thread, with the connection; false where it has ended, or too much waits.</summary>
    public bool Post(Action<nint> work) => Post(() => work(_bus), () => { });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _stopping = true;
        Wake();
    }

    private bool Post(Action work, Action lost)
    {
        lock (_gate)
        {
            if (_stopping || _posted.Count >= MostWaiting) return false;
            _posted.Enqueue((work, lost));
        }

        Wake();
        return true;
    }

    private unsafe void Wake()
    {
        var one = 1UL;
        try
        {
            TermiosNative.Write(_wake, (byte*)&one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The thread has ended.
        }
    }

    private void Run()
    {
        try
        {
            Open();
            while (TakePosted()) Turn();
            _closed.TrySetResult();
        }
        catch (IOException lost)
        {
            _closed.TrySetException(lost);
        }
        finally
        {
            lock (_gate) _stopping = true;
            while (_posted.TryDequeue(out var waiting)) waiting.Lost();
            foreach (var reply in _calls.Values.ToList()) reply(null);
            _calls.Clear();
            SdBusNative.CloseAndFree(_bus);
            _wake.Dispose();
            _ = _closed.Task.Exception;
        }
    }

    private void Open()
    {
        Check(SdBusNative.New(out _bus));
        Check(SdBusNative.SetAddress(_bus, _address));
        Check(SdBusNative.SetBusClient(_bus, 1));
        var started = SdBusNative.Start(_bus);
        if (started < 0) throw new IOException($"The message bus at {_address} cannot be reached (error {-started}): install and start dbus and BlueZ (apt install dbus bluez).");
    }

    /// <summary>Does what others have posted; false where the end was asked for.</summary>
    private bool TakePosted()
    {
        while (true)
        {
            (Action Work, Action Lost) next;
            lock (_gate)
            {
                if (_stopping) return false;
                if (!_posted.TryDequeue(out next)) return true;
            }

            next.Work();
        }
    }

    /// <summary>Takes all that the bus has brought, then waits for more, or for somebody who wants something.</summary>
    private unsafe void Turn()
    {
        int result;
        while ((result = SdBusNative.Process(_bus, out var message)) > 0)
        {
            if (message == 0) continue;
            try
            {
                Take(message);
            }
            finally
            {
                SdBusNative.Free(message);
            }
        }

        if (result < 0) throw new IOException("The connection to the message bus was lost.");
        var (descriptor, events) = (SdBusNative.Descriptor(_bus), SdBusNative.Events(_bus));
        if (descriptor < 0 || events < 0) throw new IOException("The connection to the message bus was lost.");
        lock (_gate)
        {
            if (_posted.Count > 0 || _stopping) return;
        }

        var isDue = SdBusNative.Deadline(_bus, out var deadline) >= 0 && deadline == 0;
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = descriptor, Events = (short)events };
        entries[1] = new PollEntry { Descriptor = (int)_wake.DangerousGetHandle(), Events = TermiosNative.Readable };
        TermiosNative.Poll(entries, 2, isDue ? 0 : LookMilliseconds);
        ulong count;
        if (entries[1].Happened != 0) TermiosNative.Read(_wake, (byte*)&count, sizeof(ulong));
    }

    private void Take(nint message)
    {
        var read = BusMessage.Read(message);
        if (read.Type is SdBusNative.MethodReturn or SdBusNative.MethodError)
        {
            SdBusNative.ReplyCookie(message, out var cookie);
            if (_calls.Remove(cookie, out var reply)) reply(read);
            return;
        }

        _received(read, message);
    }

    private void Send(BusCall call, Action<BusMessage?> reply)
    {
        Check(SdBusNative.NewCall(_bus, out var message, call.Destination, call.Path, call.Interface, call.Member));
        try
        {
            // Nobody's service is started by us: who is needed is told by a sentence.
            Check(SdBusNative.SetAutoStart(message, 0));
            BusWriter.Append(message, call.Signature, call.Values);
            if (SdBusNative.Send(_bus, message, out var cookie) >= 0) _calls[cookie] = reply;
            else reply(null); // The next turn finds out that the connection is lost.
        }
        finally
        {
            SdBusNative.Free(message);
        }
    }

    private static void Check(int result)
    {
        if (result < 0) throw new IOException($"The message bus cannot be used (error {-result}).");
    }
}
