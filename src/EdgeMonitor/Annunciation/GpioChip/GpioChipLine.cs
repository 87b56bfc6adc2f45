using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Annunciation.GpioChip;

/// <summary>One line held through the kernel's character device; closing its descriptor gives it back.</summary>
internal sealed class GpioChipLine(SafeFileHandle line, string name) : IGpioLine
{
    /// <inheritdoc/>
    public void Set(bool active)
    {
        var values = new LineValues { Bits = active ? 1UL : 0, Mask = 1 };
        if (GpioChipNative.TrySetValues(line, ref values)) return;
        throw new IOException($"{name} cannot be driven: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <inheritdoc/>
    public void Dispose() => line.Dispose();
}
