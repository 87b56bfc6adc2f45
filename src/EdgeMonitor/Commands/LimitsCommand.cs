using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor limits</c>: this patient's limits, and their change without a restart.</summary>
internal static class LimitsCommand
{
    public static Command Create() => new("limits", "Show or change this patient's alarm limits.") { Show(), Set(), Default() };

    private static Command Show()
    {
        var command = new Command("show", "Print the limits in force.");
        var call = new ControlCall(command, asks: true);
        command.SetAction((result, stop) => call.RunAsync(result, new JsonObject { ["act"] = ControlActs.Status }, stop, Print));
        return command;
    }

    private static Command Set()
    {
        var pairs = new Argument<string[]>("limits") { Description = "Limits to change, e.g. HrLow=45 HrHigh=130; the others stay.", HelpName = "KEY=VALUE" };
        var file = new Option<string?>("--file") { Description = "A JSON file with limits to change, as in the configuration's section Alarms.", HelpName = "file" };
        file.Validators.Add(UsageError.RefuseEmpty);
        var command = new Command("set", "Change limits at once, as a whole or not at all.") { pairs, file };
        command.Validators.Add(result =>
        {
            var given = result.GetValue(pairs) ?? [];
            if (given.FirstOrDefault(pair => pair.IndexOf('=') < 1) is { } wrong) result.AddError($"{wrong} is no KEY=VALUE");
            if (given.Length > 0 == result.GetValue(file) is not null) result.AddError("Give limits as KEY=VALUE or in a --file, one of the two");
        });
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var limits = result.GetValue(file) is { } path ? Read(path) : Parse(result.GetValue(pairs) ?? []);
            return call.RunAsync(result, new JsonObject { ["act"] = ControlActs.SetLimits, ["limits"] = limits }, stop, PrintAdvice);
        });
        return command;
    }

    private static Command Default()
    {
        var command = new Command("profile", "Bring the limits of the patient's profile back.");
        var call = new ControlCall(command);
        command.SetAction((result, stop) => call.RunAsync(result, new JsonObject { ["act"] = ControlActs.DefaultLimits }, stop, PrintAdvice));
        return command;
    }

    private static JsonObject Parse(string[] pairs)
    {
        var limits = new JsonObject();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=');
            limits[pair[..equals]] = ControlCall.Value(pair[(equals + 1)..]);
        }

        return limits;
    }

    private static JsonObject Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new InvalidDataException($"{path} is no JSON object with limits in it.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no valid JSON in line {e.LineNumber + 1}.", e);
        }
    }

    private static void PrintAdvice(ControlReply reply)
    {
        Terminal.Out.WriteLine(reply.Answer);
        foreach (var sentence in reply.Details?["advice"] as JsonArray ?? []) Terminal.Out.WriteLine(sentence);
    }

    private static void Print(ControlReply reply)
    {
        Terminal.Out.WriteLine($"Profile = {reply.Details?["profile"]}");
        foreach (var (name, value) in reply.Details?["limits"] as JsonObject ?? []) Terminal.Out.WriteLine($"{name} = {value}");
        foreach (var sentence in reply.Details?["advice"] as JsonArray ?? []) Terminal.Out.WriteLine(sentence);
    }
}
