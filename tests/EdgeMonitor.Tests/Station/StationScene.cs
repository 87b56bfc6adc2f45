using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Station;
using EdgeMonitor.Uplink.Wire;
using AlarmEvent = EdgeMonitor.Uplink.Wire.AlarmEvent;

namespace EdgeMonitor.Tests.Station;

/// <summary>A station monitor with two beds, and what its beds can say; a test tells the seconds.</summary>
internal sealed class StationScene
{
    public static readonly string[] Beds = ["bed-7", "bed-12"];

    private readonly Dictionary<string, long> _sequences = [], _heartbeats = [];

    public StationScene(bool connected = true, Dictionary<string, uint>? takeovers = null)
    {
        Monitor = new StationMonitor(new StationSettings(Beds, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(120)) { Takeovers = takeovers ?? [] });
        if (connected) Give(new LineChanged(true, "Connected.", TimeSpan.Zero));
    }

    public StationMonitor Monitor { get; }

    /// <summary>What the last call brought.</summary>
    public IReadOnlyList<MonitorEvent> Said { get; private set; } = [];

    public AnnunciationPlan Plan => Monitor.Plan;

    public StationReceipt? Receipt => Said.OfType<ReceiptDue>().LastOrDefault()?.Receipt;

    public void Give(MonitorInput input) => Said = [.. Monitor.Process(input)];

    public void Advance(double seconds) => Said = [.. Monitor.Advance(TimeSpan.FromSeconds(seconds))];

    /// <summary>A record of an alarm; its sequence is the bed's next one where none is given, its time on the bed's line that of the station.</summary>
    public void Record(
        double at, string phase, string id, string condition = "asystole", string priority = "high", string bed = "bed-7", string boot = "b1",
        long? sequence = null, bool historical = false, bool retained = false, string actor = "", double? bedTime = null, string? device = null, uint takeover = 0)
    {
        _sequences[bed] = _sequences.GetValueOrDefault(bed) + 1;
        var us = (long)((bedTime ?? at) * 1e6);
        var record = new Record
        {
            Device = device ?? bed,
            Stream = "alarms",
            Sequence = sequence ?? _sequences[bed],
            Boot = boot,
            Takeover = takeover,
            MonotonicUs = us,
            Historical = historical,
            Alarm = Alarm(id, condition, priority, phase, us, actor),
        };
        Give(new AlarmHeard(bed, record, retained, TimeSpan.FromSeconds(at)));
    }

    /// <summary>A heartbeat with the ids that are signalled, all asystole.</summary>
    public void Heartbeat(
        double at, string[] signalled, string bed = "bed-7", string boot = "b1", long? number = null, double? bedTime = null, string[]? acknowledged = null,
        bool retained = false, string challenge = "c1", string priority = "high", uint takeover = 0, int line = 0)
    {
        _heartbeats[bed] = _heartbeats.GetValueOrDefault(bed) + 1;
        var us = (long)((bedTime ?? at) * 1e6);
        var heartbeat = new Heartbeat { Device = bed, Boot = boot, Takeover = takeover, Number = number ?? _heartbeats[bed], MonotonicUs = us, Challenge = challenge };
        heartbeat.Signalled.AddRange(signalled.Select(id => Alarm(id, "asystole", priority, "start", us, "")));
        heartbeat.Acknowledged.AddRange(acknowledged ?? []);
        Give(new HeartbeatHeard(bed, heartbeat, retained, TimeSpan.FromSeconds(at), line));
    }

    public void Leave(double at, string bed = "bed-7", string boot = "b1", int line = 0) =>
        Give(new HeartbeatHeard(bed, new Heartbeat { Device = bed, Boot = boot, Leaving = true }, false, TimeSpan.FromSeconds(at), line));

    public void Presence(double at, bool online, string bed = "bed-7", uint takeover = 0) => Give(new PresenceHeard(bed, online, TimeSpan.FromSeconds(at), takeover));

    public void Line(double at, bool connected) => Give(new LineChanged(connected, connected ? "Connected." : "The broker is away.", TimeSpan.FromSeconds(at)));

    public OperatorActed Act(Func<Actor, OperatorCommand> act)
    {
        Give(act(new Actor("nurse-4", OperatorOrigin.Bedside, "seen")));
        return Said.OfType<OperatorActed>().Single();
    }

    public OperatorActed Acknowledge(double at, string? id = null) => Act(by => new AcknowledgeAlarms(id, by, TimeSpan.FromSeconds(at)));

    private static AlarmEvent Alarm(string id, string condition, string priority, string phase, long us, string actor) =>
        new() { Id = id, Condition = condition, Kind = "physiological", Priority = priority, Phase = phase, Reason = "test", AtUs = us, Actor = actor };
}
