using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor status</c>: the alarms that are signalled with their ids, and what is switched off.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Print the alarms that are signalled, with their ids, and what is switched off.");
        var call = new ControlCall(command, asks: true);
        command.SetAction((result, stop) => call.RunAsync(result, new JsonObject { ["act"] = ControlActs.Status }, stop, Print));
        return command;
    }

    private static void Print(ControlReply reply)
    {
        Terminal.Out.WriteLine(reply.Answer);
        foreach (var alarm in reply.Details?["alarms"] as JsonArray ?? [])
        {
            var sensor = alarm!["sensor"]!.ToString();
            var about = $"{alarm["condition"]}{(sensor.Length > 0 ? $" ({sensor})" : "")}";
            Terminal.Out.WriteLine($"{alarm["priority"]!.ToString().ToUpperInvariant(),-6} {about,-32} {alarm["for"],6} s  {alarm["id"]}  {alarm["reason"]}");
        }
    }
}
