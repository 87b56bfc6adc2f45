using System.CommandLine;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary><c>edgemonitor evaluate</c>: recordings through the same patient monitor, held against what experts say of them.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Score the monitor on recordings with reference annotations.")
    {
        BeatCommand.Qrs(),
        BeatCommand.Beats(),
        Cinc2015Command.Create(),
        RhythmCommand.Create(),
        BidmcCommand.Create(),
    };
}
