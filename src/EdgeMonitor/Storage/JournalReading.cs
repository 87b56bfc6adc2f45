using EdgeMonitor.Security;

namespace EdgeMonitor.Storage;

/// <summary>A box's journal opened for reading only, with its key; works beside a running daemon and makes nothing.</summary>
internal sealed class JournalReading : IDisposable
{
    private readonly IJournalReader _reader;
    private readonly RecordSeal _seal;
    private readonly KeyRing _keys;

    private JournalReading(IJournalReader reader, RecordSeal seal, KeyRing keys)
    {
        (_reader, _seal, _keys) = (reader, seal, keys);
        Journal = new SealedReader(reader, seal);
    }

    /// <summary>The records.</summary>
    public SealedReader Journal { get; }

    /// <summary>Opens the journal of a state directory.</summary>
    /// <param name="state">The state directory: what <c>Storage:Directory</c> names.</param>
    /// <param name="device">The box's device id, under which its records are sealed.</param>
    /// <exception cref="JournalException">It or its key cannot be read; the message says what to do.</exception>
    public static JournalReading Open(string state, string device)
    {
        var reader = OpenReader(Path.Combine(state, "journal"));
        KeyRing? keys = null;
        try
        {
            keys = ReadKeys(state);
            return new JournalReading(reader, new RecordSeal(keys, device), keys);
        }
        finally
        {
            if (keys is null) reader.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _seal.Dispose();
        _keys.Dispose();
    }

    /// <summary>The provider that wrote last goes first.</summary>
    private static IJournalReader OpenReader(string directory)
    {
        JournalException? first = null;
        foreach (var provider in ProviderOrder.For(ProviderOrder.Auto, directory, JournalProviders.All, () => null).Providers)
        {
            try
            {
                return provider.OpenReader(directory);
            }
            catch (JournalException refused)
            {
                first ??= refused;
            }
        }

        throw first ?? new JournalException("No provider of the journal is built in: install this program again.");
    }

    /// <summary>Reads the keys of a state directory.</summary>
    /// <exception cref="JournalException">They are not there or cannot be read.</exception>
    public static KeyRing ReadKeys(string state)
    {
        try
        {
            // A key that is not there must not be made here: it would be another one.
            return KeyRing.Read(state, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"));
        }
        catch (Exception e) when (e is KeyFileException or UnauthorizedAccessException)
        {
            throw new JournalException(e.Message, e);
        }
    }
}
