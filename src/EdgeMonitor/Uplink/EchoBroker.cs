using System.Buffers.Binary;
using System.Net.Sockets;

namespace EdgeMonitor.Uplink;

/// <summary>As much of an MQTT 5 broker as a check needs: accepts one client, confirms what it asks for, and sends back what it publishes.</summary>
internal static class EchoBroker
{
    /// <summary>Packet types (MQTT 5, 2.1.2), in the upper four bits of the first byte.</summary>
    private const int Connect = 1, Publish = 3, Subscribe = 8, Ping = 12;

    /// <summary>Serves one client until it goes away or the check is over.</summary>
    public static async Task ServeOneAsync(TcpListener listener, CancellationToken stop)
    {
        using var client = await listener.AcceptTcpClientAsync(stop);
        client.NoDelay = true;
        var stream = client.GetStream();
        var head = new byte[1];
        while (await stream.ReadAtLeastAsync(head, 1, throwOnEndOfStream: false, stop) == 1)
        {
            int first = head[0];
            var body = new byte[await LengthAsync(stream, stop)];
            await stream.ReadExactlyAsync(body, stop);
            foreach (var answer in Answers(first, body)) await stream.WriteAsync(answer, stop);
        }
    }

    private static IEnumerable<byte[]> Answers(int first, byte[] body)
    {
        switch (first >> 4)
        {
            case Connect: // CONNACK: no session, success, no properties
                yield return [0x20, 3, 0, 0, 0];
                break;
            case Subscribe: // SUBACK with the packet's id: no properties, granted at QoS 1
                yield return [0x90, 4, body[0], body[1], 0, 1];
                break;
            case Ping:
                yield return [0xD0, 0];
                break;
            case Publish: // PUBACK, and the same message at QoS 0, which has no packet id
                int id = 2 + BinaryPrimitives.ReadUInt16BigEndian(body);
                yield return [0x40, 2, body[id], body[id + 1]];
                yield return [0x30, .. Length(body.Length - 2), .. body.AsSpan(0, id), .. body.AsSpan(id + 2)];
                break;
        }
    }

    /// <summary>Remaining length: seven bits a byte, the lowest first (MQTT 5, 1.5.5).</summary>
    private static byte[] Length(int value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 128));
        return [.. bytes, (byte)value];
    }

    private static async Task<int> LengthAsync(NetworkStream stream, CancellationToken stop)
    {
        const int mostBytes = 4;
        var one = new byte[1];
        int value = 0;
        for (int i = 0; i < mostBytes; i++)
        {
            await stream.ReadExactlyAsync(one, stop);
            value |= (one[0] & 127) << (7 * i);
            if (one[0] < 128) break;
        }

        return value;
    }
}
