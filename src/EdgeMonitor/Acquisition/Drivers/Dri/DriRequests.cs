using System.Buffers;
using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>What the host asks of the monitor. A request holds until it is stopped; it is not confirmed otherwise than by what then comes.</summary>
internal static class DriRequests
{
    /// <summary>The level of the requests (2009), which later monitors take too.</summary>
    public const byte Level = 0x0A;

    /// <summary>The displayed values.</summary>
    public const byte Displayed = 1;

    /// <summary>Classes beyond the basic one, as bits.</summary>
    public const uint FirstExtension = 0x02, SecondExtension = 0x04, ThirdExtension = 0x08;

    private const int NumericsSize = 9, WavesSize = 32, AlarmSize = 12;

    /// <summary>Asks for displayed values; an interval of 0 s stops them.</summary>
    public static void Numerics(IBufferWriter<byte> output, short intervalSeconds, uint classes = 0)
    {
        Span<byte> record = stackalloc byte[DriRecord.HeaderSize + NumericsSize];
        var request = Begin(record, DriRecord.Numerics);
        request[0] = Displayed;
        BinaryPrimitives.WriteInt16LittleEndian(request[1..], intervalSeconds);
        BinaryPrimitives.WriteUInt32LittleEndian(request[3..], intervalSeconds == 0 ? 0 : classes);
        DriFraming.Write(output, record);
    }

    /// <summary>Asks for waves of these types; without any it stops them.</summary>
    public static void Waves(IBufferWriter<byte> output, ReadOnlySpan<byte> types)
    {
        Span<byte> record = stackalloc byte[DriRecord.HeaderSize + WavesSize];
        var request = Begin(record, DriRecord.Waves);
        BinaryPrimitives.WriteInt16LittleEndian(request, (short)(types.IsEmpty ? 1 : 0));
        var list = request.Slice(4, 8);
        types.CopyTo(list);
        if (types.Length < list.Length) list[types.Length] = DriRecord.EndOfList;
        DriFraming.Write(output, record);
    }

    /// <summary>Asks once for the alarms that stand (command 0, transmit status).</summary>
    public static void Alarms(IBufferWriter<byte> output)
    {
        Span<byte> record = stackalloc byte[DriRecord.HeaderSize + AlarmSize];
        Begin(record, DriRecord.Alarms);
        DriFraming.Write(output, record);
    }

    /// <summary>Fills the header; returns the data behind it, all zero.</summary>
    private static Span<byte> Begin(Span<byte> record, short kind)
    {
        record.Clear();
        BinaryPrimitives.WriteInt16LittleEndian(record, (short)record.Length);
        record[3] = Level;
        BinaryPrimitives.WriteInt16LittleEndian(record[14..], kind);
        record[16 + 3 + 2] = DriRecord.EndOfList; // The first subrecord is the request (offset 0, type 0); there is no second.
        return record[DriRecord.HeaderSize..];
    }
}
