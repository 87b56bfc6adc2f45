using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EdgeMonitor.Storage;

/// <summary>
/// Remembers, apart from the store itself, a ceiling that no stream's sequence has passed, so that a number is never used twice even if
/// the whole store is lost: the fresh one goes on from the ceiling. The ceiling is raised durably by <see cref="Step"/> before the first
/// number above it is used, which is one small write in a million records. The numbers stay in the box's own region (<see cref="BoxIdentity"/>).
/// </summary>
internal sealed partial class SequenceReserve
{
    /// <summary>By how much a ceiling is raised. Chosen: eleven days of one record a second, and far from exhausting 48 bits.</summary>
    public const long Step = 1_000_000;

    // If this file is lost with the store, the next numbers start at a random multiple of 2^30 in the box's region: unlikely to meet the old ones,
    // which in the 34 years of the first 2^30 seconds cannot be there at the first such loss.
    private const int JumpBits = 30;
    private readonly string _path;
    private readonly long _region;
    private readonly Dictionary<string, long> _ceilings = new(StringComparer.Ordinal);
    private readonly string _owner;

    private SequenceReserve(string path, string owner, long region)
    {
        _path = path;
        _owner = owner;
        _region = region;
        Floor = region;
    }

    /// <summary>The file's name in the journal's directory.</summary>
    public const string FileName = "sequences";

    /// <summary>False where the file was missing or damaged, so that nothing is known about the numbers used so far.</summary>
    public bool Known { get; private init; }

    /// <summary>True where another provider wrote to this directory last: this one's store no longer knows the last numbers.</summary>
    public bool OwnedByAnother { get; private init; }

    /// <summary>True where that is so and its records are still here: nothing is missing, and all numbers go on above them.</summary>
    public bool IsHandedOver { get; private init; }

    /// <summary>The streams that have a ceiling.</summary>
    public IEnumerable<string> Streams => _ceilings.Keys;

    /// <summary>Reads the file for a provider.</summary>
    /// <exception cref="IOException">It exists and cannot be read.</exception>
    public static SequenceReserve Read(JournalDirectory directory, string owner)
    {
        var path = directory.PathOf(FileName);
        // A damaged identity must not keep alarms from being stored: the box then stands down where another has its id (see BoxIdentity.AtStart).
        var region = BoxIdentity.AtStart(Path.GetDirectoryName(directory.Root)!).Identity.Floor;
        if (!File.Exists(path) || Parse(File.ReadAllBytes(path)) is not { } content) return new SequenceReserve(path, owner, region);
        var reserve = new SequenceReserve(path, owner, region)
        {
            Known = true,
            OwnedByAnother = content.Owner != owner,
            IsHandedOver = content.Owner != owner && ProviderFiles.DataIn(directory.Root, content.Owner).Count > 0,
            Floor = content.Floor,
        };
        foreach (var (stream, ceiling) in content.Ceilings) reserve._ceilings[stream] = ceiling;
        return reserve;
    }

    /// <summary>The provider that wrote to the directory last; null where that is not known.</summary>
    /// <exception cref="IOException">The file exists and cannot be read.</exception>
    public static string? OwnerIn(string directory) => ContentIn(directory)?.Owner;

    /// <summary>The streams that have a ceiling in the directory.</summary>
    /// <exception cref="IOException">The file exists and cannot be read.</exception>
    public static IEnumerable<string> StreamsIn(string directory) => NumbersIn(directory).Ceilings.Keys;

    /// <summary>The ceilings in the directory, and where a stream begins that has never had a record.</summary>
    /// <exception cref="IOException">The file exists and cannot be read.</exception>
    public static (IReadOnlyDictionary<string, long> Ceilings, long Floor) NumbersIn(string directory) =>
        ContentIn(directory) is { } content ? (content.Ceilings, content.Floor) : (new Dictionary<string, long>(), 0);

    /// <summary>Where a stream begins that has never had a record: where the box's region does, or far away after <see cref="JumpFar"/>.</summary>
    public long Floor { get; private set; }

    /// <summary>True after <see cref="JumpFar"/>.</summary>
    public bool HasJumped => Floor > _region;

    /// <summary>The number that no record of the stream has passed: a fresh store begins above it.</summary>
    public long CeilingOf(string stream) => _ceilings.GetValueOrDefault(stream, Floor);

    /// <summary>Nothing is known and the store is lost: makes every stream begin at a random, distant number.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void JumpFar()
    {
        Floor = _region + ((long)RandomNumberGenerator.GetInt32(1, (int)(BoxIdentity.RegionSize >> JumpBits)) << JumpBits);
        Write();
    }

    /// <summary>Makes sure that every number up to <paramref name="sequence"/> may be used; writes only where the ceiling is passed.</summary>
    /// <exception cref="IOException">It could not be written, and the number must not be used.</exception>
    public void Cover(string stream, long sequence)
    {
        if (_ceilings.TryGetValue(stream, out var old) && sequence <= old) return;
        _ceilings[stream] = sequence + Step;
        try
        {
            Write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (old > 0) _ceilings[stream] = old;
            else _ceilings.Remove(stream);
            throw;
        }
    }

    private static Content? ContentIn(string directory) =>
        Path.Combine(directory, FileName) is var path && File.Exists(path) ? Parse(File.ReadAllBytes(path)) : null;

    private void Write()
    {
        DurableFile.Replace(_path, ToFile(new Content(_owner, Floor, _ceilings)));
    }

    /// <summary>What the file holds; null where it is damaged.</summary>
    public static Content? Parse(ReadOnlySpan<byte> file) => ChecksummedJson.Read(file, ContentJson.Default.Content);

    /// <summary>The file's bytes.</summary>
    public static byte[] ToFile(Content content) => ChecksummedJson.Write(content, ContentJson.Default.Content);

    /// <summary>What the file holds.</summary>
    /// <param name="Owner">The provider that wrote it last.</param>
    /// <param name="Floor">Where a stream begins that has never had a record.</param>
    /// <param name="Ceilings">For each stream the number that no record has passed.</param>
    internal sealed record Content(string Owner, long Floor, Dictionary<string, long> Ceilings);

    // Generated, because a trimmed build cannot serialise by reflection.
    [JsonSerializable(typeof(Content))]
    private sealed partial class ContentJson : JsonSerializerContext;
}
