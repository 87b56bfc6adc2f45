using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal;

/// <summary>A box's keys without its journal: for files that are damaged, or lie elsewhere. Makes nothing.</summary>
internal sealed class BoxSeal : IDisposable
{
    private readonly KeyRing _keys;
    private readonly RecordSeal _seal;

    private BoxSeal(KeyRing keys, string device) => (_keys, _seal) = (keys, new RecordSeal(keys, device));

    /// <summary>Reads the keys of a state directory.</summary>
    /// <exception cref="JournalException">They are not there or cannot be read.</exception>
    public static BoxSeal Open(string state, string device) => new(JournalReading.ReadKeys(state), device);

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
    public void Dispose()
    {
        _seal.Dispose();
        _keys.Dispose();
    }
}
