using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Looks at commands that came over MQTT: for this device, fresh, not seen before, of an act that this origin may do, about an alarm that is
/// there. Whatever is not all of that is refused with its reason. Owned by one thread.
/// </summary>
/// <param name="device">This device.</param>
/// <param name="stations">The nurse stations that this bed knows.</param>
/// <param name="fromStations">The acts that a nurse station may do; empty for none.</param>
/// <param name="fromCentre">The acts that the centre may do; empty for none.</param>
/// <param name="challenges">What a command must carry.</param>
internal sealed class CommandInbox(
    string device, IReadOnlyCollection<string> stations, IReadOnlyCollection<string> fromStations, IReadOnlyCollection<string> fromCentre, Challenges challenges)
{
    /// <summary>Takes notice of one alarm.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary>Pauses the sound for the configured time.</summary>
    public const string PauseAudio = "pause-audio";

    /// <summary>Ends a pause.</summary>
    public const string ResumeSignals = "resume-signals";

    /// <summary>Every act that a command can ask for.</summary>
    public static IReadOnlyList<string> Acts { get; } = [Acknowledge, PauseAudio, ResumeSignals];

    private const int LongestWho = 64, LongestWhy = 200;

    /// <summary>The act that a command asks for, or why it is refused.</summary>
    /// <param name="command">The command.</param>
    /// <param name="station">The nurse station whose topic it came on; null for the centre's.</param>
    /// <param name="retained">True where the broker had kept it: it may be as old as the broker.</param>
    /// <param name="signalled">Whether an alarm of this id is signalled now.</param>
    /// <param name="uptime">This process's monotonic time.</param>
    /// <param name="at">The monitor's time, for the act.</param>
    public (OperatorCommand? Act, string Refusal) Judge(
        Wire.Command command, string? station, bool retained, Func<string, bool> signalled, TimeSpan uptime, TimeSpan at)
    {
        if (retained) return (null, "It was retained by the broker: a command is for now.");
        if (command.Device != device) return (null, "It is for another device.");
        if (!Acts.Contains(command.Act)) return (null, $"Its act is none of {string.Join(", ", Acts)}.");
        if (station is not null && !stations.Contains(station)) return (null, "This bed expects no nurse station of that name.");
        if (!(station is null ? fromCentre : fromStations).Contains(command.Act)) return (null, "This bed is not configured to take this act from there.");
        if (command.Who.Length is 0 or > LongestWho) return (null, $"It does not say in 1 to {LongestWho} characters who acts.");
        if (command.Why.Length > LongestWhy) return (null, $"Its reason is longer than {LongestWhy} characters.");
        if (command.Act == Acknowledge && !signalled(command.AlarmId)) return (null, "No alarm of this id is signalled.");
        if (challenges.Refusal(command.Challenge, command.Id, uptime) is { } stale) return (null, stale);
        var by = new Actor(OneLine($"{command.Who}@{station ?? "centre"}"), station is null ? OperatorOrigin.Centre : OperatorOrigin.Station, OneLine(command.Why));
        return (command.Act switch
        {
            Acknowledge => new AcknowledgeAlarms(command.AlarmId, by, at),
            PauseAudio => new PauseAudio(null, by, at),
            _ => new ResumeSignals(by, at),
        }, "");
    }

    /// <summary>What comes from outside goes into logs: it is one line.</summary>
    public static string OneLine(string text) => string.Concat(text.Take(LongestWhy).Select(letter => char.IsControl(letter) ? '?' : letter));
}
