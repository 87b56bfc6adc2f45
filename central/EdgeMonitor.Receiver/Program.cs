using System.CommandLine;
using EdgeMonitor.Commands;
using EdgeMonitor.Hosting;
using EdgeMonitor.Receiver;

var root = new RootCommand("EdgeMonitor's reference receiver: stores what the boxes send, and acknowledges what is stored.") { StoreCommand.Create(), ReadCommand.Create() };
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0) return Fail(ExitCodes.Usage, string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.'))) + ": see edgemonitor-receiver --help.");

try
{
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
