using System.Text.Json.Serialization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Station;

/// <summary>
/// Which box has spoken for each bed last, in the file <c>takeovers</c> of the station's state directory, so that a restart of the station does not
/// let an older box in again. The disk is never waited for: without the file the beds' retained statuses tell the same.
/// </summary>
/// <param name="state">The state directory.</param>
internal sealed partial class SeenTakeovers(string state)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "takeovers";

    /// <summary>Chosen: as long as a start waits for what the monitor knew.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, uint> _seen = [];
    private Task _written = Task.CompletedTask;

    private string FullPath => Path.Combine(state, FileName);

    /// <summary>What is known at the start; nothing where the file is not there, is damaged, or the disk does not answer.</summary>
    public IReadOnlyDictionary<string, uint> AtStart()
    {
        var read = Task.Run(Read);
        try
        {
            if (!read.Wait(Patience) || read.Result is not { } found) return new Dictionary<string, uint>();
            lock (_gate)
            {
                foreach (var (bed, takeover) in found) _seen[bed] = takeover;
            }

            return found;
        }
        catch (AggregateException failed) when (failed.InnerException is IOException or UnauthorizedAccessException)
        {
            return new Dictionary<string, uint>();
        }
    }

    /// <summary>A later box speaks for a bed; written soon, by another thread.</summary>
    public void Note(string bed, uint takeover)
    {
        lock (_gate)
        {
            _seen[bed] = takeover;
            _written = _written.ContinueWith(_ => Write(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Completes when everything noted so far was written, or could not be.</summary>
    public Task WrittenAsync()
    {
        lock (_gate) return _written;
    }

    private Dictionary<string, uint>? Read() =>
        File.Exists(FullPath) ? ChecksummedJson.Read(File.ReadAllBytes(FullPath), TakeoversJson.Default.DictionaryStringUInt32) : null;

    private void Write()
    {
        byte[] file;
        lock (_gate) file = ChecksummedJson.Write(_seen, TakeoversJson.Default.DictionaryStringUInt32);
        try
        {
            DurableFile.Replace(FullPath, file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The disk's trouble is told by who stores the records; the retained status tells the number again.
        }
    }

    // Generated, because a trimmed build cannot serialise by reflection.
    [JsonSerializable(typeof(Dictionary<string, uint>))]
    private sealed partial class TakeoversJson : JsonSerializerContext;
}
