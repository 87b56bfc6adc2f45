using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>Which of the devices that BlueZ knows is the one that is looked for: pure questions to its picture.</summary>
internal static class BlueZSearch
{
    /// <summary>Of several devices that offer a service the strongest is the one at the bed only if it is so much stronger than the next, dB (chosen: three times the distance).</summary>
    private const int ClearlyNearer = 10;

    /// <summary>The adapters that work; where there is none, why.</summary>
    /// <exception cref="IOException">There is no Bluetooth now; the sentence says what to do.</exception>
    public static void RequireAdapter(BlueZTree tree)
    {
        if (tree.Owner.Length == 0) throw new IOException("bluetoothd is not running: install and start BlueZ (apt install bluez; systemctl start bluetooth).");
        if (!tree.Adapters.Any()) throw new IOException("There is no Bluetooth adapter: plug one in, or switch it on in the firmware's settings.");
        if (!tree.Adapters.Any(path => tree.Is(path, BlueZTree.Adapter, "Powered"))) throw new IOException("The Bluetooth adapter is switched off: switch it on (rfkill unblock bluetooth; bluetoothctl power on).");
    }

    /// <summary>The device of an address that is connected or was seen in the air; null while there is none.</summary>
    /// <param name="tree">The picture.</param>
    /// <param name="address">The address.</param>
    /// <param name="since">Sightings before this count do not count.</param>
    /// <exception cref="IOException">There is no Bluetooth.</exception>
    public static string? ByAddress(BlueZTree tree, string address, long since)
    {
        RequireAdapter(tree);
        return WithAddress(tree, address).FirstOrDefault(path => IsHere(tree, path, since));
    }

    /// <summary>The known device of an address, in reach or not.</summary>
    public static string? Blindly(BlueZTree tree, string address) => tree.ShowsStrength ? null : WithAddress(tree, address).FirstOrDefault();

    /// <summary>The devices in reach that offer a service.</summary>
    /// <exception cref="IOException">There is no Bluetooth.</exception>
    public static List<string> ByService(BlueZTree tree, Guid service, long since, Func<string, bool> isTaken)
    {
        RequireAdapter(tree);
        var uuid = service.ToString();
        return [.. tree.Devices.Where(path => IsPowered(tree, path) && !isTaken(path) && IsHere(tree, path, since)
            && tree.Get(path, BlueZTree.Device, "UUIDs") is object[] uuids && uuids.Contains(uuid))];
    }

    /// <summary>The only one, or the one that is clearly nearer than all others.</summary>
    /// <exception cref="IOException">It cannot be told which.</exception>
    public static string Nearest(BlueZTree tree, List<string> paths, Guid service)
    {
        var byStrength = paths.OrderByDescending(path => Strength(tree, path) ?? int.MinValue).ToList();
        if (byStrength.Count == 1 || (Strength(tree, byStrength[0]) is { } first && Strength(tree, byStrength[1]) is { } second && first - second >= ClearlyNearer)) return byStrength[0];
        var named = string.Join(" and ", byStrength.Take(2).Select(path => Strength(tree, path) is { } strength ? $"{AddressOf(tree, path)} at {strength} dBm" : AddressOf(tree, path)));
        throw new IOException($"{byStrength.Count} devices in reach offer {BleUuid.Text(service)}, {named}: give the address of the one at this bed as Link.");
    }

    /// <summary>A device's address; its path where it has none.</summary>
    public static string AddressOf(BlueZTree tree, string path) => tree.Get(path, BlueZTree.Device, "Address") as string ?? path;

    private static IEnumerable<string> WithAddress(BlueZTree tree, string address)
        => tree.Devices.Where(path => IsPowered(tree, path) && address.Equals(tree.Get(path, BlueZTree.Device, "Address") as string, StringComparison.OrdinalIgnoreCase));

    private static bool IsHere(BlueZTree tree, string path, long since)
        => tree.SeenAt(path) > since || tree.Is(path, BlueZTree.Device, "Connected") || Strength(tree, path) is not null;

    private static bool IsPowered(BlueZTree tree, string device) => tree.Is(BlueZTree.AdapterOf(device), BlueZTree.Adapter, "Powered");

    private static int? Strength(BlueZTree tree, string path) => tree.Get(path, BlueZTree.Device, "RSSI") is short strength ? strength : null;
}
