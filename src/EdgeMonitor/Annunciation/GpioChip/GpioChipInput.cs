using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Annunciation.GpioChip;

/// <summary>One input held through the kernel's character device, which keeps its edges until they are taken.</summary>
internal sealed class GpioChipInput(SafeFileHandle line, string name) : IGpioInput
{
    private readonly LineEvent[] _edges = new LineEvent[16];

    /// <inheritdoc/>
    public bool Read()
    {
        var values = new LineValues { Mask = 1 };
        if (!GpioChipNative.TryGetValues(line, ref values)) throw Refused();
        return (values.Bits & 1) != 0;
    }

    /// <inheritdoc/>
    public bool WaitForEdge(TimeSpan atMost)
    {
        if (GpioChipNative.WaitForEdge(line, (int)atMost.TotalMilliseconds) is not { } came) throw Refused();
        if (came && !GpioChipNative.TryReadEdges(line, _edges)) throw Refused();
        return came;
    }

    /// <inheritdoc/>
    public void Dispose() => line.Dispose();

    private IOException Refused() => new($"{name} cannot be read: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
}
