using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>MQTT 5 properties between our messages and the library's lists.</summary>
internal static unsafe class MosquittoProperties
{
    /// <summary>The message's properties as a list of the library, 0 where there are none; the caller frees it.</summary>
    public static nint Of(MqttMessage message)
    {
        nint list = 0;
        int result = MosquittoNative.Success;
        if (message.ContentType.Length > 0) result = MosquittoNative.AddString(ref list, MosquittoNative.ContentType, message.ContentType);
        foreach (var (name, value) in message.UserProperties ?? [])
        {
            if (result == MosquittoNative.Success) result = MosquittoNative.AddStringPair(ref list, MosquittoNative.UserProperty, name, value);
        }

        if (result == MosquittoNative.Success) return list;
        Free(list);
        throw new MqttException($"A property of the message for {message.Topic} cannot be sent: {Marshal.PtrToStringUTF8((nint)MosquittoNative.ErrorText(result))}");
    }

    /// <summary>The properties of CONNECT: how long the session outlives the connection; 0 for a clean one. The caller frees the list.</summary>
    public static nint OfSession(MqttSettings settings)
    {
        nint list = 0;
        if (settings.SessionLife is not { } life) return list;
        int result = MosquittoNative.AddInt32(ref list, MosquittoNative.SessionExpiry, (uint)Math.Clamp(life.TotalSeconds, 0, uint.MaxValue));
        return result == MosquittoNative.Success ? list : throw new MqttException("The session's life cannot be sent.");
    }

    /// <summary>Frees a list.</summary>
    public static void Free(nint list)
    {
        if (list != 0) MosquittoNative.FreeProperties(ref list);
    }

    /// <summary>The content type; empty where there is none.</summary>
    public static string ContentType(nint list)
    {
        if (list == 0 || MosquittoNative.ReadString(list, MosquittoNative.ContentType, out byte* value, skipFirst: false) == 0) return "";
        return Take(value);
    }

    /// <summary>All user properties, in order.</summary>
    public static List<KeyValuePair<string, string>> UserProperties(nint list)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        nint at = list;
        while (at != 0)
        {
            at = MosquittoNative.ReadStringPair(at, MosquittoNative.UserProperty, out byte* name, out byte* value, skipFirst: pairs.Count > 0);
            if (at != 0) pairs.Add(new(Take(name), Take(value)));
        }

        return pairs;
    }

    /// <summary>The library allocates what it reads out with malloc; the caller frees it.</summary>
    private static string Take(byte* text)
    {
        string taken = Marshal.PtrToStringUTF8((nint)text) ?? "";
        NativeMemory.Free(text);
        return taken;
    }
}
