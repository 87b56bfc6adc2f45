using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;
using AlarmEvent = EdgeMonitor.Uplink.Wire.AlarmEvent;

namespace EdgeMonitor.Station;

/// <summary>
/// What the station knows of one bed. Records tell of changes, heartbeats of the whole: a record from before the newest heartbeat is already
/// in it. Only what was sent for now counts; of two boots the one heard later holds, and of two boxes of the bed's id the one that took over later.
/// </summary>
/// <param name="bed">The bed's id.</param>
/// <param name="board">All alarms of the station.</param>
/// <param name="silentAfter">A bed that was not heard for so long is an alarm.</param>
/// <param name="takeover">The latest box that has spoken for it before.</param>
internal sealed class BedWatch(string bed, StationBoard board, TimeSpan silentAfter, uint takeover)
{
    /// <summary>The condition of a bed that is not heard; HIGH: nobody at the station knows anything about that patient.</summary>
    private static readonly AlarmRule BedSilent = new("bed-silent", AlarmKind.Technical, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>A bed whose link says goodbye and is back within this time has only changed its connection. Chosen: less than anyone would notice.</summary>
    private static readonly TimeSpan GoneDelay = TimeSpan.FromSeconds(2);

    /// <summary>A bed whose uplink is offline may still be heard: its next heartbeat tells, which is due within this time.</summary>
    private static readonly TimeSpan OfflineDelay = StationLink.HeartbeatInterval + TimeSpan.FromSeconds(1);

    /// <summary>Boots that are over and remembered, so that what still comes of them is not believed.</summary>
    private const int MostOldBoots = 16;

    private const string OfAnEarlierBox = "Another box has taken over the bed's id since.";

    private readonly Queue<string> _oldBoots = [];
    private uint _takeover = takeover;
    private string _boot = "";
    private int _line;
    private long _sequence;
    private long _heartbeat;
    private long _asOfUs;
    private TimeSpan? _heard;
    private TimeSpan? _goneBy;

    /// <summary>The bed's id.</summary>
    public string Bed { get; } = bed;

    /// <summary>From its newest heartbeat; empty before the first.</summary>
    public string Challenge { get; private set; } = "";

    /// <summary>A record of its alarms.</summary>
    public void Take(AlarmHeard heard, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var record = heard.Record;
        if (record.Alarm is not { } alarm || record.Device != Bed) Disregard("It is no alarm of this bed.", now, events);
        else if (heard.Retained || record.Historical) Disregard("It is history.", now, events);
        else if (!Heed(record.Takeover, now, events)) Disregard(OfAnEarlierBox, now, events);
        else if (!Fence(record.Boot, now, events)) Disregard("It is of an earlier start of the bed.", now, events);
        else if (record.Sequence <= _sequence) Disregard("It was heard before.", now, events);
        else Take(record, alarm, now, events);
    }

    private void Take(Record record, AlarmEvent alarm, TimeSpan now, ICollection<MonitorEvent> events)
    {
        _sequence = record.Sequence;
        // A heartbeat that was made later has told already what became of it.
        if (record.MonotonicUs >= _asOfUs)
        {
            if (alarm.Phase == Names.Of(AlarmTransition.End)) board.End(Bed, alarm.Id, alarm.Reason, now, events);
            else if (alarm.Phase != Names.Of(AlarmTransition.Held)) board.Signal(Of(alarm), alarm.Actor.Length > 0 ? true : null, record.MonotonicUs, now, events);
        }

        events.Add(Receipt(now));
    }

    /// <summary>A heartbeat, or the farewell of its link.</summary>
    public void Take(HeartbeatHeard heard, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var heartbeat = heard.Heartbeat;
        if (heartbeat.Device != Bed || heard.Retained) Disregard("It is no heartbeat of this bed, or history.", now, events);
        else if (!Heed(heartbeat.Takeover, now, events)) Disregard(OfAnEarlierBox, now, events);
        else if (heartbeat.Leaving && heartbeat.Boot == _boot) TakeFarewell(heard.Line, now, events);
        else if (heartbeat.Leaving || !Fence(heartbeat.Boot, now, events)) Disregard("It is of an earlier start of the bed.", now, events);
        else if (heartbeat.Number <= _heartbeat) Disregard("It was heard before.", now, events);
        else Take(heartbeat, heard.Line, now, events);
    }

    /// <summary>A broker may tell of a connection's end long after it: it counts only where the bed was heard last.</summary>
    private void TakeFarewell(int line, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (line == _line) _goneBy = Earlier(_goneBy, now + GoneDelay);
        else Disregard("It has gone to another broker.", now, events);
    }

    private void Take(Heartbeat heartbeat, int line, TimeSpan now, ICollection<MonitorEvent> events)
    {
        _line = line;
        (_heartbeat, _asOfUs, Challenge) = (heartbeat.Number, heartbeat.MonotonicUs, heartbeat.Challenge);
        (_heard, _goneBy) = (now, null);
        board.End(Bed, BedSilent.Condition, "The bed is heard again.", now, events);
        foreach (var alarm in heartbeat.Signalled) board.Signal(Of(alarm), heartbeat.Acknowledged.Contains(alarm.Id), alarm.AtUs, now, events);
        var over = board.IdsOf(Bed).Except(heartbeat.Signalled.Select(alarm => alarm.Id)).Where(id => board.HeardAt(Bed, id) < _asOfUs).ToList();
        foreach (var id in over) board.End(Bed, id, "The bed does not signal it any more.", now, events);
        events.Add(Receipt(now));
    }

    /// <summary>Its retained presence. That it is online may be long ago, only a heartbeat proves it; that a later box has taken over stays true.</summary>
    public void Take(PresenceHeard presence, ICollection<MonitorEvent> events)
    {
        if (!Heed(presence.Takeover, presence.At, events)) Disregard(OfAnEarlierBox, presence.At, events);
        else if (!presence.Online) _goneBy = Earlier(_goneBy, presence.At + OfflineDelay);
    }

    /// <summary>Time has passed.</summary>
    /// <param name="listeningSince">Since when the station could have heard it; null while it cannot, and nothing is said about the bed.</param>
    /// <param name="now">The station's time.</param>
    /// <param name="events">Takes what follows.</param>
    public void Tick(TimeSpan? listeningSince, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (listeningSince is not { } since) return;
        var last = _heard > since ? _heard.Value : since;
        var reason = now >= _goneBy ? "The bed has left the broker."
            : now - last >= silentAfter ? $"The bed was not heard for {silentAfter.TotalSeconds:0} s."
            : null;
        if (reason is null) return;
        var evidence = new AlarmEvidence(Presence.Present, reason);
        board.SignalOwn(new RemoteAlarm(Bed, BedSilent.Condition, BedSilent, BedSilent.Priority, evidence), now, events);
    }

    private static TimeSpan Earlier(TimeSpan? one, TimeSpan other) => one < other ? one.Value : other;

    /// <summary>False for what a box says whose place a later one has taken.</summary>
    private bool Heed(uint takeover, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (takeover <= _takeover) return takeover == _takeover;
        _takeover = takeover;
        events.Add(new TakeoverSeen(now, Bed, takeover));
        return true;
    }

    /// <summary>False for what an earlier boot has said; a new one ends what the one before has signalled.</summary>
    private bool Fence(string boot, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (boot == _boot) return true;
        if (boot.Length == 0 || _oldBoots.Contains(boot)) return false;
        if (_boot.Length > 0) _oldBoots.Enqueue(_boot);
        if (_oldBoots.Count > MostOldBoots) _oldBoots.Dequeue();
        (_boot, _sequence, _heartbeat, _asOfUs, Challenge) = (boot, 0, 0, 0, "");
        foreach (var id in board.IdsOf(Bed).ToList()) board.End(Bed, id, "The bed's monitor was started anew.", now, events);
        return true;
    }

    private ReceiptDue Receipt(TimeSpan now)
    {
        var receipt = new StationReceipt { Device = Bed, Boot = _boot, Heartbeat = _heartbeat };
        receipt.Signalled.AddRange(board.IdsOf(Bed));
        return new ReceiptDue(now, Bed, receipt);
    }

    private RemoteAlarm Of(AlarmEvent alarm)
    {
        var kind = alarm.Kind == Names.Of(AlarmKind.Technical) ? AlarmKind.Technical : AlarmKind.Physiological;
        var priority = PriorityOf(alarm.Priority);
        var evidence = new AlarmEvidence(
            Presence.Present, alarm.Reason, alarm.HasValue ? alarm.Value : null, alarm.HasLimit ? alarm.Limit : null, alarm.Unit);
        return new RemoteAlarm(Bed, alarm.Id, new AlarmRule(alarm.Condition, kind, priority, TimeSpan.Zero), priority, evidence);
    }

    /// <summary>A priority that this version does not know is taken for the highest.</summary>
    private static AlarmPriority PriorityOf(string name)
    {
        if (name == Names.Of(AlarmPriority.Low)) return AlarmPriority.Low;
        return name == Names.Of(AlarmPriority.Medium) ? AlarmPriority.Medium : AlarmPriority.High;
    }

    private void Disregard(string why, TimeSpan now, ICollection<MonitorEvent> events) => events.Add(new Disregarded(now, Bed, why));
}
