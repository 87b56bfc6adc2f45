using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;
using Google.Protobuf;

namespace EdgeMonitor.Uplink;

/// <summary>
/// That a centre which confirms was ever seen, over restarts: in the stream <c>centre</c>, of which the newest record counts. Nothing that comes
/// over the network makes it forget. Used by one thread.
/// </summary>
internal sealed class CentreMemory(SealedJournal journal)
{
    private CentrePresence? _notStored;

    /// <summary>True once a centre was seen.</summary>
    public bool Known { get; private set; }

    /// <summary>Reads the memory.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public void Load() => Known = Known || journal.Count(JournalStreams.Centre) > 0;

    /// <summary>A centre was seen: it counts at once, and is stored.</summary>
    /// <exception cref="JournalException">It could not be stored: <see cref="Store"/> tries again.</exception>
    public void Remember(CentrePresence presence)
    {
        if (Known) return;
        (Known, _notStored) = (true, presence);
        Store();
    }

    /// <summary>Stores what could not be stored yet.</summary>
    /// <exception cref="JournalException">It still could not.</exception>
    public void Store()
    {
        if (_notStored is null) return;
        // After a failure nobody knows whether it was stored: then it is there.
        if (journal.Count(JournalStreams.Centre) == 0)
            journal.Append([new PlainRecord(JournalStreams.Centre, journal.NextSequence(JournalStreams.Centre), _notStored.ToByteArray())]);
        _notStored = null;
    }
}
