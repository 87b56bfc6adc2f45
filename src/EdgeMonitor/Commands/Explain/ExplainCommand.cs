using System.CommandLine;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Explain;

/// <summary><c>edgemonitor explain</c>: one alarm's story from the box's own journal, or the list of the latest alarms. Works beside the daemon.</summary>
internal static class ExplainCommand
{
    /// <summary>Alarms in the list, and ids offered for an unknown one. Chosen: a screen, and a glance.</summary>
    private const int MostListed = 20, MostOffered = 5;

    public static Command Create()
    {
        var id = new Argument<string?>("id") { Description = "The alarm's id; without it the latest alarms are listed.", Arity = ArgumentArity.ZeroOrOne };
        var box = new BoxOptions();
        var json = new Option<bool>("--json") { Description = "The log's entries as JSON lines." };
        var command = new Command("explain", "Tell why an alarm sounded or was held back.") { id, box.Config, box.State, box.Device, json };
        command.SetAction(result => Run(result.GetValue(id), box.Of(result), result.GetValue(json)));
        return command;
    }

    private static int Run(string? id, Box box, bool json)
    {
        using var reading = JournalReading.Open(box.State, box.Device);
        var log = AlarmLog.Read(reading.Journal);
        if (log.Unreadable > 0)
            Terminal.Error.WriteLine($"{log.Unreadable} entries of the log cannot be read: they belong to another device id than {box.Device}, or have changed on the disk.");
        if (log.Shredded > 0)
            Terminal.Error.WriteLine($"{log.Shredded} entries of the log were shredded with their patients' episodes: nobody can read them any more.");
        if (string.IsNullOrEmpty(id)) return List(log, json);
        var story = log.StoryOf(id);
        if (story.Count == 0)
        {
            var nearest = log.Nearest(id, MostOffered);
            Terminal.Error.WriteLine(nearest.Count == 0
                ? $"There is no alarm {id}: the log holds none at all."
                : $"There is no alarm {id} in the log; near are {string.Join(", ", nearest)}.");
            return ExitCodes.Usage;
        }

        foreach (var line in json ? story.Select(LogJson.Line) : AlarmStory.Tell(id, story)) Terminal.Out.WriteLine(line);
        return ExitCodes.Ok;
    }

    private static int List(AlarmLog log, bool json)
    {
        var alarms = log.Entries.Where(entry => entry.Alarm is not null).GroupBy(entry => entry.Alarm.Id).TakeLast(MostListed).ToList();
        if (json)
        {
            foreach (var entry in alarms.SelectMany(alarm => alarm)) Terminal.Out.WriteLine(LogJson.Line(entry));
            return ExitCodes.Ok;
        }

        if (alarms.Count == 0) Terminal.Out.WriteLine("There is no alarm in the log.");
        foreach (var alarm in alarms) Terminal.Out.WriteLine(AlarmStory.Line(alarm.Key, [.. alarm]));
        return ExitCodes.Ok;
    }
}
