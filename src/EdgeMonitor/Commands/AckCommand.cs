using System.CommandLine;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor ack</c>: takes notice of one alarm or of all.</summary>
internal static class AckCommand
{
    public static Command Create()
    {
        var alarm = new Argument<string?>("alarm") { Description = "The alarm's id, as edgemonitor status shows it; all where none is given.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All alarms that are signalled." };
        var command = new Command("ack", "Acknowledge alarms: the sound ends, the light stays while they last.") { alarm, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(alarm) is not null && result.GetValue(all)) result.AddError("Give an alarm's id or --all, not both");
        });
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var request = new JsonObject { ["act"] = "acknowledge" };
            if (result.GetValue(alarm) is { } id) request["alarm"] = id;
            return call.RunAsync(result, request, stop);
        });
        return command;
    }
}
