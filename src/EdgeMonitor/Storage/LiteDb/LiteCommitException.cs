namespace EdgeMonitor.Storage.LiteDb;

/// <summary>A commit failed.</summary>
internal sealed class LiteCommitException(Exception cause, bool mayBeStored) : IOException(cause.Message, cause)
{
    /// <summary>False where it is certain that nothing of it is stored.</summary>
    public bool MayBeStored { get; } = mayBeStored;
}
