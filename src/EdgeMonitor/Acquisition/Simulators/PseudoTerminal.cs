using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A serial cable without hardware: a Linux pseudo-terminal pair. The program under test opens <see cref="Path"/> as its serial port; the
/// simulated device holds the other end. Nothing here ever waits: a device does not wait for its host either, so what is sent while no host has
/// the port open, or does not fit into the kernel's buffer because it does not read, is lost and counted. <see cref="Dispose"/> pulls the
/// cable: the host sees a hang-up.
/// </summary>
/// <remarks>A pseudo-terminal has no baud rate and no parity; the simulator paces itself.</remarks>
internal sealed class PseudoTerminal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SafeFileHandle _master;
    private readonly string? _link;
    private bool _pulled;

    private PseudoTerminal(SafeFileHandle master, string devicePath, string? link)
    {
        _master = master;
        DevicePath = devicePath;
        _link = link;
    }

    /// <summary>The path to give to the host: the stable name where one was asked for, else <see cref="DevicePath"/>.</summary>
    public string Path => _link ?? DevicePath;

    /// <summary>The slave's own name, e.g. <c>/dev/pts/4</c>; another one after each plugging in.</summary>
    public string DevicePath { get; }

    /// <summary>Bytes lost because nobody read them.</summary>
    public long BytesDropped { get; private set; }

    /// <summary>Makes a pair whose slave is raw and does not echo.</summary>
    /// <param name="link">A symbolic link to make to the slave, so that a device can be plugged in again under the same name; replaced where it
    /// exists as a link, removed when the cable is pulled. Its directory must exist.</param>
    /// <exception cref="IOException">The system gives no pseudo-terminal, or the link cannot be made.</exception>
    public static PseudoTerminal Open(string? link = null)
    {
        var master = PtyNative.OpenMaster();
        try
        {
            var devicePath = PtyNative.UnlockSlave(master);
            PtyNative.SetRaw(devicePath);
            if (link is not null) ReplaceLink(link, devicePath);
            return new PseudoTerminal(master, devicePath, link);
        }
        catch (IOException)
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Sends bytes to the host. What does not fit is dropped and counted, as from a device whose host does not listen.</summary>
    /// <returns>The number of bytes the line took.</returns>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var taken = 0;
            var listened = !_pulled && PtyNative.HasHost(_master);
            while (listened && taken < bytes.Length)
            {
                var count = PtyNative.Write(_master, bytes[taken..]);
                if (count <= 0) break;
                taken += count;
            }

            BytesDropped += bytes.Length - taken;
            return taken;
        }
    }

    /// <summary>The same as <see cref="Write"/>; it never waits.</summary>
    public ValueTask<int> WriteAsync(ReadOnlyMemory<byte> bytes) => ValueTask.FromResult(Write(bytes.Span));

    /// <summary>Takes what the host wrote since the last call; 0 when there is nothing. Never waits.</summary>
    public int Read(Span<byte> buffer)
    {
        lock (_gate) return _pulled ? 0 : PtyNative.Read(_master, buffer);
    }

    /// <summary>Pulls the cable: the host's next read answers 0, its next write fails, and the stable name is gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_pulled) return;
            _pulled = true;
            RemoveLink();
            _master.Dispose();
        }
    }

    /// <summary>Replaces the link in one step, so that the host never sees half a change.</summary>
    private static void ReplaceLink(string link, string devicePath)
    {
        var entry = new FileInfo(link);
        if (entry.Exists && entry.LinkTarget is null)
            throw new IOException($"{link} is a file, not a simulator's link; give the simulator another runtime directory.");
        var fresh = $"{link}.new";
        try
        {
            File.Delete(fresh);
            File.CreateSymbolicLink(fresh, devicePath);
            File.Move(fresh, link, overwrite: true);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"The simulator may not make {link}; give it a runtime directory it can write.", refused);
        }
    }

    /// <summary>Removes the link where it is still ours: another cable may have taken the name.</summary>
    private void RemoveLink()
    {
        if (_link is null || new FileInfo(_link).LinkTarget != DevicePath) return;
        try
        {
            File.Delete(_link);
        }
        catch (UnauthorizedAccessException)
        {
            // The directory was made read-only meanwhile: the link dangles, and opening it fails as it should.
        }
    }
}
