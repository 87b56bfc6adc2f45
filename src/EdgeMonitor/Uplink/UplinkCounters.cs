using System.Collections.Concurrent;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>What the uplink has done, for the status line and the page; written by the uplink, read by anyone.</summary>
internal sealed class UplinkCounters
{
    private readonly ConcurrentDictionary<string, long> _sent = new(JournalStreams.All.Select(stream => KeyValuePair.Create(stream, 0L)));
    private long _refused, _unreadable, _pending;
    private volatile bool _connected;
    private volatile string _lastError = "", _broker = "";

    /// <summary>True while a broker is connected.</summary>
    public bool Connected
    {
        get => _connected;
        set => _connected = value;
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

    /// <summary>Records stored and not yet confirmed, all streams, as counted at most a second ago while connected.</summary>
    public long Pending
    {
        get => Interlocked.Read(ref _pending);
        set => Interlocked.Exchange(ref _pending, value);
    }

    /// <summary>Records that the broker has refused, each refusal counted.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Records that cannot be read and stay stored.</summary>
    public long Unreadable => Interlocked.Read(ref _unreadable);

    /// <summary>Records confirmed since the start, by stream.</summary>
    public IReadOnlyDictionary<string, long> Sent => _sent;

    /// <summary>One record of the stream was confirmed.</summary>
    public void CountSent(string stream) => _sent.AddOrUpdate(stream, 1, (_, count) => count + 1);

    /// <summary>One record was refused.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);

    /// <summary>One record was found unreadable.</summary>
    public void CountUnreadable() => Interlocked.Increment(ref _unreadable);
}
