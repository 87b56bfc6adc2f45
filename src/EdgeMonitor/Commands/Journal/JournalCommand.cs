using System.CommandLine;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal</c>: what a person can do with a box's journal, beside the running daemon where there is one.</summary>
internal static class JournalCommand
{
    public static Command Create() => new("journal", "Look into a box's journal, check it, take data out of it, save what a damaged file of it still holds, or change its keys.")
    {
        InspectCommand.Create(),
        VerifyCommand.Create(),
        ExportCommand.Create(),
        SalvageCommand.Create(),
        RotateKeyCommand.Create(),
        ShredCommand.Create(),
    };
}
