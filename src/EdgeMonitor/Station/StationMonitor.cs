using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Station;

/// <summary>How a nurse station watches.</summary>
/// <param name="Beds">The beds.</param>
/// <param name="SilentAfter">A bed that was not heard for so long is an alarm.</param>
/// <param name="AudioPause">How long the station's audio pause lasts.</param>
internal sealed record StationSettings(IReadOnlyList<string> Beds, TimeSpan SilentAfter, TimeSpan AudioPause)
{
    /// <summary>By bed, the latest box that has spoken for it before this start.</summary>
    public IReadOnlyDictionary<string, uint> Takeovers { get; init; } = new Dictionary<string, uint>();
}

/// <summary>
/// The decisions of a nurse station, as pure as the patient monitor's: everything follows from the inputs and their times. One thread owns it.
/// </summary>
internal sealed class StationMonitor
{
    /// <summary>The station cannot hear any bed. HIGH: it stands for every bed at once.</summary>
    private static readonly AlarmRule BedsUnheard = new("beds-unheard", AlarmKind.Technical, AlarmPriority.High, TimeSpan.Zero);

    /// <summary>A broker that is back within this time was no loss: no bed counts as silent so soon. Chosen: less than half a nurse's deadline.</summary>
    private static readonly TimeSpan LineDelay = TimeSpan.FromSeconds(5);

    private readonly AlarmRules _rules = new(new AlarmLimits());
    private readonly StationBoard _board;
    private readonly Dictionary<string, BedWatch> _beds;
    private readonly List<MonitorEvent> _events = [];
    private TimeSpan? _listeningSince;
    private TimeSpan? _deafSince = TimeSpan.Zero;
    private bool _mute;
    private string _deafCause = "Not yet connected to the broker.";

    /// <summary>A station that has heard nothing yet.</summary>
    public StationMonitor(StationSettings settings)
    {
        _board = new StationBoard(settings.AudioPause);
        _beds = settings.Beds.ToDictionary(bed => bed, bed => new BedWatch(bed, _board, settings.SilentAfter, settings.Takeovers.GetValueOrDefault(bed)));
    }

    /// <summary>The latest time seen; never goes back.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>What the station should signal now.</summary>
    public AnnunciationPlan Plan => _board.Plan;

    /// <summary>Takes one input. The list is the monitor's own and valid until the next call.</summary>
    public IReadOnlyList<MonitorEvent> Process(MonitorInput input)
    {
        _events.Clear();
        AdvanceTo(input.At);
        switch (input)
        {
            case AlarmHeard heard when _beds.TryGetValue(heard.Bed, out var bed): bed.Take(heard, Now, _events); break;
            case HeartbeatHeard heard when _beds.TryGetValue(heard.Bed, out var bed): bed.Take(heard, Now, _events); break;
            case PresenceHeard heard when _beds.TryGetValue(heard.Bed, out var bed): bed.Take(heard, _events); break;
            case LineChanged change: Take(change); break;
            case ApplianceStatus status: Take(status); break;
            case OperatorCommand command: _board.Command(command, bed => _beds[bed].Challenge, Now, _events); break;
        }

        // A station that cannot sound confirms nothing: the beds then say that it is not there.
        if (_mute) _events.RemoveAll(static happened => happened is ReceiptDue);
        return _events;
    }

    /// <summary>Time passes without an input. The list is the monitor's own and valid until the next call.</summary>
    public IReadOnlyList<MonitorEvent> Advance(TimeSpan now)
    {
        _events.Clear();
        AdvanceTo(now);
        return _events;
    }

    private void AdvanceTo(TimeSpan now)
    {
        if (now > Now) Now = now;
        _board.Tick(Now);
        if (_deafSince is { } since && Now - since >= LineDelay) SignalOwn(BedsUnheard, _deafCause);
        foreach (var bed in _beds.Values) bed.Tick(_listeningSince, Now, _events);
    }

    /// <summary>While no bed can be heard one alarm stands for all of them, and what was signalled before is held.</summary>
    private void Take(LineChanged change)
    {
        _listeningSince = change.Connected ? _listeningSince ?? Now : null;
        _deafSince = change.Connected ? null : _deafSince ?? Now;
        _deafCause = change.Cause;
        if (change.Connected) _board.End("", BedsUnheard.Condition, change.Cause, Now, _events);
    }

    private void Take(ApplianceStatus status)
    {
        if (status.Part == AppliancePart.Annunciation) _mute = status.Faulty;
        AlarmRule? rule = status.Part switch
        {
            AppliancePart.Annunciation => _rules.AnnunciationFailure,
            AppliancePart.Storage => _rules.StorageFailure,
            AppliancePart.Intake => _rules.QueueOverflow,
            AppliancePart.Guard => _rules.GuardUnreachable,
            AppliancePart.Identity => _rules.DeviceSuperseded,
            _ => null, // the uplink carries the station's own log; its line to the beds has an alarm of its own
        };
        if (rule is null) return;
        if (status.Faulty) SignalOwn(rule, status.Cause);
        else _board.End("", rule.Condition, status.Cause, Now, _events);
    }

    private void SignalOwn(AlarmRule rule, string cause) =>
        _board.SignalOwn(new RemoteAlarm("", rule.Condition, rule, rule.Priority, new AlarmEvidence(Presence.Present, cause)), Now, _events);
}
