using System.CommandLine;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor pause</c>: AUDIO PAUSED and AUDIO OFF, ALARM PAUSED and ALARM OFF, and the end of each.</summary>
internal static class PauseCommand
{
    public static Command Create()
    {
        var seconds = new Option<int?>("--seconds") { Description = "For how long; the configured time where it is not given.", HelpName = "n" };
        var off = new Option<bool>("--off") { Description = "Without an end, with a reminder signal." };
        var alarms = new Option<bool>("--alarms") { Description = "Sound and light, not the sound alone." };
        var resume = new Option<bool>("--resume") { Description = "End it: everything that is active signals again." };
        var command = new Command("pause", "Pause the alarm sound for a time, or switch signals off and on again.") { seconds, off, alarms, resume };
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && (result.GetValue(off) || result.GetValue(alarms) || result.GetValue(seconds) is not null))
                result.AddError("--resume ends every pause and stands alone");
            if (result.GetValue(off) && result.GetValue(seconds) is not null) result.AddError("Give --seconds or --off, not both");
        });
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var request = new JsonObject { ["act"] = ActOf(result.GetValue(resume), result.GetValue(off), result.GetValue(alarms)) };
            if (result.GetValue(seconds) is { } time) request["seconds"] = time;
            return call.RunAsync(result, request, stop);
        });
        return command;
    }

    private static string ActOf(bool resume, bool off, bool alarms) => (resume, off, alarms) switch
    {
        (true, _, _) => "resume",
        (_, true, false) => "audio-off",
        (_, true, true) => "alarms-off",
        (_, _, true) => "pause-alarms",
        _ => "pause-audio",
    };
}
