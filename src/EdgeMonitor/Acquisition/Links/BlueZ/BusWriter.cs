namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>An object's path on the bus, where a plain text would be a string.</summary>
/// <param name="Value">E.g. <c>/org/bluez/hci0</c>.</param>
internal readonly record struct ObjectPath(string Value);

/// <summary>Appends values to a D-Bus message by its signature: texts, numbers, bytes, arrays, dictionaries with text keys, and variants of these.</summary>
internal static unsafe class BusWriter
{
    /// <summary>Appends one value for each complete type of the signature.</summary>
    public static void Append(nint message, string signature, IReadOnlyList<object> values)
    {
        var at = 0;
        foreach (var value in values)
        {
            var length = LengthOfType(signature, at);
            AppendOne(message, signature.Substring(at, length), value);
            at += length;
        }

        if (at != signature.Length) throw new ArgumentException($"{signature} asks for more than {values.Count} values.", nameof(values));
    }

    private static void AppendOne(nint message, string type, object value)
    {
        switch (type[0])
        {
            case 's': Check(SdBusNative.AppendText(message, (byte)'s', (string)value)); break;
            case 'o': Check(SdBusNative.AppendText(message, (byte)'o', value is ObjectPath path ? path.Value : (string)value)); break;
            case 'b': AppendNumber(message, 'b', (bool)value ? 1 : 0); break;
            case 'y': AppendNumber(message, 'y', (byte)value); break;
            case 'n': AppendNumber(message, 'n', (short)value); break;
            case 'q': AppendNumber(message, 'q', (ushort)value); break;
            case 'i': AppendNumber(message, 'i', (int)value); break;
            case 'u': AppendNumber(message, 'u', (uint)value); break;
            case 'v':
                var inner = TypeOf(value);
                Check(SdBusNative.Open(message, (byte)'v', inner));
                AppendOne(message, inner, value);
                Check(SdBusNative.Close(message));
                break;
            case 'a' when type[1] == 'y':
                var bytes = (byte[])value;
                fixed (byte* first = bytes) Check(SdBusNative.AppendArray(message, (byte)'y', first, (nuint)bytes.Length));
                break;
            case 'a' when type[1] == '{':
                AppendDictionary(message, type[1..], (IEnumerable<KeyValuePair<string, object>>)value);
                break;
            case 'a':
                Check(SdBusNative.Open(message, (byte)'a', type[1..]));
                foreach (var item in (IEnumerable<object>)value) AppendOne(message, type[1..], item);
                Check(SdBusNative.Close(message));
                break;
            default: throw new ArgumentException($"{type} is not written here.", nameof(type));
        }
    }

    private static void AppendDictionary(nint message, string entry, IEnumerable<KeyValuePair<string, object>> pairs)
    {
        var contents = entry[1..^1];
        Check(SdBusNative.Open(message, (byte)'a', entry));
        foreach (var (key, item) in pairs)
        {
            Check(SdBusNative.Open(message, (byte)'e', contents));
            AppendOne(message, contents[..1], key);
            AppendOne(message, contents[1..], item);
            Check(SdBusNative.Close(message));
        }

        Check(SdBusNative.Close(message));
    }

    /// <summary>Little-endian machines only, as all that we build for: the low bytes come first.</summary>
    private static void AppendNumber(nint message, char type, long value) => Check(SdBusNative.AppendBasic(message, (byte)type, &value));

    private static string TypeOf(object value) => value switch
    {
        string => "s",
        ObjectPath => "o",
        bool => "b",
        byte => "y",
        short => "n",
        ushort => "q",
        int => "i",
        uint => "u",
        byte[] => "ay",
        string[] => "as",
        Dictionary<string, object> => "a{sv}",
        _ => throw new ArgumentException($"{value.GetType().Name} is not written here.", nameof(value)),
    };

    private static int LengthOfType(string signature, int at)
    {
        if (signature[at] == 'a') return 1 + LengthOfType(signature, at + 1);
        if (signature[at] != '{') return 1;
        var depth = 0;
        for (var i = at; ; i++)
        {
            depth += signature[i] == '{' ? 1 : signature[i] == '}' ? -1 : 0;
            if (depth == 0) return i - at + 1;
        }
    }

    private static void Check(int result)
    {
        if (result < 0) throw new IOException($"A D-Bus message could not be written (error {-result}).");
    }
}
