using System.CommandLine;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal</c>: what lies in the box's journal, and its keys.</summary>
internal static class JournalCommand
{
    public static Command Create() => new("journal", "The box's journal and its keys.") { RotateKeyCommand.Create(), ShredCommand.Create() };
}
