using System.Runtime.InteropServices;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>A message from the bus, read in full.</summary>
/// <param name="Type">Its kind, as in <see cref="SdBusNative"/>.</param>
/// <param name="Sender">Unique name of who has sent it.</param>
/// <param name="Path">The object.</param>
/// <param name="Interface">The interface.</param>
/// <param name="Member">The method or signal.</param>
/// <param name="Error">Name of the error; empty where it is none.</param>
/// <param name="Body">
/// Its values: numbers, <see cref="bool"/>, <see cref="string"/> (paths too), <c>byte[]</c>, <c>object[]</c> for other arrays and structures,
/// <c>Dictionary&lt;string, object&gt;</c>; a variant is what it holds.
/// </param>
internal sealed record BusMessage(byte Type, string Sender, string Path, string Interface, string Member, string Error, IReadOnlyList<object> Body)
{
    /// <summary>Containers in containers; the bus itself allows 32 of each.</summary>
    private const int MostNested = 16;

    /// <summary>Reads a message.</summary>
    /// <exception cref="IOException">It is malformed.</exception>
    public static unsafe BusMessage Read(nint message)
    {
        SdBusNative.TypeOf(message, out var type);
        var error = type == SdBusNative.MethodError ? SdBusNative.ErrorOf(message) : null;
        var body = new List<object>();
        while (TryReadOne(message, 0, out var value)) body.Add(value);
        return new BusMessage(
            type, Text(SdBusNative.SenderOf(message)), Text(SdBusNative.PathOf(message)), Text(SdBusNative.InterfaceOf(message)), Text(SdBusNative.MemberOf(message)),
            error is null ? "" : Text(error->Name), body);
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    private static unsafe bool TryReadOne(nint message, int depth, out object value)
    {
        value = "";
        if (Check(SdBusNative.Peek(message, out var type, out var inside)) == 0) return false;
        if (depth > MostNested) throw new IOException("A D-Bus message is nested too deeply.");
        switch ((char)type)
        {
            case 's' or 'o' or 'g':
                nint text;
                Check(SdBusNative.ReadBasic(message, type, &text));
                value = Text(text);
                return true;
            case 'v' or 'r' or 'a':
                var contents = Text(inside);
                value = (char)type == 'a' && contents == "y" ? Bytes(message) : Container(message, type, contents, depth);
                return true;
            default:
                long number = 0;
                Check(SdBusNative.ReadBasic(message, type, &number));
                value = Number((char)type, number);
                return true;
        }
    }

    private static unsafe byte[] Bytes(nint message)
    {
        Check(SdBusNative.ReadArray(message, (byte)'y', out var first, out var length));
        return new ReadOnlySpan<byte>((void*)first, checked((int)length)).ToArray();
    }

    private static object Container(nint message, byte type, string contents, int depth)
    {
        Check(SdBusNative.Enter(message, type, contents));
        object value;
        if (type == 'v')
        {
            TryReadOne(message, depth + 1, out value);
        }
        else if (type == 'a' && contents.StartsWith('{'))
        {
            value = Dictionary(message, contents[1..^1], depth);
        }
        else
        {
            var items = new List<object>();
            while (TryReadOne(message, depth + 1, out var item)) items.Add(item);
            value = items.ToArray();
        }

        Check(SdBusNative.Exit(message));
        return value;
    }

    private static Dictionary<string, object> Dictionary(nint message, string entry, int depth)
    {
        var pairs = new Dictionary<string, object>(StringComparer.Ordinal);
        while (Check(SdBusNative.Enter(message, (byte)'e', entry)) > 0)
        {
            if (TryReadOne(message, depth + 1, out var key) && TryReadOne(message, depth + 1, out var item))
                pairs[key as string ?? Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture)!] = item;
            Check(SdBusNative.Exit(message));
        }

        return pairs;
    }

    private static object Number(char type, long raw) => type switch
    {
        'b' => (int)raw != 0,
        'y' => (byte)raw,
        'n' => (short)raw,
        'q' => (ushort)raw,
        'i' => (int)raw,
        'u' => (uint)raw,
        't' => (ulong)raw,
        'd' => BitConverter.Int64BitsToDouble(raw),
        _ => raw,
    };

    private static int Check(int result) => result >= 0 ? result : throw new IOException($"A D-Bus message could not be read (error {-result}).");
}
