using System.Runtime.InteropServices;
using EdgeMonitor.Acquisition.Links.BlueZ;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.Acquisition.Links.BlueZ;

/// <summary>
/// A bluetoothd of a test's own on a real bus: the objects, methods and signals of BlueZ that a client of ours meets, with a device or two in the air. It answers as
/// <c>doc/org.bluez.*.rst</c> says, and does what a test tells it to do wrong.
/// </summary>
internal sealed partial class FakeBlueZ : IDisposable
{
    public const string Adapter = "/org/bluez/hci0";

    private const string Properties = "org.freedesktop.DBus.Properties", Manager = "org.freedesktop.DBus.ObjectManager";

    private readonly SdBus _bus;
    private readonly SortedDictionary<string, Dictionary<string, Dictionary<string, object>>> _objects = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inAir = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Dictionary<string, object>>> _unknown = new(StringComparer.Ordinal);

    private FakeBlueZ(string address) => _bus = new SdBus(address, Receive);

    /// <summary>What clients have called: <c>hci0 StartDiscovery</c>.</summary>
    public Arrivals<string> Calls { get; } = new("BlueZ");

    /// <summary>Errors to answer with, by method: <c>Pair</c> or <c>Pair hci0/dev_...</c>; an empty text means that nothing is answered at all.</summary>
    public Dictionary<string, string> Errors { get; } = [];

    /// <summary>True for an adapter that shows no signal strength, as virtual ones do.</summary>
    public bool HidesStrength { get; set; }

    /// <summary>False for devices whose services are never resolved.</summary>
    public bool Resolves { get; set; } = true;

    /// <summary>Starts it with one adapter.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="prepare">Puts what is there before it has its name.</param>
    public static async Task<FakeBlueZ> StartAsync(PrivateBus bus, Action<FakeBlueZ>? prepare = null)
    {
        var fake = new FakeBlueZ(bus.Address);
        fake._objects[Adapter] = new() { [BlueZTree.Adapter] = new() { ["Address"] = "00:00:00:00:00:01", ["Powered"] = true, ["Discovering"] = false } };
        prepare?.Invoke(fake);
        await fake._bus.CallAsync(new BusCall("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", "su") { Values = [BlueZBus.Name, 4u] }, CancellationToken.None);
        return fake;
    }

    /// <summary>The path of a device.</summary>
    public static string PathOf(string address, string adapter = Adapter) => $"{adapter}/dev_{address.Replace(':', '_')}";

    /// <summary>The path of a device's characteristic.</summary>
    public static string PathOf(string address, ushort number) => $"{PathOf(address)}/service0/char{number:x4}";

    /// <summary>Puts a device into reach; bluetoothd knows it only when it scans, or where it is bonded.</summary>
    public void Place(string address, short strength, bool bonded, string[] services, params (ushort Number, string Flag, byte[] Value)[] characteristics)
    {
        var device = new Dictionary<string, object>
        {
            ["Address"] = address,
            ["Name"] = "Fake",
            ["Paired"] = bonded,
            ["Bonded"] = bonded,
            ["Connected"] = false,
            ["ServicesResolved"] = false,
            ["UUIDs"] = services.Select(Long).ToArray(),
            ["Adapter"] = new ObjectPath(Adapter),
            ["-strength"] = strength,
            ["-characteristics"] = characteristics,
        };
        _unknown[PathOf(address)] = new() { [BlueZTree.Device] = device };
        _inAir.Add(PathOf(address));
        if (bonded) Know(PathOf(address));
    }

    /// <summary>Does something on the bus's thread and waits until it is done.</summary>
    public async Task DoAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.That(_bus.Post(_ => { work(); done.SetResult(); }), Is.True);
        await done.Task;
    }

    /// <summary>Changes properties and says so.</summary>
    public Task SetAsync(string path, string face, string name, object value) => DoAsync(() => Set(path, face, new() { [name] = value }));

    /// <summary>A device sends a value: a notification or an indication.</summary>
    public Task SendAsync(string address, ushort number, string hex) => SetAsync(PathOf(address, number), BlueZTree.Characteristic, "Value", Decoding.Hex(hex));

    /// <summary>A device goes: it neither answers nor advertises.</summary>
    public Task LeaveAsync(string address) => DoAsync(() =>
    {
        _inAir.Remove(PathOf(address));
        Set(PathOf(address), BlueZTree.Device, new() { ["Connected"] = false, ["ServicesResolved"] = false });
    });

    /// <summary>A device is in reach again.</summary>
    public Task ReturnAsync(string address) => DoAsync(() =>
    {
        _inAir.Add(PathOf(address));
        if (_objects[Adapter][BlueZTree.Adapter]["Discovering"] is true) Advertise(PathOf(address));
    });

    /// <summary>Takes the adapter and all that hangs on it away.</summary>
    public Task RemoveAdapterAsync() => DoAsync(() =>
    {
        foreach (var (path, faces) in _objects.Reverse().ToList())
        {
            _objects.Remove(path);
            if (faces.TryGetValue(BlueZTree.Device, out var device))
            {
                (device["Connected"], device["ServicesResolved"]) = (false, false);
                _unknown[path] = faces;
            }

            Emit("/", Manager, "InterfacesRemoved", "oas", new ObjectPath(path), faces.Keys.ToArray());
        }
    });

    /// <summary>Puts the adapter back, with the bonded devices.</summary>
    public Task ReturnAdapterAsync() => DoAsync(() =>
    {
        Add(Adapter, new() { [BlueZTree.Adapter] = new() { ["Address"] = "00:00:00:00:00:01", ["Powered"] = true, ["Discovering"] = false } });
        foreach (var path in _unknown.Where(item => item.Value[BlueZTree.Device]["Bonded"] is true).Select(item => item.Key).ToList()) Know(path);
    });

    /// <summary>Sends a signal as it is.</summary>
    public void Emit(string path, string face, string member, string signature, params object[] values)
    {
        _bus.Post(bus =>
        {
            NewSignal(bus, out var message, path, face, member);
            BusWriter.Append(message, signature, values);
            SdBusNative.Send(bus, message, out _);
            SdBusNative.Free(message);
        });
    }

    /// <summary>Adds interfaces to an object and says so.</summary>
    public void Add(string path, Dictionary<string, Dictionary<string, object>> faces)
    {
        if (!_objects.TryGetValue(path, out var known)) _objects[path] = known = [];
        foreach (var (face, values) in faces) known[face] = values;
        Emit("/", Manager, "InterfacesAdded", "oa{sa{sv}}", new ObjectPath(path), faces.ToDictionary(face => face.Key, face => (object)Shown(face.Value)));
    }

    public void Dispose() => _bus.Dispose();

    private static string Long(string number) => $"0000{number}-0000-1000-8000-00805f9b34fb";

    /// <summary>Without what is the fake's own.</summary>
    private static Dictionary<string, object> Shown(Dictionary<string, object> values) => values.Where(value => value.Key[0] != '-').ToDictionary(value => value.Key, value => value.Value);

    private void Know(string path)
    {
        if (_unknown.Remove(path, out var faces)) Add(path, faces);
    }

    private void Set(string path, string face, Dictionary<string, object> values)
    {
        if (!_objects.TryGetValue(path, out var faces)) return;
        foreach (var (name, value) in values) faces[face][name] = value;
        Emit(path, Properties, "PropertiesChanged", "sa{sv}as", face, values, Array.Empty<string>());
    }

    private void Advertise(string path)
    {
        Know(path);
        if (HidesStrength) return;
        Set(path, BlueZTree.Device, new() { ["RSSI"] = _objects[path][BlueZTree.Device]["-strength"] });
    }

    private void Receive(BusMessage call, nint raw)
    {
        if (call.Type != SdBusNative.MethodCall) return;
        var name = call.Path.Replace("/org/bluez/", "", StringComparison.Ordinal);
        Calls.Add($"{name} {call.Member}{(call.Member == "WriteValue" ? " " + Convert.ToHexString((byte[])call.Body[0]) : "")}");
        if (Errors.TryGetValue($"{call.Member} {name}", out var error) || Errors.TryGetValue(call.Member, out error))
        {
            if (error.Length > 0) Fail(raw, "org.bluez.Error." + error, error + " of the fake");
            return;
        }

        switch (call.Member)
        {
            case "GetManagedObjects":
                Reply(raw, "a{oa{sa{sv}}}", _objects.ToDictionary(item => item.Key, item => (object)item.Value.ToDictionary(face => face.Key, face => (object)Shown(face.Value))));
                return;
            case "ReadValue":
                Reply(raw, "ay", _objects[call.Path][BlueZTree.Characteristic]["-value"]);
                return;
            case "Set": Set(call.Path, (string)call.Body[0], new() { [(string)call.Body[1]] = call.Body[2] }); break;
            case "StartDiscovery":
                Set(call.Path, BlueZTree.Adapter, new() { ["Discovering"] = true });
                foreach (var path in _inAir) Advertise(path);
                break;
            case "StopDiscovery":
                Set(call.Path, BlueZTree.Adapter, new() { ["Discovering"] = false });
                foreach (var path in _objects.Where(item => item.Value.TryGetValue(BlueZTree.Device, out var device) && device.Remove("RSSI")).Select(item => item.Key))
                    Emit(path, Properties, "PropertiesChanged", "sa{sv}as", BlueZTree.Device, new Dictionary<string, object>(), (string[])["RSSI"]);
                break;
            case "Connect" when !_inAir.Contains(call.Path):
                Fail(raw, "org.bluez.Error.Failed", "le-connection-abort-by-local");
                return;
            case "Connect": Connect(call.Path); break;
            case "Disconnect": Set(call.Path, BlueZTree.Device, new() { ["Connected"] = false, ["ServicesResolved"] = false }); break;
            case "Pair": Set(call.Path, BlueZTree.Device, new() { ["Paired"] = true, ["Bonded"] = true }); break;
        }

        Reply(raw, "");
    }

    private void Connect(string path)
    {
        Set(path, BlueZTree.Device, new() { ["Connected"] = true });
        if (!Resolves) return;
        foreach (var (number, flag, value) in ((ushort, string, byte[])[])_objects[path][BlueZTree.Device]["-characteristics"])
        {
            var values = new Dictionary<string, object> { ["UUID"] = Long($"{number:x4}"), ["Flags"] = (string[])[flag], ["-value"] = value };
            Add($"{path}/service0/char{number:x4}", new() { [BlueZTree.Characteristic] = values });
        }

        Set(path, BlueZTree.Device, new() { ["ServicesResolved"] = true });
    }

    /// <summary>After the signals that were posted before, as BlueZ does.</summary>
    private void Reply(nint call, string signature, params object[] values)
    {
        Keep(call);
        _bus.Post(bus =>
        {
            NewReturn(call, out var message);
            BusWriter.Append(message, signature, values);
            SdBusNative.Send(bus, message, out _);
            SdBusNative.Free(message);
            SdBusNative.Free(call);
        });
    }

    private void Fail(nint call, string name, string text)
    {
        Keep(call);
        var error = new NamedError { Name = Marshal.StringToCoTaskMemUTF8(name), Text = Marshal.StringToCoTaskMemUTF8(text) };
        NewError(call, out var message, error);
        Marshal.FreeCoTaskMem(error.Name);
        Marshal.FreeCoTaskMem(error.Text);
        _bus.Post(bus =>
        {
            SdBusNative.Send(bus, message, out _);
            SdBusNative.Free(message);
            SdBusNative.Free(call);
        });
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct NamedError
    {
        public nint Name;
        public nint Text;
        public int NeedsFree;
    }

    [LibraryImport(SdBusNative.Library, EntryPoint = "sd_bus_message_ref")]
    private static partial nint Keep(nint message);

    [LibraryImport(SdBusNative.Library, EntryPoint = "sd_bus_message_new_signal", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NewSignal(nint bus, out nint message, string path, string face, string member);

    [LibraryImport(SdBusNative.Library, EntryPoint = "sd_bus_message_new_method_return")]
    private static partial int NewReturn(nint call, out nint message);

    [LibraryImport(SdBusNative.Library, EntryPoint = "sd_bus_message_new_method_error")]
    private static partial int NewError(nint call, out nint message, in NamedError error);
}
