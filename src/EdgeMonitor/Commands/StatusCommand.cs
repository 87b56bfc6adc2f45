using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor status</c>: the alarms that are signalled with their ids, the vital signs, what is switched off, signals that are not good, the sensors, NEWS2, the broker in use, and what waits to be sent.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Print the alarms that are signalled, with their ids, the vital signs, what is switched off, signals that are not good, the sensors, NEWS2, the broker in use, and what waits to be sent.");
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

        foreach (var vital in reply.Details?["vitals"] as JsonArray ?? []) Terminal.Out.WriteLine(VitalLine.Of(vital!));
        foreach (var rhythm in reply.Details?["rhythm"] as JsonArray ?? [])
        {
            if (rhythm!["found"] is JsonArray { Count: > 0 } found) Terminal.Out.WriteLine(RhythmText.Line(rhythm["sensor"]!.ToString(), found.Select(name => name!.ToString())));
        }

        foreach (var signal in reply.Details?["signals"] as JsonArray ?? [])
        {
            // A good signal needs no line.
            if (signal!["quality"]!.ToString() is not ("poor" or "marginal")) continue;
            var faults = signal["faults"]!.ToString();
            Terminal.Out.WriteLine($"Signal {signal["label"]} ({signal["sensor"]}) is {signal["quality"]}{(faults.Length > 0 ? $": {faults}" : "")}, for {signal["for"]} s");
        }

        foreach (var sensor in reply.Details?["sensors"] as JsonArray ?? []) Terminal.Out.WriteLine(SensorLine.Of(sensor!));
        if (reply.Details?["uplink"] is JsonObject uplink) Terminal.Out.WriteLine(UplinkLine.Of(uplink));
        if (reply.Details is { } details && DeliveryReport.Sentence(details) is { } delivery) Terminal.Out.WriteLine(delivery);
        if (reply.Details?["news2"] is not JsonObject score) return;
        Terminal.Out.WriteLine(score["value"] is { } total
            ? $"NEWS2 {total} ({score["band"]})"
            : $"NEWS2 has no total, at least {score["known"]}: missing or too old are {score["missing"]}");
    }
}
