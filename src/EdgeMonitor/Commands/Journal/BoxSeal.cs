using EdgeMonitor.Security;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal;

/// <summary>A box's keys without its journal: for files that are damaged, or lie elsewhere. Makes nothing.</summary>
internal sealed class BoxSeal : IDisposable
{
    private readonly RecordSeal _seal;

    private BoxSeal(RecordSeal seal) => _seal = seal;

    /// <summary>Reads the keys of a state directory.</summary>
    /// <exception cref="JournalException">They are not there or cannot be read.</exception>
    public static BoxSeal Open(string state, string device)
    {
        var path = Path.Combine(state, KeyFile.CredentialName);
        var credentials = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        if (!File.Exists(path) && (credentials is null || !File.Exists(Path.Combine(credentials, KeyFile.CredentialName))))
            throw new JournalException($"The box's key {path} is not there or may not be read: without it nothing can be opened. Run this as the service's user, with its credential where it has one.");
        try
        {
            using var key = KeyFile.Load(path, credentials);
            return new BoxSeal(new RecordSeal(key, device));
        }
        catch (KeyFileException e)
        {
            throw new JournalException(e.Message, e);
        }
    }

    /// <summary>The record's plain bytes, or null where its seal does not hold.</summary>
    public byte[]? Open(JournalRecord record)
    {
        try
        {
            return _seal.Open(record.Stream, record.Sequence, record.Bytes.Span);
        }
        catch (RecordUnreadableException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _seal.Dispose();
}
