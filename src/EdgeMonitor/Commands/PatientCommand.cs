using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor patient</c>: another patient, nobody, or what a person has observed of this one.</summary>
internal static class PatientCommand
{
    public static Command Create() => new("patient", "Admit or discharge a patient, or enter what was observed.") { Admit(), Discharge(), Observe() };

    private static Command Admit()
    {
        var profile = OneOf<PatientProfile>("--profile", "Who it is; it decides the limits.");
        profile.Required = true;
        var episode = new Option<string?>("--episode") { Description = "The episode's pseudonym, with a digit in it; never a name.", HelpName = "id" };
        var command = new Command("admit", "Another patient: alarms and observations of the one before end, the limits become the profile's.") { profile, episode };
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var request = new JsonObject { ["act"] = "admit", ["profile"] = result.GetValue(profile) };
            if (result.GetValue(episode) is { } id) request["episode"] = id;
            return call.RunAsync(result, request, stop);
        });
        return command;
    }

    private static Command Discharge()
    {
        var command = new Command("discharge", "The patient has gone for good: standby until another one is admitted.");
        var call = new ControlCall(command);
        command.SetAction((result, stop) => call.RunAsync(result, new JsonObject { ["act"] = "discharge" }, stop));
        return command;
    }

    private static Command Observe()
    {
        var consciousness = OneOf<Consciousness>("--consciousness", "Level of consciousness (ACVPU).");
        var oxygen = YesOrNo("--oxygen", "Whether the patient is given oxygen.");
        var scale2 = YesOrNo("--scale2", "Whether SpO2 scale 2 is prescribed.");
        var temperature = new Option<double?>("--temperature") { Description = "Body temperature, °C.", HelpName = "n" };
        var systolic = new Option<double?>("--systolic") { Description = "Systolic blood pressure, mmHg.", HelpName = "n" };
        var respiration = new Option<double?>("--respiration") { Description = "Breaths per minute, counted.", HelpName = "n" };
        var command = new Command("observe", "Enter what was observed, for the early-warning score; what is not given stays as it was.")
        {
            consciousness, oxygen, scale2, temperature, systolic, respiration,
        };
        var call = new ControlCall(command);
        command.SetAction((result, stop) =>
        {
            var request = new JsonObject { ["act"] = "observe" };
            Put("consciousness", result.GetValue(consciousness) is { } level ? JsonValue.Create(level) : null);
            Put("oxygen", Flag(result.GetValue(oxygen)));
            Put("scale2", Flag(result.GetValue(scale2)));
            Put("temperature", ControlCall.Number(result.GetValue(temperature)));
            Put("systolic", ControlCall.Number(result.GetValue(systolic)));
            Put("respiration", ControlCall.Number(result.GetValue(respiration)));
            return call.RunAsync(result, request, stop);

            void Put(string key, JsonNode? value)
            {
                if (value is not null) request[key] = value;
            }
        });
        return command;
    }

    private static Option<string?> OneOf<T>(string name, string description)
        where T : struct, Enum
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<T>().Select(Names.Of)]);
        return option;
    }

    private static Option<string?> YesOrNo(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong("yes", "no");
        return option;
    }

    private static JsonValue? Flag(string? text) => text is null ? null : JsonValue.Create(text == "yes");
}
