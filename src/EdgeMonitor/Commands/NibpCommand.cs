using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor nibp</c>: one blood pressure measurement by cuff, or its end.</summary>
internal static class NibpCommand
{
    public static Command Create() => new("nibp", "Measure the blood pressure by cuff, or end a measurement.")
    {
        Create("start", "Begin one measurement; the result comes with the other vital signs.", CuffActs.Start),
        Create("stop", "End the measurement that is under way and let the cuff go.", CuffActs.Stop),
    };

    private static Command Create(string name, string does, string act)
    {
        var sensor = new Option<string?>("--sensor") { Description = "The sensor's name; not needed where only one has a cuff.", HelpName = "name" };
        sensor.Validators.Add(UsageError.RefuseEmpty);
        var command = new Command(name, does) { sensor };
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var request = new JsonObject { ["act"] = act };
            if (result.GetValue(sensor) is { } whom) request["sensor"] = whom;
            return call.RunAsync(result, request, stop);
        });
        return command;
    }
}
