using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands;

/// <summary>What was stored and forwarded so far.</summary>
/// <param name="Stored">Records stored.</param>
/// <param name="Sent">Records confirmed; null where nothing is forwarded.</param>
/// <param name="Connected">True while a broker is connected.</param>
/// <param name="Left">Until the backlog is sent; null or zero where there is none, or nobody knows.</param>
internal readonly record struct Traffic(long Stored, long? Sent, bool Connected, TimeSpan? Left = null);

/// <summary>The newest vital signs and the alarms that are signalled, as one line of fixed columns that fits into 100 characters.</summary>
internal sealed class BedsideLine
{
    /// <summary>Wide enough for <c>HIGH spo2-extreme-low +1</c>.</summary>
    private const int AlarmWidth = 24;

    private readonly Dictionary<uint, Reading> _vitals = [];
    private readonly List<AlarmEvent> _alarms = [];

    /// <summary>The most urgent alarm, the newest of several; empty where there is none.</summary>
    public string Alarm
    {
        get
        {
            if (Worst is not { } worst) return "";
            var others = _alarms.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" +{_alarms.Count - 1}") : "";
            return $"{worst.Priority.ToString().ToUpperInvariant()} {worst.Rule.Condition}{others}";
        }
    }

    /// <summary>Its priority.</summary>
    public AlarmPriority Priority => Worst?.Priority ?? AlarmPriority.None;

    private AlarmEvent? Worst => _alarms.LastOrDefault(alarm => alarm.Priority == _alarms.Max(other => other.Priority));

    /// <summary>Takes what the monitor said.</summary>
    public void Take(MonitorEvent? said)
    {
        if (said is VitalSign vital) _vitals[vital.Reading.Mdc] = vital.Reading;
        // What was held back is not signalled.
        if (said is not AlarmEvent { Transition: not AlarmTransition.Held } alarm) return;
        var known = _alarms.FindIndex(other => other.Id == alarm.Id);
        if (alarm.Transition == AlarmTransition.End) _alarms.RemoveAll(other => other.Id == alarm.Id);
        else if (known >= 0) _alarms[known] = alarm;
        else _alarms.Add(alarm);
    }

    /// <summary>The line.</summary>
    /// <param name="now">Now, on the monitor's line.</param>
    /// <param name="traffic">What was stored and forwarded.</param>
    /// <param name="marking">What people have switched off; empty where nothing is. It stands first after the alarm.</param>
    public string Text(TimeSpan now, Traffic traffic, string marking = "")
    {
        var seconds = (long)Math.Round(now.TotalSeconds);
        var clock = string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:00}:{seconds % 60:00}");
        var heart = $"HR {Value(Mdc.EcgHeartRate, 3)} SpO2 {Value(Mdc.PulsOximSatO2, 3)}% PR {Value(Mdc.PulsOximPulsRate, 3)}";
        // A rate that is only inferred has a mark before it.
        var breaths = _vitals.ContainsKey(Mdc.RespRate) ? Mdc.RespRate : Mdc.TthorRespRate;
        var derived = _vitals.GetValueOrDefault(breaths) is { Value: not null, Mark: ReadingMark.Derived } ? '~' : ' ';
        var rest = $"RR{derived}{Value(breaths, 2)} T {Value(Mdc.Temp, 4, "0.0")}°C";
        var alarm = Alarm.Length > 0 ? Alarm : "no alarm";
        return $"{clock} {heart} {rest}  {alarm.PadRight(AlarmWidth)}  {(marking.Length == 0 ? "" : $"[{marking}] ")}{Text(traffic)}";
    }

    private static string Text(Traffic traffic) => traffic switch
    {
        { Sent: null } => string.Create(CultureInfo.InvariantCulture, $"stored {traffic.Stored}"),
        { Connected: false } => string.Create(CultureInfo.InvariantCulture, $"stored {traffic.Stored} sent {traffic.Sent} away"),
        { Left: { } left } when left > TimeSpan.Zero => string.Create(CultureInfo.InvariantCulture, $"stored {traffic.Stored} sent {traffic.Sent} {left:d\\.hh\\:mm\\:ss} left"),
        _ => string.Create(CultureInfo.InvariantCulture, $"stored {traffic.Stored} sent {traffic.Sent}"),
    };

    private string Value(uint mdc, int width, string format = "0")
        => (_vitals.GetValueOrDefault(mdc)?.Value?.ToString(format, CultureInfo.InvariantCulture) ?? "--").PadLeft(width);
}
