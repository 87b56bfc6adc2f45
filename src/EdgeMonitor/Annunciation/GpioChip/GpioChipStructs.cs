using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Annunciation.GpioChip;

// The structures of the kernel's GPIO character device, interface version 2 (linux/gpio.h, Linux 5.10 on): equal on all architectures,
// since every field is aligned to its size. GpioChipStructsTests holds sizes and places.

[InlineArray(64)]
internal struct LineOffsets
{
    private uint _first;
}

[InlineArray(32)]
internal struct KernelName
{
    private byte _first;
}

[InlineArray(5)]
internal struct Padding5
{
    private uint _first;
}

[InlineArray(10)]
internal struct LineAttributes
{
    private LineConfigAttribute _first;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LineConfigAttribute
{
    public uint Id;
    public uint Padding;
    public ulong Values;
    public ulong Mask;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LineConfig
{
    public ulong Flags;
    public uint AttributeCount;
    public Padding5 Padding;
    public LineAttributes Attributes;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LineRequest
{
    public LineOffsets Offsets;
    public KernelName Consumer;
    public LineConfig Config;
    public uint LineCount;
    public uint EventBufferSize;
    public Padding5 Padding;
    public int Descriptor;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LineValues
{
    public ulong Bits;
    public ulong Mask;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ChipInfo
{
    public KernelName Name;
    public KernelName Label;
    public uint Lines;
}

[InlineArray(44)]
internal struct LineInfoRest
{
    private uint _first;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LineInfo
{
    public KernelName Name;
    public KernelName Consumer;
    public uint Offset;
    public uint AttributeCount;
    public ulong Flags;
    public LineInfoRest Rest;
}

[InlineArray(6)]
internal struct Padding6
{
    private uint _first;
}

[StructLayout(LayoutKind.Sequential)]
internal struct LineEvent
{
    public ulong TimestampNs;
    public uint Id;
    public uint Offset;
    public uint Sequence;
    public uint LineSequence;
    public Padding6 Padding;
}

/// <summary>struct pollfd (poll.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollRequest
{
    public int File;
    public short Events;
    public short Returned;
}
