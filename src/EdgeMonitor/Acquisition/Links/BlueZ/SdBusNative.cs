using System.Runtime.InteropServices;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>Name and text of a D-Bus error, as <c>sd_bus_error</c> lays them out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct SdBusError
{
    /// <summary>Its name, zero-terminated.</summary>
    public readonly nint Name;

    /// <summary>Its text, zero-terminated.</summary>
    public readonly nint Message;

    private readonly int _needsFree;
}

/// <summary>The functions of libsystemd's sd-bus that we call, as its header <c>sd-bus.h</c> declares them. A negative result is an errno.</summary>
internal static unsafe partial class SdBusNative
{
    /// <summary>The library's name, as Debian's package <c>libsystemd0</c> installs it.</summary>
    public const string Library = "libsystemd.so.0";

    /// <summary>Kinds of messages (D-Bus specification).</summary>
    public const byte MethodCall = 1, MethodReturn = 2, MethodError = 3, Signal = 4;

    [LibraryImport(Library, EntryPoint = "sd_bus_new")]
    public static partial int New(out nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_address", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAddress(nint bus, string address);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_bus_client")]
    public static partial int SetBusClient(nint bus, int isClient);

    [LibraryImport(Library, EntryPoint = "sd_bus_start")]
    public static partial int Start(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_close_unref")]
    public static partial nint CloseAndFree(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_fd")]
    public static partial int Descriptor(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_events")]
    public static partial int Events(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_timeout")]
    public static partial int Deadline(nint bus, out ulong microseconds);

    [LibraryImport(Library, EntryPoint = "sd_bus_process")]
    public static partial int Process(nint bus, out nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_send")]
    public static partial int Send(nint bus, nint message, out ulong cookie);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_new_method_call", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NewCall(nint bus, out nint message, string destination, string path, string face, string member);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_set_auto_start")]
    public static partial int SetAutoStart(nint message, int starts);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_unref")]
    public static partial nint Free(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_type")]
    public static partial int TypeOf(nint message, out byte type);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_reply_cookie")]
    public static partial int ReplyCookie(nint message, out ulong cookie);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_path")]
    public static partial nint PathOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_interface")]
    public static partial nint InterfaceOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_member")]
    public static partial nint MemberOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_sender")]
    public static partial nint SenderOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_error")]
    public static partial SdBusError* ErrorOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_peek_type")]
    public static partial int Peek(nint message, out byte type, out nint contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_read_basic")]
    public static partial int ReadBasic(nint message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_read_array")]
    public static partial int ReadArray(nint message, byte type, out nint values, out nuint bytes);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_enter_container", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Enter(nint message, byte type, string? contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_exit_container")]
    public static partial int Exit(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic")]
    public static partial int AppendBasic(nint message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AppendText(nint message, byte type, string value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_array")]
    public static partial int AppendArray(nint message, byte type, byte* values, nuint bytes);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_open_container", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(nint message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_close_container")]
    public static partial int Close(nint message);
}
