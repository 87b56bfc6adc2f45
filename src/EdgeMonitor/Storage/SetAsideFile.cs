using System.Globalization;
using System.Text;

namespace EdgeMonitor.Storage;

/// <summary>A file that the journal has set aside. Once its records are brought back it carries a mark beside it, which says what came of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Number">1 for the first time that something was set aside.</param>
internal sealed record SetAsideFile(string Path, int Number)
{
    /// <summary>What the mark's name has behind the file's.</summary>
    public const string DoneMark = ".salvaged";

    /// <summary>The files of a journal's directory that nobody has brought back yet, the newest first: what is missing behind an older one's records is known once the newer ones are back.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public static IReadOnlyList<SetAsideFile> Waiting(string directory) => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, $"*{JournalDirectory.SetAsideMark}*")
            .Select(Of).OfType<SetAsideFile>().Where(file => !File.Exists(file.Path + DoneMark)).OrderByDescending(file => file.Number).ThenByDescending(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>Marks it as brought back, durably: it is not looked at again.</summary>
    /// <exception cref="IOException">The mark could not be written: the file will be brought back again, which changes nothing.</exception>
    public void Done(string summary) => DurableFile.Replace(Path + DoneMark, Encoding.UTF8.GetBytes(summary + "\n"));

    private static SetAsideFile? Of(string path)
    {
        var number = path[(path.LastIndexOf(JournalDirectory.SetAsideMark, StringComparison.Ordinal) + JournalDirectory.SetAsideMark.Length)..];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? new SetAsideFile(path, parsed) : null;
    }
}
