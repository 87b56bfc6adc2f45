using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static EdgeMonitor.Acquisition.Links.Termios.TermiosNative;

namespace EdgeMonitor.Acquisition.Links.Termios;

/// <summary>
/// One thread for each open port that sleeps in poll(2) until the port can be read or written, so that neither a thread of the pool nor a timer is
/// spent on waiting. An event descriptor wakes it when somebody begins to wait and when the port is closed.
/// </summary>
internal sealed unsafe class PortReadiness : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SafeFileHandle _port;
    private readonly SafeFileHandle _wake;
    private readonly Thread _thread;
    private readonly ReadinessWait _read;
    private readonly ReadinessWait _write;
    private bool _closed;

    /// <summary>Starts the thread. The port must stay open until this is disposed.</summary>
    /// <exception cref="IOException">The system gives no event descriptor.</exception>
    public PortReadiness(SafeFileHandle port, string path)
    {
        _port = port;
        _read = new ReadinessWait(_gate);
        _write = new ReadinessWait(_gate);
        var wake = EventDescriptor(0, CloseOnExec | NonBlocking);
        if (wake < 0) throw new IOException($"{path} cannot be watched ({Marshal.GetLastPInvokeErrorMessage()}); close other programs or restart the box.");
        _wake = new SafeFileHandle(wake, ownsHandle: true);
        _thread = new Thread(Watch) { IsBackground = true, Name = $"serial {path}" };
        _thread.Start();
    }

    /// <summary>Waits until a read will not wait; the answer is what poll(2) saw.</summary>
    public ValueTask<short> ReadableAsync(CancellationToken stop) => WaitAsync(_read, stop);

    /// <summary>Waits until a write will not wait; the answer is what poll(2) saw.</summary>
    public ValueTask<short> WritableAsync(CancellationToken stop) => WaitAsync(_write, stop);

    /// <summary>Ends both waits as cancelled, and the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
        }

        Wake();
        _thread.Join();
        _wake.Dispose();
    }

    private ValueTask<short> WaitAsync(ReadinessWait wait, CancellationToken stop)
    {
        ValueTask<short> begun;
        lock (_gate)
        {
            if (_closed) throw new OperationCanceledException("The port was closed.");
            begun = wait.Begin();
            Wake();
        }

        wait.CancelWith(stop);
        return begun;
    }

    private void Watch()
    {
        var entries = stackalloc PollEntry[2];
        entries[1] = new PollEntry { Descriptor = (int)_wake.DangerousGetHandle(), Events = Readable };
        while (true)
        {
            lock (_gate)
            {
                if (_closed) break;
                var events = (short)((_read.Pending ? Readable : 0) | (_write.Pending ? Writable : 0));
                // With nobody waiting the port is left out: its hang-up would be told again and again.
                entries[0] = new PollEntry { Descriptor = events == 0 ? -1 : (int)_port.DangerousGetHandle(), Events = events };
            }

            if (Poll(entries, 2, -1) < 0) continue; // Interrupted; the arguments cannot be wrong.
            if (entries[1].Happened != 0) TakeWake();
            var happened = entries[0].Happened;
            if ((happened & ~Writable) != 0) _read.Complete(happened);
            if ((happened & ~Readable) != 0) _write.Complete(happened);
        }

        _read.Close();
        _write.Close();
    }

    private void Wake()
    {
        var one = 1UL;
        _ = Write(_wake, (byte*)&one, sizeof(ulong)); // A full counter wakes as well.
    }

    private void TakeWake()
    {
        ulong count;
        _ = Read(_wake, (byte*)&count, sizeof(ulong));
    }
}
