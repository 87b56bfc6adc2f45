using System.Text;

namespace EdgeMonitor.Annunciation.PwmSysfs;

/// <summary>The kernel's attribute files: one write is one request, which the kernel may refuse.</summary>
internal interface ISysfsFiles
{
    /// <summary>True where the folder is there.</summary>
    bool Has(string folder);

    /// <summary>The text of an attribute without its line end.</summary>
    /// <exception cref="IOException">It is not there or may not be read.</exception>
    string Read(string path);

    /// <summary>Writes an attribute.</summary>
    /// <exception cref="IOException">It is not there, may not be written, or the kernel refused the value.</exception>
    void Write(string path, string text);
}

/// <inheritdoc cref="ISysfsFiles"/>
internal sealed class SysfsFiles : ISysfsFiles
{
    /// <inheritdoc/>
    public bool Has(string folder) => Directory.Exists(folder);

    /// <inheritdoc/>
    public string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd();
        }
        catch (UnauthorizedAccessException refused)
        {
            throw Refused(path, refused);
        }
    }

    /// <inheritdoc/>
    public void Write(string path, string text)
    {
        try
        {
            // Never made anew: an attribute that is not there is no attribute. One write call, since the kernel takes each for a whole value.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(Encoding.ASCII.GetBytes(text));
        }
        catch (UnauthorizedAccessException refused)
        {
            throw Refused(path, refused);
        }
    }

    private static IOException Refused(string path, UnauthorizedAccessException refused) =>
        new($"{path} may not be used by this user: udev gives it to a group (hardware/README.md), and the unit needs it in ReadWritePaths.", refused);
}
