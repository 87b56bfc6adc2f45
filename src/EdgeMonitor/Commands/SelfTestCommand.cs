using System.CommandLine;
using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor self-test</c>: every sound and every lamp once, through the way of an alarm. A person must listen and look.</summary>
internal static class SelfTestCommand
{
    public static Command Create()
    {
        var command = new Command("self-test", "Sound and light every signal once; refused while an alarm is signalled.");
        var call = new ControlCall(command);
        command.SetAction((result, stop) => call.RunAsync(result, new JsonObject { ["act"] = "self-test" }, stop));
        return command;
    }
}
