using System.CommandLine;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor standby</c>: the patient is away, or is back.</summary>
internal static class StandbyCommand
{
    public static Command Create()
    {
        var minutes = new Option<int?>("--minutes") { Description = "For how long at the most; the configured time where it is not given.", HelpName = "n" };
        var end = new Option<bool>("--end") { Description = "The patient is back." };
        var command = new Command("standby", "The patient is away: nothing of the sensors is signalled until the time is over or signals return.") { minutes, end };
        command.Validators.Add(result =>
        {
            if (result.GetValue(end) && result.GetValue(minutes) is not null) result.AddError("Give --minutes or --end, not both");
        });
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var request = new JsonObject { ["act"] = result.GetValue(end) ? "end-standby" : "standby" };
            if (result.GetValue(minutes) is { } time) request["minutes"] = time;
            return call.RunAsync(result, request, stop);
        });
        return command;
    }
}
