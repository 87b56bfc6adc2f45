using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal rotate-key</c>: another master key; the running daemon does it, else this process.</summary>
internal static class RotateKeyCommand
{
    public static Command Create()
    {
        var command = new Command("rotate-key", "Give the box another master key: every data key is wrapped anew, no record is touched, the former key is destroyed.");
        var call = new KeyCall(command);
        command.SetAction((result, stop) => call.RunAsync(
            result, new JsonObject { ["act"] = KeyActs.Rotate }, (desk, who, why, next) => desk.RotateAsync(who, why, next), stop));
        return command;
    }
}
