using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeMonitor.Storage;

/// <summary>
/// What this box has written to its disk so far: bytes that the kernel sent there for the daemon, whatever for, against the bytes of the records that it
/// was given to keep. Kept over restarts in a small file.
/// </summary>
/// <param name="Seconds">How long it was measured.</param>
/// <param name="WrittenBytes">Bytes written, those cancelled before they reached the disk taken off.</param>
/// <param name="RecordBytes">Bytes of the records, sealed.</param>
internal sealed partial record Wear(double Seconds, long WrittenBytes, long RecordBytes)
{
    /// <summary>The file's name in the state directory.</summary>
    public const string FileName = "wear.json";

    private const double SecondsPerDay = 86_400;
    private const double Mebibyte = 1 << 20;

    /// <summary>Bytes written on a day on which a bed is watched from its first to its last second; null where nothing was measured yet.</summary>
    [JsonIgnore]
    public double? BytesPerBedDay => Seconds > 0 ? WrittenBytes / Seconds * SecondsPerDay : null;

    /// <summary>Bytes written for each byte of records; null where there was none.</summary>
    [JsonIgnore]
    public double? Factor => RecordBytes > 0 ? (double)WrittenBytes / RecordBytes : null;

    /// <summary>What the state directory's file says; null where it is not there or cannot be read.</summary>
    public static Wear? Read(string state)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(state, FileName)), WearJson.Default.Wear);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Both together.</summary>
    public static Wear operator +(Wear one, Wear other) =>
        new(one.Seconds + other.Seconds, one.WrittenBytes + other.WrittenBytes, one.RecordBytes + other.RecordBytes);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written; the old one stands.</exception>
    public void Write(string state) => DurableFile.Replace(Path.Combine(state, FileName), JsonSerializer.SerializeToUtf8Bytes(this, WearJson.Default.Wear));

    /// <summary>One sentence.</summary>
    public override string ToString()
    {
        if (BytesPerBedDay is not { } day) return "Nothing was measured yet.";
        var times = Factor is { } factor ? string.Create(CultureInfo.InvariantCulture, $", {factor:0.00} times the bytes of its records") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{day / Mebibyte:0.0} MiB written per bed-day{times}, measured over {Seconds / 3600:0.0} h.");
    }

    // Generated, because a trimmed build cannot serialise by reflection.
    [JsonSerializable(typeof(Wear))]
    private sealed partial class WearJson : JsonSerializerContext;
}
