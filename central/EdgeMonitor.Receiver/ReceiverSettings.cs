using EdgeMonitor.Uplink;

namespace EdgeMonitor.Receiver;

/// <summary>Whom the receiver serves, and how.</summary>
/// <param name="Site">The site whose boxes it listens to.</param>
/// <param name="Id">This centre's id: MQTT client id, and what its acknowledgements carry.</param>
internal sealed record ReceiverSettings(string Site, string Id)
{
    /// <summary>How it writes what it says itself; records are read in either form.</summary>
    public UplinkEncoding Encoding { get; init; } = UplinkEncoding.Protobuf;

    /// <summary>How long a record waits for others to be committed with it. Chosen: a box hardly notices it, and a disk syncs some dozen times a second.</summary>
    public TimeSpan CommitWindow { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Records in one commit at the most. Chosen: about a megabyte of telemetry.</summary>
    public int MostInCommit { get; init; } = 256;

    /// <summary>Messages that may wait for their commit. Chosen: a ward's backlog of a minute.</summary>
    public int MostWaiting { get; init; } = 4096;

    /// <summary>Bytes of messages that may wait for their commit. Chosen: fits a small server.</summary>
    public long MostWaitingBytes { get; init; } = 64L << 20;

    /// <summary>The wait before a store that failed is tried again.</summary>
    public TimeSpan StoreRetry { get; init; } = TimeSpan.FromSeconds(2);
}
