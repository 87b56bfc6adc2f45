namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>What BlueZ has on the bus: objects by path, each with its interfaces and their properties; and who was seen in the air when.</summary>
internal sealed class BlueZTree
{
    /// <summary>Interfaces (BlueZ <c>doc/org.bluez.*.rst</c>).</summary>
    public const string Adapter = "org.bluez.Adapter1", Device = "org.bluez.Device1", Service = "org.bluez.GattService1", Characteristic = "org.bluez.GattCharacteristic1",
        Battery = "org.bluez.Battery1";

    private static readonly string[] SignsOfPresence = ["RSSI", "ManufacturerData", "ServiceData", "TxPower", "UUIDs", "AdvertisingData"];

    private readonly Dictionary<string, Dictionary<string, Dictionary<string, object>>> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);

    /// <summary>Unique name of the running bluetoothd; empty while there is none.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>True once this bluetoothd's objects are known.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Counts signs of presence, so that a seeker knows what is newer than its search.</summary>
    public long Sightings { get; private set; }

    /// <summary>True where an adapter has ever told a signal strength: then it can be told who is near. Virtual adapters never do.</summary>
    public bool ShowsStrength { get; private set; }

    /// <summary>Paths of the adapters, in order.</summary>
    public IEnumerable<string> Adapters => PathsOf(Adapter).Order(StringComparer.Ordinal);

    /// <summary>Paths of the devices, in order.</summary>
    public IEnumerable<string> Devices => PathsOf(Device).Order(StringComparer.Ordinal);

    /// <summary>Another bluetoothd, or none: nothing of the one before counts any more.</summary>
    public void Restart(string owner)
    {
        _objects.Clear();
        _seen.Clear();
        (Owner, IsLoaded) = (owner, false);
    }

    /// <summary>All objects at once.</summary>
    public void Load(object managed)
    {
        _objects.Clear();
        if (managed is Dictionary<string, object> objects)
        {
            foreach (var (path, interfaces) in objects) Add(path, interfaces, isSighting: false);
        }

        IsLoaded = true;
    }

    /// <summary>An object has come, or more interfaces of one.</summary>
    public void Add(string path, object interfaces, bool isSighting)
    {
        if (interfaces is not Dictionary<string, object> added) return;
        if (!_objects.TryGetValue(path, out var known)) _objects[path] = known = new(StringComparer.Ordinal);
        foreach (var (name, properties) in added)
        {
            if (properties is not Dictionary<string, object> values) continue;
            known[name] = values;
            if (name != Device) continue;
            ShowsStrength |= values.ContainsKey("RSSI");
            if (isSighting || values.ContainsKey("RSSI")) _seen[path] = ++Sightings;
        }
    }

    /// <summary>Interfaces of an object have gone, and the object with the last of them.</summary>
    public void Remove(string path, object interfaces)
    {
        if (interfaces is not object[] names || !_objects.TryGetValue(path, out var known)) return;
        foreach (var name in names.OfType<string>()) known.Remove(name);
        if (known.Count > 0) return;
        _objects.Remove(path);
        _seen.Remove(path);
    }

    /// <summary>Properties have changed or are no longer known.</summary>
    public void Change(string path, string face, Dictionary<string, object> changed, object forgotten)
    {
        if (!_objects.TryGetValue(path, out var known) || !known.TryGetValue(face, out var values)) return;
        foreach (var (name, value) in changed) values[name] = value;
        foreach (var name in (forgotten as object[] ?? []).OfType<string>()) values.Remove(name);
        if (face != Device || !SignsOfPresence.Any(changed.ContainsKey)) return;
        ShowsStrength |= changed.ContainsKey("RSSI");
        _seen[path] = ++Sightings;
    }

    /// <summary>True where an object has an interface.</summary>
    public bool Has(string path, string face) => _objects.TryGetValue(path, out var known) && known.ContainsKey(face);

    /// <summary>A property, or null where it is not there or of another type.</summary>
    public object? Get(string path, string face, string property)
        => _objects.TryGetValue(path, out var known) && known.TryGetValue(face, out var values) ? values.GetValueOrDefault(property) : null;

    /// <summary>A property that is true.</summary>
    public bool Is(string path, string face, string property) => Get(path, face, property) is true;

    /// <summary>When a device was last seen in the air, by <see cref="Sightings"/>; 0 for never.</summary>
    public long SeenAt(string path) => _seen.GetValueOrDefault(path);

    /// <summary>Paths with an interface.</summary>
    public IEnumerable<string> PathsOf(string face) => _objects.Where(item => item.Value.ContainsKey(face)).Select(item => item.Key);

    /// <summary>The adapter of a device's path.</summary>
    public static string AdapterOf(string device) => device[..Math.Max(0, device.LastIndexOf('/'))];
}
