using System.Text.Json.Serialization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Up to where this box had stored when it learnt that a later box has its device id, in the file <c>stood-down</c> of the state directory. What it had
/// stored until then is the patient's history; what it stores afterwards may be of another bed. A restart does not move the mark. Used by one thread.
/// </summary>
/// <param name="state">The state directory; null to remember it for this process only.</param>
/// <param name="takeover">This box's own number: the mark of another one, as before an import, counts no more.</param>
internal sealed partial class StandDownMark(string? state, uint takeover)
{
    /// <summary>The file's name in the state directory.</summary>
    public const string FileName = "stood-down";

    private Mark? _mark;
    private bool _written;

    private string? FullPath => state is null ? null : Path.Combine(state, FileName);

    /// <summary>The last sequence of each stream that was stored then; the first call sets it, unless an earlier process did.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public IReadOnlyDictionary<string, long> Set(SealedJournal journal)
    {
        if (_mark is null && Read() is { } found) (_mark, _written) = (found, true);
        _mark ??= new Mark(takeover, JournalStreams.All.ToDictionary(stream => stream, journal.LastSequence));
        if (!_written) Write(_mark);
        return _mark.Last;
    }

    /// <summary>Nobody has this device id but this box any more: everything that it stored is its own.</summary>
    public void Clear()
    {
        (_mark, _written) = (null, false);
        try
        {
            if (FullPath is { } path) File.Delete(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Left behind it only lets less be sent, should this box ever stand down again: that stays stored.
        }
    }

    private Mark? Read()
    {
        try
        {
            if (FullPath is not { } path || !File.Exists(path)) return null;
            return ChecksummedJson.Read(File.ReadAllBytes(path), MarkJson.Default.Mark) is { } mark && mark.Takeover == takeover ? mark : null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(Mark mark)
    {
        try
        {
            if (FullPath is { } path) DurableFile.Replace(path, ChecksummedJson.Write(mark, MarkJson.Default.Mark));
            _written = true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // It holds for this process, and is written with the next try.
        }
    }

    /// <summary>The file's content.</summary>
    /// <param name="Takeover">The number of the box that stood down.</param>
    /// <param name="Last">By stream, the last sequence that it had stored.</param>
    internal sealed record Mark(uint Takeover, Dictionary<string, long> Last);

    // Generated, because a trimmed build cannot serialise by reflection.
    [JsonSerializable(typeof(Mark))]
    private sealed partial class MarkJson : JsonSerializerContext;
}
