using System.Runtime.InteropServices;
using System.Text;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.GpioChip;
using Microsoft.Win32.SafeHandles;

[assembly: GpioProvider<GpioChipProvider>(GpioProviderAttribute.Kernel)]

namespace EdgeMonitor.Annunciation.GpioChip;

/// <summary>GPIO lines through the kernel's character device, interface version 2 (Linux 5.10 on): needs nothing but the kernel.</summary>
internal sealed class GpioChipProvider : IGpioProvider
{
    // Contacts bounce for some milliseconds; chosen: the kernel then wakes us once for a press. What decides is DebouncedButton.
    private const uint DebounceMicroseconds = 5000;

    /// <inheritdoc/>
    public string Name => "gpiochip v2";

    /// <inheritdoc/>
    public IGpioLine OpenOutput(string chip, int offset, bool activeLow, string consumer, bool active)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var first = new LineConfigAttribute { Id = GpioChipNative.OutputValues, Values = active ? 1UL : 0, Mask = 1 };
        return new GpioChipLine(Take(chip, offset, activeLow, consumer, GpioChipNative.Output, first, "an output"), $"Line {offset} of {chip}");
    }

    /// <inheritdoc/>
    public IGpioInput OpenInput(string chip, int offset, bool activeLow, string consumer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ulong pull = activeLow ? GpioChipNative.PullUp : GpioChipNative.PullDown;
        // The period is the first half of the union, which is the value's low half on the little-endian machines that .NET runs on.
        var debounce = new LineConfigAttribute { Id = GpioChipNative.DebouncePeriod, Values = DebounceMicroseconds, Mask = 1 };
        ulong flags = GpioChipNative.Input | GpioChipNative.BothEdges | pull;
        return new GpioChipInput(Take(chip, offset, activeLow, consumer, flags, debounce, "an input"), $"Line {offset} of {chip}");
    }

    /// <summary>The number of a chip's line by its name, as the kernel tells it now.</summary>
    /// <exception cref="IOException">The chip is not there, has no such line, or has two of them.</exception>
    public static int FindLine(string chip, string name)
    {
        using SafeFileHandle file = OpenChip(chip);
        var info = new ChipInfo();
        if (!GpioChipNative.TryGetChipInfo(file, ref info)) throw new IOException($"{chip} is not a GPIO chip; gpiodetect lists the chips of this machine.");
        int? found = null;
        for (uint offset = 0; offset < info.Lines; offset++)
        {
            var line = new LineInfo { Offset = offset };
            if (!GpioChipNative.TryGetLineInfo(file, ref line) || ReadName(line.Name) != name) continue;
            if (found is not null) throw new IOException($"{chip} has two lines with the name {name}; configure the line's number instead.");
            found = (int)offset;
        }

        return found ?? throw new IOException($"{chip} has no line with the name {name}; gpioinfo lists the names.");
    }

    private static SafeFileHandle Take(string chip, int offset, bool activeLow, string consumer, ulong flags, LineConfigAttribute attribute, string role)
    {
        using SafeFileHandle file = OpenChip(chip);
        var request = new LineRequest { LineCount = 1 };
        request.Offsets[0] = (uint)offset;
        WriteName(consumer, ref request.Consumer);
        request.Config.Flags = flags | (activeLow ? GpioChipNative.ActiveLow : 0);
        request.Config.AttributeCount = 1;
        request.Config.Attributes[0] = attribute;
        if (!GpioChipNative.TryGetLine(file, ref request)) throw Refused(file, chip, offset, role, Marshal.GetLastPInvokeError());
        return new SafeFileHandle(request.Descriptor, ownsHandle: true);
    }

    private static SafeFileHandle OpenChip(string chip)
    {
        SafeFileHandle file = GpioChipNative.Open(chip);
        int error = Marshal.GetLastPInvokeError();
        if (!file.IsInvalid) return file;
        file.Dispose();
        throw new IOException(error switch
        {
            GpioChipNative.NotFound => $"{chip} is not there; gpiodetect lists the chips of this machine.",
            GpioChipNative.AccessDenied => $"{chip} may not be opened; put this user in the group that owns it, usually gpio.",
            _ => $"{chip} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.",
        });
    }

    private static IOException Refused(SafeFileHandle file, string chip, int offset, string role, int error)
    {
        if (error == GpioChipNative.Busy)
        {
            return new IOException($"Line {offset} of {chip} is held by {Holder(file, offset)}; end that, or configure another line.");
        }

        var info = new ChipInfo();
        if (!GpioChipNative.TryGetChipInfo(file, ref info)) return new IOException($"{chip} is not a GPIO chip; gpiodetect lists the chips of this machine.");
        if (offset >= info.Lines) return new IOException($"{chip} has no line {offset}: its lines are 0 to {info.Lines - 1}.");
        return new IOException($"Line {offset} of {chip} cannot be {role}: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    private static string Holder(SafeFileHandle file, int offset)
    {
        var info = new LineInfo { Offset = (uint)offset };
        string name = GpioChipNative.TryGetLineInfo(file, ref info) ? ReadName(info.Consumer) : "";
        return name.Length == 0 ? "another program or the kernel" : $"\"{name}\"";
    }

    // At most 31 bytes and a zero, cut between characters.
    private static void WriteName(string text, ref KernelName name)
    {
        Span<byte> bytes = name;
        Encoding.UTF8.GetEncoder().Convert(text, bytes[..^1], flush: true, out _, out _, out _);
    }

    private static string ReadName(KernelName name)
    {
        ReadOnlySpan<byte> bytes = name;
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
