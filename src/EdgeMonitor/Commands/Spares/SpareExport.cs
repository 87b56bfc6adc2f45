using System.Text;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Spares;

/// <summary>Collects what a spare needs from a box, running or not.</summary>
internal static class SpareExport
{
    /// <summary>Keys change now and then; a collection during a change is made again. Chosen: a change takes milliseconds.</summary>
    private const int Tries = 5;

    /// <summary>The key files of a state directory: the master key where it is a file, and every wrapped data key.</summary>
    private static readonly string[] KeyFiles = ["edgemonitor.key", "edgemonitor.key.next"];

    /// <summary>The content of a box's export.</summary>
    /// <param name="path">The configuration file.</param>
    /// <param name="options">What it says.</param>
    /// <exception cref="SpareException">The box has nothing to sign with, or its keys change all the time.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SpareContent Collect(string path, EdgeMonitorOptions options)
    {
        if (!options.Uplink.IsConfigured) throw new SpareException("This box has no uplink and so no certificate to sign an export with.");
        var state = options.Storage.Resolve();
        var identity = BoxIdentity.Read(state);
        return new SpareContent(
            options.Device.Id, identity.Takeover, HighestRegion(state, identity), SpareFile.Read(path),
            CertificateCheck.FilesOf(options.Uplink).Where(file => file.Path.Length > 0).ToDictionary(file => file.Name, file => SpareFile.Read(file.Path)),
            Keys(state));
    }

    /// <summary>Seals and signs it with the box's own certificate.</summary>
    /// <exception cref="SpareException">The certificate and its key cannot sign.</exception>
    public static byte[] Seal(SpareContent content, string passphrase) => SpareEnvelope.Seal(
        content.ToBytes(), content.Device, passphrase, Text(content.Tls["CertificateFile"]), Text(content.Tls["KeyFile"]));

    private static string Text(SpareFile file) => Encoding.UTF8.GetString(file.Bytes);

    private static int HighestRegion(string state, BoxIdentity identity)
    {
        var path = Path.Combine(state, "journal", SequenceReserve.FileName);
        var numbers = File.Exists(path) ? SequenceReserve.Parse(File.ReadAllBytes(path)) : null;
        return (numbers?.Ceilings.Values ?? Enumerable.Empty<long>()).Append(numbers?.Floor ?? 0).Select(BoxIdentity.RegionOf).Append(identity.Region).Max();
    }

    private static Dictionary<string, SpareFile> Keys(string state)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (TryReadKeys(state) is { } first && TryReadKeys(state) is { } second && IsSame(first, second)) return first;
        }

        throw new SpareException("The box's keys are being changed: export again in a minute.");
    }

    /// <summary>All of them at one time; null where one has gone meanwhile.</summary>
    private static Dictionary<string, SpareFile>? TryReadKeys(string state)
    {
        var keys = Path.Combine(state, "keys");
        var paths = KeyFiles.Where(name => File.Exists(Path.Combine(state, name))).ToList();
        if (Directory.Exists(keys)) paths.AddRange(Directory.EnumerateFiles(keys).Select(file => Path.GetRelativePath(state, file)));
        try
        {
            return paths.ToDictionary(path => path, path => SpareFile.Read(Path.Combine(state, path)));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool IsSame(Dictionary<string, SpareFile> one, Dictionary<string, SpareFile> other) =>
        one.Count == other.Count && one.All(file => other.TryGetValue(file.Key, out var same) && same.Bytes.AsSpan().SequenceEqual(file.Value.Bytes));
}
