using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Station;

/// <summary>
/// Holds the expected nurse stations to their deadline: each must confirm every heartbeat, and every alarm of MEDIUM or HIGH by its id. It
/// decides about a technical alarm only; nothing at the bed ever waits for a station.
/// </summary>
/// <param name="expected">Ids of the stations.</param>
/// <param name="deadline">How long a confirmation may take.</param>
/// <param name="began">When the bed began to speak to them.</param>
/// <param name="offlineGrace">
/// How long a station that is said to be offline may still confirm. None where there is one broker. Of several brokers each has a presence of its own,
/// which may be of the time before the station went to another.
/// </param>
internal sealed class ReceiptWatch(IReadOnlyList<string> expected, TimeSpan deadline, TimeSpan began, TimeSpan offlineGrace = default)
{
    private readonly Dictionary<string, Heard> _stations = expected.ToDictionary(station => station, _ => new Heard(began));
    private readonly Dictionary<string, TimeSpan> _alarms = [];

    /// <summary>An alarm began at the bed.</summary>
    public void Expect(string alarm, AlarmPriority priority, TimeSpan now)
    {
        if (priority >= AlarmPriority.Medium) _alarms.TryAdd(alarm, now);
    }

    /// <summary>An alarm is over: nobody needs to confirm it any more.</summary>
    public void Over(string alarm)
    {
        _alarms.Remove(alarm);
        foreach (var station in _stations.Values) station.Confirmed.Remove(alarm);
    }

    /// <summary>A station has confirmed what it signals.</summary>
    public void Confirm(string station, IEnumerable<string> alarms, TimeSpan now)
    {
        if (!_stations.TryGetValue(station, out var heard)) return;
        heard.At = now;
        heard.OfflineSince = null;
        heard.Confirmed.UnionWith(alarms.Where(_alarms.ContainsKey));
    }

    /// <summary>A station's presence says that it is there, or gone. That it is there is only believed when it confirms.</summary>
    public void Presence(string station, bool online, TimeSpan now)
    {
        if (_stations.TryGetValue(station, out var heard)) heard.OfflineSince = online ? null : heard.OfflineSince ?? now;
    }

    /// <summary>False for what comes of a station's box whose place a later one has taken.</summary>
    public bool Heed(string station, uint takeover)
    {
        if (!_stations.TryGetValue(station, out var heard)) return true;
        if (takeover > heard.Takeover) heard.Takeover = takeover;
        return takeover == heard.Takeover;
    }

    /// <summary>Which station fails, and how; null where all confirm.</summary>
    public string? Fault(TimeSpan now)
    {
        foreach (var (station, heard) in _stations)
        {
            if (heard.OfflineSince is { } offline && now - offline >= offlineGrace) return $"Nurse station {station} is offline.";
            if (now - heard.At > deadline) return $"Nurse station {station} has confirmed nothing for {deadline.TotalSeconds:0} s.";
            foreach (var (alarm, since) in _alarms)
            {
                if (now - since > deadline && !heard.Confirmed.Contains(alarm)) return $"Nurse station {station} does not confirm an alarm within {deadline.TotalSeconds:0} s.";
            }
        }

        return null;
    }

    private sealed class Heard(TimeSpan at)
    {
        public TimeSpan At { get; set; } = at;

        public TimeSpan? OfflineSince { get; set; }

        public uint Takeover { get; set; }

        public HashSet<string> Confirmed { get; } = [];
    }
}
