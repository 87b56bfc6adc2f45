using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>What an error of LiteDB or of its files means for the journal.</summary>
internal static class LiteFault
{
    private const int NoSpace = 28; // ENOSPC
    private const int NoQuota = 122; // EDQUOT

    /// <summary>True where the disk has no room.</summary>
    public static bool IsFull(Exception error) => error is IOException { HResult: NoSpace or NoQuota };

    /// <summary>
    /// True for everything but the lack of memory: over a damaged file LiteDB runs into nearly any exception, and each means that the engine is
    /// given up. Our own refusals (<see cref="JournalException"/>) pass.
    /// </summary>
    public static bool IsFault(Exception error) => error is not (JournalException or OutOfMemoryException);

    /// <summary>True where the file's content is not what was written, as the error is not the disk's.</summary>
    public static bool IsDamage(Exception error) => error is PageDamagedException or not (IOException or UnauthorizedAccessException or ObjectDisposedException);

    /// <summary>The journal's exception, which ends with <paramref name="result"/>.</summary>
    public static JournalException Explain(Exception error, string path, string result) => new($"{Cause(error, path)} {result} [{error.Message}]", error) { IsFull = IsFull(error) };

    private static string Cause(Exception error, string path) => error switch
    {
        _ when IsFull(error) => $"The disk of {path} is full: free space on it or let the uplink drain.",
        _ when IsDamage(error) => $"The journal {path} is damaged: the file will be set aside; replace the disk if this comes again.",
        UnauthorizedAccessException => $"The journal {path} cannot be written: make it, its directory and its file system writable for this service.",
        _ => $"The disk of {path} reported an input/output error: check the disk and its cable, and replace it if this comes again.",
    };
}
