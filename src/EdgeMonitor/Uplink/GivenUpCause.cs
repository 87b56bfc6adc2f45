using System.Globalization;

namespace EdgeMonitor.Uplink;

/// <summary>Why the oldest records are given up, in the sentences that stand in the gap record; by them such a record is known again after a restart.</summary>
internal static class GivenUpCause
{
    /// <summary>The disk refused a record for want of room.</summary>
    public const string FullDisk = DiskBegins + "is full.";

    private const string BoundBegins = "The bound of ", DiskBegins = "The disk of the journal ";
    private const long Mebibyte = 1 << 20;

    /// <summary>The stream holds too many bytes.</summary>
    public static string Bytes(string stream, long most) => string.Create(CultureInfo.InvariantCulture, $"{BoundBegins}{stream}, {most / Mebibyte} MiB, is reached.");

    /// <summary>The stream's oldest records are too old.</summary>
    public static string Age(string stream, TimeSpan most) => string.Create(CultureInfo.InvariantCulture, $"{BoundBegins}{stream}, {most.TotalHours:0} h, is reached.");

    /// <summary>The disk has less room than is to be left on it.</summary>
    public static string Reserve(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{DiskBegins}has less than {bytes / Mebibyte} MiB left.");

    /// <summary>True for the sentences above, of this version or an earlier one; records are gone for other causes too: shredded, or lost with a damaged file.</summary>
    public static bool IsOne(string cause) => cause.StartsWith(BoundBegins, StringComparison.Ordinal) || cause.StartsWith(DiskBegins, StringComparison.Ordinal);
}
