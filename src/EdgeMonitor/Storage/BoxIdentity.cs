using System.Text.Json.Serialization;

namespace EdgeMonitor.Storage;

/// <summary>
/// Which box of its device id this is, in the file <c>identity</c> of the state directory. A box that never took over has none and is number 0; an
/// import sets a higher one, and with it the part of the sequence numbers that is this box's own.
/// <para>
/// The 48 bits of a sequence are parted into 256 regions of 2^40 numbers, each 34,000 years at one record a second. A box stays in its region
/// whatever happens to its store (<see cref="SequenceReserve.JumpFar"/>), and a spare gets the next region above everything that the exporting box
/// has used or may use: so two boxes of one device id never give one number to two records, although neither knows of the other.
/// </para>
/// </summary>
/// <param name="Takeover">0 on a box that never took over; each import counts on.</param>
/// <param name="Region">The box's region, 0 to 255.</param>
internal sealed partial record BoxIdentity(uint Takeover, int Region)
{
    /// <summary>The file's name in the state directory.</summary>
    public const string FileName = "identity";

    /// <summary>Numbers in a region.</summary>
    public const long RegionSize = 1L << 40;

    /// <summary>Regions in 48 bits.</summary>
    public const int Regions = 256;

    /// <summary>Chosen: a healthy disk needs milliseconds, and a patient must not wait for another (as for the monitor's memory).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A box that never took over.</summary>
    public static BoxIdentity Original { get; } = new(0, 0);

    /// <summary>Every number of the box lies above this one.</summary>
    [JsonIgnore]
    public long Floor => Region * RegionSize;

    /// <summary>The region in which a number lies.</summary>
    public static int RegionOf(long sequence) => (int)(sequence / RegionSize);

    /// <summary>The identity in a state directory.</summary>
    /// <exception cref="IOException">The file is there and cannot be read, or is damaged.</exception>
    public static BoxIdentity Read(string state)
    {
        var path = Path.Combine(state, FileName);
        if (!File.Exists(path)) return Original;
        return ChecksummedJson.Read(File.ReadAllBytes(path), IdentityJson.Default.BoxIdentity)
            ?? throw new IOException($"{path} is damaged: import the export of this device again.");
    }

    /// <summary>
    /// The identity at the daemon's start, which no disk may hold up. Where it cannot be read the box counts as the one that never took over:
    /// where there is a later one, and be it itself, it stands down and says so.
    /// </summary>
    /// <param name="state">The state directory.</param>
    /// <returns>The identity, and a sentence where it is not known.</returns>
    public static (BoxIdentity Identity, string? Fault) AtStart(string state)
    {
        var read = Task.Run(() => Read(state));
        try
        {
            return read.Wait(Patience) ? (read.Result, null) : (Original, $"Which box of its device id this is could not be read within {Patience.TotalSeconds:0} s.");
        }
        catch (AggregateException failed) when (failed.InnerException is IOException or UnauthorizedAccessException)
        {
            return (Original, $"Which box of its device id this is could not be read: {failed.InnerException.Message}");
        }
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToFile() => ChecksummedJson.Write(this, IdentityJson.Default.BoxIdentity);

    // Generated, because a trimmed build cannot serialise by reflection.
    [JsonSerializable(typeof(BoxIdentity))]
    private sealed partial class IdentityJson : JsonSerializerContext;
}
