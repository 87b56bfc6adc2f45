using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Sensing;

/// <summary><c>edgemonitor probe</c>: what hangs on a serial port, at which line settings, and the lines for the configuration.</summary>
internal static class ProbeCommand
{
    /// <summary>Chosen: a device that sends once a second is heard twice.</summary>
    private const double UsualSeconds = 2.5;

    private static readonly TimeSpan Ask = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var port = new Argument<string>("port") { Description = "The serial port, e.g. /dev/serial/by-id/usb-..." };
        var seconds = Numbers.Option("--seconds", "How long to listen at each line setting; 2.5 where it is not given.", 0.5, 60);
        var command = new Command("probe", "Find out which driver and line settings a serial device needs: listens first, and asks only where nobody speaks.") { port, seconds };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(port), TimeSpan.FromSeconds(result.GetValue(seconds) ?? UsualSeconds), stop));
        return command;
    }

    private static async Task<int> RunAsync(string port, TimeSpan listen, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var serial = await SerialLinkProviders.ChooseAsync(stop);
        var probe = new Probe(new SensorLinks { SerialPorts = serial.Provider }, new MonitorClock(TimeProvider.System), listen, Ask) { Trying = Terminal.Error.WriteLine };
        var found = await probe.RunAsync(port, stop);
        if (found.Count == 0)
        {
            var heard = probe.Heard == 0 ? "nothing was heard: check that the device is on, its output is set to serial, and its cable" : $"{probe.Heard} bytes were heard that no driver understands: capture them with `edgemonitor capture`";
            await Terminal.Error.WriteLineAsync($"No known device speaks or answers on {port}; {heard}.");
            return ExitCodes.Refused;
        }

        foreach (var finding in found) await Terminal.Out.WriteLineAsync(SentenceOf(finding));
        await Terminal.Out.WriteLineAsync($"{{ \"Name\": \"sensor\", \"Driver\": \"{found[0].Driver.Name}\", \"Link\": \"{port}\" }}");
        await Terminal.Out.FlushAsync(stop);
        return ExitCodes.Ok;
    }

    private static string SentenceOf(ProbeFinding finding)
    {
        var how = finding.GoodFrames == 0 ? "it answers" : string.Create(CultureInfo.InvariantCulture, $"{finding.GoodFrames} good frames, {finding.DroppedBytes} bytes belonged to none");
        var who = finding.Identity is { } identity ? $"; it says it is {string.Join(", ", new[] { identity.Model, identity.Serial, identity.Firmware }.Where(part => part.Length > 0))}" : "";
        return $"{finding.Driver.Name} at {finding.Line}: {how}{who}.";
    }
}
