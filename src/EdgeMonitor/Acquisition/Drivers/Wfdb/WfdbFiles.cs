using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>Opens the files of a record; whatever goes wrong is an <see cref="IOException"/> of one sentence that names the file.</summary>
internal static class WfdbFiles
{
    /// <summary>Opens a header.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream OpenText(string path) =>
        Open(path, "header", () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));

    /// <summary>Opens a signal file for reading at any place; answers it with its length in bytes.</summary>
    /// <exception cref="IOException">It cannot be opened, or is no ordinary file.</exception>
    public static (SafeFileHandle File, long Length) OpenSignals(string path)
    {
        var file = Open(path, "signal file", () => File.OpenHandle(path));
        try
        {
            return (file, RandomAccess.GetLength(file));
        }
        catch (NotSupportedException e)
        {
            file.Dispose();
            throw new IOException($"The signal file {path} is a pipe or device, but only ordinary files can be read.", e);
        }
    }

    private static T Open<T>(string path, string kind, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException($"The {kind} {path} does not exist.", path, e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"The {kind} {path} does not exist.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The {kind} {path} may not be read: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new IOException($"The {kind} {path} cannot be opened: {e.Message}", e);
        }
    }
}
