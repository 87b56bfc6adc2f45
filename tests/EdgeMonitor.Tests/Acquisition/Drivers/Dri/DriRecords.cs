using System.Buffers;
using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Dri;

/// <summary>Records of a monitor, made from the tables of the protocol one by one, and what a dialogue that sends nothing makes of them.</summary>
internal sealed class DriRecords(DriWishes? wishes = null)
{
    private readonly DriDialogue _dialogue = new("mon", wishes ?? DriWishes.Usual with { Arterial = 2, Waves = DriWaveKind.All });

    public List<MonitorInput> Inputs { get; } = [];

    public Reading Reading(uint mdc) => Inputs.OfType<Reading>().Last(reading => reading.Mdc == mdc);

    /// <summary>The basic class with these words set and all others "no data".</summary>
    public DriRecords Basic(params (int At, int Value)[] words) => Class(0, words);

    public DriRecords Class(int number, params (int At, int Value)[] words)
    {
        var data = new byte[278];
        for (var at = 4; at < 274; at += 2) Word(data, at, -32767);
        foreach (var (at, value) in words) Word(data, 4 + at, value);
        Word(data, 276, number << 8 | 1);
        return Say(0, 0, (1, data));
    }

    public DriRecords Wave(double seconds, byte type, params int[] samples)
    {
        var data = new byte[6 + 2 * samples.Length];
        Word(data, 0, samples.Length);
        for (var i = 0; i < samples.Length; i++) Word(data, 6 + 2 * i, samples[i]);
        return Say(seconds, 1, (type, data));
    }

    public DriRecords Say(double seconds, int kind, params (byte Type, byte[] Data)[] subrecords) => Hear(seconds, Frame(kind, 0x0A, subrecords));

    public DriRecords Hear(double seconds, byte[] bytes)
    {
        var sequence = new ReadOnlySequence<byte>(bytes);
        _dialogue.Decode(ref sequence, _ => TimeSpan.FromSeconds(seconds), Inputs);
        return this;
    }

    public static byte[] Frame(int kind, byte level, params (byte Type, byte[] Data)[] subrecords)
    {
        var record = new byte[40 + subrecords.Sum(part => part.Data.Length)];
        Word(record, 0, record.Length);
        record[3] = level;
        Word(record, 14, kind);
        for (int i = 0, offset = 0; i < 8; i++)
        {
            record[16 + 3 * i + 2] = i < subrecords.Length ? subrecords[i].Type : (byte)0xFF;
            if (i >= subrecords.Length) continue;
            Word(record, 16 + 3 * i, offset);
            subrecords[i].Data.CopyTo(record, 40 + offset);
            offset += subrecords[i].Data.Length;
        }

        var output = new ArrayBufferWriter<byte>();
        DriFraming.Write(output, record);
        return output.WrittenSpan.ToArray();
    }

    private static void Word(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), (short)value);
}
