namespace EdgeMonitor.Storage.LiteDb;

/// <summary>A file turned out to be damaged when its records were to be carried, which nobody had asked for.</summary>
internal sealed class LiteDamageException(int number, Exception cause) : IOException(cause.Message, cause)
{
    /// <summary>The file.</summary>
    public int Number { get; } = number;
}
