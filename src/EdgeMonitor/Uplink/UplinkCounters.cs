using System.Collections.Concurrent;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>What the uplink has done, for the status line and the page; written by the uplink, read by anyone.</summary>
internal sealed class UplinkCounters(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _sent = new(JournalStreams.All.Select(stream => KeyValuePair.Create(stream, 0L)));
    private readonly ConcurrentDictionary<string, bool> _kept = new();
    private long _refused, _unreadable;
    private long _resent, _ignored, _thrownAway, _unconsumed;
    private volatile bool _connected, _centreConfirms, _centreIsPresent;
    private volatile string _lastError = "", _broker = "";

    /// <summary>True while a broker is connected.</summary>
    public bool Connected
    {
        get => _connected;
        set => _connected = value;
    }

    /// <summary>True where the centre's word confirms, false where the broker's does.</summary>
    public bool CentreConfirms
    {
        get => _centreConfirms;
        set => _centreConfirms = value;
    }

    /// <summary>True where the centre's word confirms and it is there.</summary>
    public bool CentreIsPresent
    {
        get => _centreIsPresent;
        set => _centreIsPresent = value;
    }

    /// <summary>The broker in use, or tried now, with its place in a list of several, e.g. <c>b.example.org:8883 (2 of 2)</c>; empty before the first.</summary>
    public string Broker
    {
        get => _broker;
        set => _broker = value;
    }

    /// <summary>What went wrong last, one sentence; empty where nothing has. It stays after the recovery.</summary>
    public string LastError
    {
        get => _lastError;
        set => _lastError = value;
    }

    /// <summary>How fast the backlog goes.</summary>
    public DrainMeter Drain { get; } = new(time);

    /// <summary>Records that the broker has refused, each refusal counted.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Records that cannot be read and stay stored.</summary>
    public long Unreadable => Interlocked.Read(ref _unreadable);

    /// <summary>Records confirmed since the start, by stream.</summary>
    public IReadOnlyDictionary<string, long> Sent => _sent;

    /// <summary>Records sent again because the centre had not confirmed them.</summary>
    public long Resent => Interlocked.Read(ref _resent);

    /// <summary>Words of the centre that were ignored, wholly or in a part.</summary>
    public long IgnoredAcknowledgements => Interlocked.Read(ref _ignored);

    /// <summary>Records that the broker's word has confirmed and that it has kept for nobody, as it says itself.</summary>
    public long ThrownAway => Interlocked.Read(ref _thrownAway);

    /// <summary>Records sent to a broker that has kept them for nobody, and that wait to be sent again: its word has not confirmed them.</summary>
    public long Unconsumed
    {
        get => Interlocked.Read(ref _unconsumed);
        set => Interlocked.Exchange(ref _unconsumed, value);
    }

    /// <summary>The streams of which the broker has kept the newest record for nobody.</summary>
    public IReadOnlyList<string> UnsubscribedStreams => [.. JournalStreams.All.Where(stream => _kept.TryGetValue(stream, out var kept) && !kept)];

    /// <summary>The broker's word counts, and it has taken a record of the stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="isKept">False where it keeps it for nobody.</param>
    /// <param name="isLost">True where that has confirmed it all the same.</param>
    public void CountKept(string stream, bool isKept, bool isLost)
    {
        _kept[stream] = isKept;
        if (isLost) Interlocked.Increment(ref _thrownAway);
    }

    /// <summary>So many records of the stream were confirmed.</summary>
    public void CountConfirmed(string stream, long records) => _sent.AddOrUpdate(stream, records, (_, count) => count + records);

    /// <summary>One record is sent again.</summary>
    public void CountResent() => Interlocked.Increment(ref _resent);

    /// <summary>A word of the centre was ignored.</summary>
    public void CountIgnoredAcknowledgement() => Interlocked.Increment(ref _ignored);

    /// <summary>One record was refused.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);

    /// <summary>One record was found unreadable.</summary>
    public void CountUnreadable() => Interlocked.Increment(ref _unreadable);
}
