using System.CommandLine;
using EdgeMonitor.Commands;
using EdgeMonitor.Commands.Evaluation;
using EdgeMonitor.Commands.Explain;
using EdgeMonitor.Commands.Journal;
using EdgeMonitor.Commands.Sensing;
using EdgeMonitor.Commands.Spares;
using EdgeMonitor.Hosting;

var root = new RootCommand("EdgeMonitor: the bedside edge appliance.")
{
    RunCommand.Create(),
    DemoCommand.Create(),
    GuardCommand.Create(),
    CheckConfigCommand.Create(),
    ReplayCommand.Create(),
    DriversCommand.Create(),
    ProbeCommand.Create(),
    CaptureCommand.Create(),
    DecodeCommand.Create(),
    ExplainCommand.Create(),
    JournalCommand.Create(),
    EvaluateCommand.Create(),
    AckCommand.Create(),
    PauseCommand.Create(),
    LimitsCommand.Create(),
    PatientCommand.Create(),
    StandbyCommand.Create(),
    NibpCommand.Create(),
    SelfTestCommand.Create(),
    SpareCommand.Create(),
    StatusCommand.Create(),
    VersionCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0) return Fail(ExitCodes.Usage, UsageError.Explain(parsed));

try
{
    // The daemon ends in order by itself, within 2 s of the signal; the framework's own timeout must not cut it off.
    var exit = await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
        Output = Terminal.Out,
        Error = Terminal.Error,
    });
    Terminal.Out.Flush();
    return exit;
}
catch (ConfigurationException e)
{
    return Fail(ExitCodes.Configuration, e.Message);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
{
    return Fail(ExitCodes.InputOutput, e.Message);
}
catch (OperationCanceledException)
{
    return ExitCodes.Ok;
}
catch (Exception e)
{
    return Fail(ExitCodes.Internal, $"Internal error, please report it: {e}");
}

static int Fail(int code, string sentence)
{
    Terminal.Error.WriteLine(sentence);
    return code;
}
