using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

/// <summary>What a simulated sensor sends in a stretch of time, taken apart again by hand.</summary>
internal static class Captured
{
    /// <summary>All frames up to a time, one array each.</summary>
    public static List<byte[]> Frames(ISimulatedSensor sensor, double seconds)
    {
        var frames = new List<byte[]>();
        for (long i = 0; i < (long)(seconds * sensor.FrameRate); i++)
        {
            var frame = new byte[sensor.FrameLength];
            sensor.Encode(i, frame);
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>All bytes up to a time.</summary>
    public static byte[] Bytes(ISimulatedSensor sensor, double seconds) => [.. Frames(sensor, seconds).SelectMany(frame => frame)];

    /// <summary>The whole Nonin packets of format #2: status bits of all 25 frames together, and the numbers.</summary>
    public static List<NoninPacket> Packets(List<byte[]> frames)
        => [.. frames.Chunk(NoninFrame.PerPacket).Where(packet => packet.Length == NoninFrame.PerPacket).Select((packet, index) => new NoninPacket(index / 3.0, packet))];

    public static short Ecg(byte[] frame) => BinaryPrimitives.ReadInt16LittleEndian(frame.AsSpan(5));

    public static int Infrared(byte[] frame) => BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(9));

    public static int Red(byte[] frame) => BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(13));

    public static byte RespirationRate(byte[] frame) => frame[19];

    public static byte SpO2(byte[] frame) => frame[20];

    public static byte HeartRate(byte[] frame) => frame[21];

    public static byte Leads(byte[] frame) => frame[24];
}

/// <summary>A packet of format #2.</summary>
internal sealed class NoninPacket(double seconds, byte[][] frames)
{
    public double Seconds => seconds;

    public int Rate => (Data(1) << 7) | Data(2);

    public int DisplayRate => (Data(20) << 7) | Data(21);

    public int SpO2 => Data(3);

    public int DisplaySpO2 => Data(9);

    public bool Any(NoninStatus bit) => frames.Any(frame => ((NoninStatus)frame[1]).HasFlag(bit));

    public bool All(NoninStatus bit) => frames.All(frame => ((NoninStatus)frame[1]).HasFlag(bit));

    private int Data(int number) => frames[number - 1][3];
}
