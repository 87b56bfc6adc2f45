using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink.Wire;

/// <content>What a record is stored with and not sent with.</content>
internal sealed partial class Record
{
    /// <summary>The episode whose key seals it, as it was when the record was queued.</summary>
    public Episode? Episode { get; set; }

    /// <summary>Completed once the record is on the disk, where somebody waits for that.</summary>
    public TaskCompletionSource? Stored { get; set; }
}
