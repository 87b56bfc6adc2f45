using System.Globalization;
using System.Text;
using System.Threading.Channels;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>
/// The demo's one line a second: vital signs, the alarm, what is stored and sent. On a screen it is drawn over and over in the last row, and
/// other lines scroll above it; elsewhere it is one line after the other.
/// </summary>
internal sealed class LiveLine(TextWriter terminal, bool isScreen) : TextWriter
{
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _gate = new();
    private string _line = "";

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>A line of someone else's, above the live one.</summary>
    public override void WriteLine(string? value)
    {
        lock (_gate) terminal.Write(isScreen ? $"{EraseLine}{value}\n{_line}" : $"{value}\n");
    }

    /// <inheritdoc/>
    public override void Flush() => terminal.Flush();

    /// <summary>Shows what the feed says, once a second, until it ends.</summary>
    public async Task FollowAsync(ChannelReader<FeedItem> feed, Recorder recorder, UplinkHost? uplink, Func<string> bedside, MonitorClock clock)
    {
        var vitals = new Dictionary<uint, Reading>();
        var alarms = new List<AlarmEvent>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock.Provider);
        while (await timer.WaitForNextTickAsync())
        {
            while (feed.TryRead(out var item)) Take(item.Event, vitals, alarms);
            if (feed.Completion.IsCompleted) return;
            var sent = uplink is null ? "not forwarded" : $"{(uplink.Counters.Connected ? "sent" : "broker away, sent")} {uplink.Counters.Sent.Values.Sum()}";
            Show(string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Now:mm\\:ss}  {Vitals(vitals)}  |  {Alarm(alarms)}  |  stored {recorder.Stored}, {sent}  |  {bedside()}"));
        }
    }

    private static void Take(MonitorEvent? said, Dictionary<uint, Reading> vitals, List<AlarmEvent> alarms)
    {
        if (said is VitalSign vital) vitals[vital.Reading.Mdc] = vital.Reading;
        if (said is not AlarmEvent alarm) return;
        alarms.RemoveAll(known => known.Id == alarm.Id);
        if (alarm.Transition != AlarmTransition.End) alarms.Add(alarm);
    }

    private static string Vitals(Dictionary<uint, Reading> vitals)
    {
        (uint Mdc, string Label, string Format)[] columns =
        [
            (Mdc.EcgHeartRate, "HR", "0"), (Mdc.PulsOximSatO2, "SpO2", "0"), (Mdc.PulsOximPulsRate, "PR", "0"), (Mdc.TthorRespRate, "RR", "0"), (Mdc.Temp, "T", "0.0"),
        ];
        return string.Join("  ", columns.Select(column =>
        {
            var value = vitals.TryGetValue(column.Mdc, out var reading) && reading.Value is { } number ? number.ToString(column.Format, CultureInfo.InvariantCulture) : "--";
            return reading is null ? $"{column.Label} {value}" : $"{column.Label} {value} {MdcUnit.SymbolOf(reading.Unit)}";
        }));
    }

    private static string Alarm(List<AlarmEvent> alarms)
    {
        var worst = alarms.MaxBy(alarm => alarm.Priority);
        if (worst is null) return "no alarm";
        var more = alarms.Count > 1 ? $" (+{alarms.Count - 1})" : "";
        return $"{worst.Priority.ToString().ToUpperInvariant()} {worst.Rule.Condition}{more}";
    }

    private void Show(string line)
    {
        lock (_gate)
        {
            _line = line;
            terminal.Write(isScreen ? EraseLine + line : line + "\n");
            terminal.Flush();
        }
    }
}
