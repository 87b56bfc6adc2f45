using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>
/// The library's callbacks. They run on the connection's own thread, inside <c>mosquitto_loop</c>, so none runs once that thread has ended;
/// the user data is a handle that keeps the connection alive until then.
/// </summary>
internal static unsafe class MosquittoCallbacks
{
    /// <summary>Lets the library call this connection.</summary>
    public static void Install(nint client)
    {
        MosquittoNative.OnConnect(client, &Connected);
        MosquittoNative.OnDisconnect(client, &Disconnected);
        MosquittoNative.OnPublish(client, &Published);
        MosquittoNative.OnSubscribe(client, &Subscribed);
        MosquittoNative.OnMessage(client, &Received);
        MosquittoNative.OnLog(client, &Logged);
    }

    /// <summary>Answers that there is no password, so that an encrypted key is an error and never a question on a terminal.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int NoPassword(byte* buffer, int size, int writing, nint userData) => 0;

    private static MosquittoConnection Of(nint userData) => (MosquittoConnection)GCHandle.FromIntPtr(userData).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Connected(nint client, nint userData, int reason, int flags, nint properties)
    {
        // MQTT 5, 3.2.2.3.3: where the broker names no receive maximum it is 65,535.
        ushort receiveMaximum = ushort.MaxValue;
        if (properties != 0 && MosquittoNative.ReadInt16(properties, MosquittoNative.ReceiveMaximum, out ushort named, skipFirst: false) != 0) receiveMaximum = named;
        long? longest = properties != 0 && MosquittoNative.ReadInt32(properties, MosquittoNative.MaximumPacketSize, out uint bytes, skipFirst: false) != 0 ? bytes : null;
        Of(userData).OnConnected(reason, receiveMaximum, new PacketLimit(longest));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Disconnected(nint client, nint userData, int reason, nint properties) => Of(userData).OnDisconnected(reason);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Published(nint client, nint userData, int packetId, int reason, nint properties) => Of(userData).OnAnswered(packetId, reason);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Subscribed(nint client, nint userData, int packetId, int count, int* granted, nint properties) =>
        Of(userData).OnAnswered(packetId, count > 0 ? granted[0] : 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Received(nint client, nint userData, MosquittoMessage* message, nint properties)
    {
        byte[] payload = new ReadOnlySpan<byte>(message->Payload, message->PayloadLength).ToArray();
        Of(userData).OnReceived(new MqttMessage(
            Marshal.PtrToStringUTF8((nint)message->Topic) ?? "", payload, MosquittoProperties.ContentType(properties), message->Retain != 0,
            MosquittoProperties.UserProperties(properties)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Logged(nint client, nint userData, int level, byte* text)
    {
        if (level == MosquittoNative.LogError) Of(userData).OnErrorLogged(client, Marshal.PtrToStringUTF8((nint)text) ?? "");
    }
}
