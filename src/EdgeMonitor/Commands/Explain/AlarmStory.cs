using System.Globalization;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Explain;

/// <summary>Tells an alarm's story in plain words, one line an entry of the log.</summary>
internal static class AlarmStory
{
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>The story of one alarm.</summary>
    /// <param name="id">The alarm.</param>
    /// <param name="story">Its entries, as <see cref="AlarmLog.StoryOf"/> gives them.</param>
    public static IEnumerable<string> Tell(string id, IReadOnlyList<Record> story)
    {
        var own = story.Where(entry => entry.Alarm?.Id == id).ToList();
        var (first, last) = (own[0].Alarm, own[^1].Alarm);
        yield return $"{id}: {first.Condition}, a {first.Kind} alarm of priority {last.Priority}, {SourceOf(first)}, device {own[0].Device}.";
        yield return ClockOf(story);
        Record? before = null;
        foreach (var entry in story)
        {
            if (before is not null && before.Boot != entry.Boot && entry.AlarmSystem?.Kind != "power" && before.AlarmSystem is not { Kind: "power", State: "up" })
                yield return $"{"",23}  The monitor was started anew in between.";
            var crashed = entry.AlarmSystem is { Kind: "power", State: "up" } && before is not null && before.AlarmSystem is not { Kind: "power", State: "down" };
            var told = entry.Alarm is null ? OfSystem(entry, before is null) : OfAlarm(entry, own);
            yield return $"{At(entry)}  {told}{(crashed ? " The run before it had ended without a word: power loss, or a crash." : "")}";
            before = entry;
        }

        if (!AlarmLog.IsOver(own[^1])) yield return "Its end is not in the log: as far as this box knows it is still there.";
    }

    /// <summary>One line for the list of alarms.</summary>
    public static string Line(string id, IReadOnlyList<Record> own)
    {
        var acknowledged = own.FirstOrDefault(entry => entry.Alarm.Actor.Length > 0)?.Alarm.Actor;
        var state = own.All(entry => entry.Alarm.Phase is not "start") ? "held back"
            : AlarmLog.IsOver(own[^1]) ? $"lasted {Lasted(own)}"
            : "has not ended";
        var by = acknowledged is null ? "" : $", acknowledged by {acknowledged}";
        return $"{At(own[0])}  {own[^1].Alarm.Priority,-6}  {id}  {SourceOf(own[0].Alarm)}, {state}{by}";
    }

    /// <summary>The time of day of an entry.</summary>
    public static string At(Record entry) =>
        DateTimeOffset.FromUnixTimeMilliseconds(entry.WallMs).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string ClockOf(IReadOnlyList<Record> story)
    {
        var synchronised = story.Count(entry => entry.ClockSynchronised);
        var honest = synchronised == story.Count ? "the box's clock was synchronised throughout"
            : synchronised == 0 ? "the box's clock was NOT synchronised, so times of day may be wrong; order and distances hold"
            : "the box's clock was synchronised for a part of it only, so some times of day may be wrong; order and distances hold";
        return $"Times are UTC; {honest}.";
    }

    private static string OfAlarm(Record entry, List<Record> own)
    {
        var alarm = entry.Alarm;
        var since = own.TakeWhile(other => other != entry).LastOrDefault();
        var raised = since is not null && since.Alarm.Priority != alarm.Priority ? $" Its priority went from {since.Alarm.Priority} to {alarm.Priority}." : "";
        var what = alarm.Phase switch
        {
            "start" => $"It sounded, priority {alarm.Priority}{DelayOf(alarm)}.",
            "held" => "It was held back and did not sound.",
            "end" => own.Exists(other => other.Alarm.Phase == "start") ? $"It ended after {Lasted(own)}." : "It passed without having sounded.",
            _ => alarm.Actor.Length > 0 ? "A person acted on it." : "It changed.",
        };
        return $"{what}{raised}{ValueOf(alarm)} {alarm.Reason}{ByOf(alarm.Actor, alarm.Origin, alarm.Why)}".TrimEnd();
    }

    private static string OfSystem(Record entry, bool before)
    {
        var system = entry.AlarmSystem;
        var what = system.Kind switch
        {
            "inactivation" when before => $"[in force when it began: {system.State.ToUpperInvariant()}]",
            "inactivation" => $"[alarm signals: {(system.State == "none" ? "ON" : system.State.ToUpperInvariant())}]",
            "limits" => $"[limits: {string.Join(", ", system.Limits.Select(change => $"{change.Name} {change.Before} -> {change.After}"))}]",
            _ => $"[{system.Kind}: {system.State}]",
        };
        var until = system.HasUntilUs ? Text($" For {(system.UntilUs - system.AtUs) / MicrosecondsPerSecond:0} s at most.") : "";
        return $"{what} {system.Reason}{until}{ByOf(system.Actor, system.Origin, system.Why)}";
    }

    private static string SourceOf(AlarmEvent alarm) => alarm.Sensor.Length > 0 ? $"seen by the sensor \"{alarm.Sensor}\"" : "about the box itself";

    private static string DelayOf(AlarmEvent alarm) =>
        alarm is { HasDelayS: true, DelayS: > 0 } ? Text($", after its condition delay of {alarm.DelayS:0.###} s") : "";

    private static string ValueOf(AlarmEvent alarm)
    {
        var unit = alarm.Unit == 0 ? "" : " " + MdcUnit.SymbolOf(alarm.Unit);
        var parts = new List<string>();
        if (alarm.HasValue) parts.Add(Text($"measured {alarm.Value:0.##}{unit}"));
        if (alarm.HasLimit) parts.Add(Text($"limit {alarm.Limit:0.##}{unit}"));
        if (alarm.Quality is not ("" or "unknown")) parts.Add($"signal quality {alarm.Quality}{(alarm.Faults.Count > 0 ? $": {string.Join(" and ", alarm.Faults)}" : "")}");
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    private static string ByOf(string who, string origin, string why) => who.Length == 0 ? "" : $" By {who}, {PlaceOf(origin)}{(why.Length > 0 ? $": \"{why}\"" : "")}.";

    private static string PlaceOf(string origin) => origin switch
    {
        "bedside" => "at the bedside",
        "socket" => "on the box's command line",
        "station" => "at the nurse station",
        "centre" => "at the centre",
        "page" => "on the page",
        _ => "nobody knows from where",
    };

    /// <summary>From the first sound to the end, by the monitor's own time; over a restart by the clock.</summary>
    private static string Lasted(List<Record> own) => Lasted((IReadOnlyList<Record>)own);

    private static string Lasted(IReadOnlyList<Record> own)
    {
        var (from, to) = (own.First(entry => entry.Alarm.Phase == "start"), own[^1]);
        return from.Boot == to.Boot
            ? Text($"{(to.MonotonicUs - from.MonotonicUs) / MicrosecondsPerSecond:0.0} s")
            : Text($"about {(to.WallMs - from.WallMs) / 1000.0:0} s, over a restart");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
