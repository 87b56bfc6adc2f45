using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal shred</c>: destroys the data keys of a patient's episodes; the running daemon does it, else this process.</summary>
internal static class ShredCommand
{
    public static Command Create()
    {
        var patient = new Option<string>("--patient")
        {
            Description = "The patient's pseudonym, or the name of an episode as it stands in the audit.",
            HelpName = "pseudonym",
            Required = true,
        };
        patient.Validators.Add(UsageError.RefuseEmpty);
        var unsent = new Option<bool>("--unsent") { Description = "Also destroy what the centre has never confirmed." };
        var command = new Command("shred", "Make everything of a discharged patient unreadable for ever, and change the master key.") { patient, unsent };
        var call = new KeyCall(command);
        command.SetAction((result, stop) =>
        {
            var (who, all) = (result.GetRequiredValue(patient), result.GetValue(unsent));
            return call.RunAsync(
                result, new JsonObject { ["act"] = KeyActs.Shred, ["patient"] = who, ["unsent"] = all }, (desk, by, why, next) => desk.ShredAsync(by, why, who, all, next), stop);
        });
        return command;
    }
}
