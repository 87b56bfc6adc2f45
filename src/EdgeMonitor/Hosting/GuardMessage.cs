using System.Buffers.Binary;

namespace EdgeMonitor.Hosting;

/// <summary>
/// What the daemon says to the guard: one datagram each time, so that nothing has to be connected. It carries the sender's time on
/// CLOCK_MONOTONIC, which all processes of a machine share: a datagram that has waited in the socket is as old as it is, not as young as its reading.
/// </summary>
/// <param name="Boot">One id for each start of a daemon.</param>
/// <param name="Count">1, 2, 3 ... in that start.</param>
/// <param name="SentAt">When, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</param>
internal readonly record struct GuardMessage(ulong Boot, ulong Count, long SentAt)
{
    /// <summary>Length of a datagram, bytes: mark, boot, count, time; little-endian.</summary>
    public const int Bytes = 28;

    /// <summary>"EMG1": EdgeMonitor guard, version 1.</summary>
    private const uint Mark = 0x31474D45;

    /// <summary>Writes the datagram.</summary>
    public void Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(datagram, Mark);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Boot);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[12..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(datagram[20..], SentAt);
    }

    /// <summary>Reads a datagram; false where it is none of these.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out GuardMessage message)
    {
        message = default;
        if (datagram.Length != Bytes || BinaryPrimitives.ReadUInt32LittleEndian(datagram) != Mark) return false;
        message = new GuardMessage(
            BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(datagram[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(datagram[20..]));
        return true;
    }
}
