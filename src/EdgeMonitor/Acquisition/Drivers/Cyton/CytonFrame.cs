using System.Buffers;
using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Cyton;

/// <summary>One frame, 33 bytes, 250 a second. No checksum: the first and the last byte can be checked, and the number.</summary>
/// <param name="Number">Sample number, 0 to 255, one more each time.</param>
/// <param name="Channels">The eight channels, counts of 24 bits.</param>
/// <param name="Acceleration">The accelerometer's three axes, counts; null where this frame brings none.</param>
internal readonly record struct CytonFrame(byte Number, CytonChannels Channels, CytonAcceleration? Acceleration)
{
    /// <summary>Bytes of a frame.</summary>
    public const int Size = 33;

    /// <summary>First byte.</summary>
    public const byte Start = 0xA0;

    /// <summary>Last byte: C0 where the six bytes before it are the accelerometer; up to C6 they are something else that is not read.</summary>
    public const byte WithAccelerometer = 0xC0, LastEnd = 0xC6;

    private const int ChannelsAt = 2, AccelerationAt = 26;

    /// <summary>Takes one frame from the front; where none is there the bytes stay as they are.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, out CytonFrame frame)
    {
        frame = default;
        if (bytes.Length < Size) return false;
        Span<byte> front = stackalloc byte[Size];
        bytes.Slice(0, Size).CopyTo(front);
        if (!TryRead(front, out frame)) return false;
        bytes = bytes.Slice(Size);
        return true;
    }

    /// <summary>True where the first bytes have a frame's first and last byte.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> bytes) => bytes.Length >= Size && bytes[0] == Start && bytes[Size - 1] is >= WithAccelerometer and <= LastEnd;

    /// <summary>Reads the first 33 bytes as a frame; false where they are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out CytonFrame frame)
    {
        frame = default;
        if (!IsFrame(bytes)) return false;
        var channels = new CytonChannels();
        for (var i = 0; i < CytonChannels.Count; i++)
        {
            var three = bytes.Slice(ChannelsAt + 3 * i, 3);
            channels[i] = (sbyte)three[0] << 16 | three[1] << 8 | three[2];
        }

        CytonAcceleration? acceleration = null;
        var aux = bytes.Slice(AccelerationAt, 6);
        // The board sends zeros where its accelerometer, slower than the channels, has nothing new.
        if (bytes[Size - 1] == WithAccelerometer && aux.IndexOfAnyExcept((byte)0) >= 0)
        {
            acceleration = new CytonAcceleration(
                BinaryPrimitives.ReadInt16BigEndian(aux), BinaryPrimitives.ReadInt16BigEndian(aux[2..]), BinaryPrimitives.ReadInt16BigEndian(aux[4..]));
        }

        frame = new CytonFrame(bytes[1], channels, acceleration);
        return true;
    }
}

/// <summary>Eight counts, without an array for each frame.</summary>
[System.Runtime.CompilerServices.InlineArray(Count)]
internal struct CytonChannels : IEquatable<CytonChannels>
{
    /// <summary>Channels of the board without a daisy.</summary>
    public const int Count = 8;

    private int _first;

    /// <inheritdoc/>
    public readonly bool Equals(CytonChannels other) => ((ReadOnlySpan<int>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is CytonChannels other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => _first;
}

/// <summary>The accelerometer's axes, counts of 0.002 / 16 g.</summary>
internal readonly record struct CytonAcceleration(short X, short Y, short Z);
