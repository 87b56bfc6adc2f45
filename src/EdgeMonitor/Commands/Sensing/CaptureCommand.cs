using System.CommandLine;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Captures;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Sensing;

/// <summary><c>edgemonitor capture</c>: the raw bytes of a serial port with their times, for <c>replay</c> and for whoever must find a fault.</summary>
internal static class CaptureCommand
{
    public static Command Create()
    {
        var port = new Argument<string>("port") { Description = "The serial port." };
        var to = new Option<string>("--to") { Description = "The file to write; it must not be there yet.", HelpName = $"file{CaptureReader.Extension}", Required = true };
        to.Validators.Add(UsageError.RefuseEmpty);
        var driver = new Option<string?>("--driver") { Description = "Speak to the device as this driver does, with its line settings; else only listen.", HelpName = "name" };
        driver.AcceptOnlyFromAmong([.. SensorDrivers.All.Where(known => known.Description.Link == LinkKind.Serial).Select(known => known.Name)]);
        var baud = Numbers.Option("--baud", "Bits per second, where no driver is named.", 50, 4_000_000);
        var parity = new Option<SerialParity>("--parity") { Description = "none, odd or even, where no driver is named.", HelpName = "parity" };
        var seconds = Numbers.Option("--seconds", "End after so long; else with Ctrl+C.", 0.1, 86_400);
        var command = new Command("capture", "Record the raw bytes of a serial port with their times.") { port, to, driver, baud, parity, seconds };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(driver) is null) == (result.GetResult(baud) is null)) result.AddError("give either --driver or --baud");
        });
        command.SetAction((result, stop) =>
        {
            var how = result.GetValue(driver) is { } name ? SensorDrivers.Find(name) : null;
            var line = how?.Description.Lines[0] ?? new SerialSettings((int)(result.GetValue(baud) ?? 0), result.GetValue(parity));
            return RunAsync(result.GetRequiredValue(port), result.GetRequiredValue(to), how, line, result.GetValue(seconds), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(string port, string file, SensorDriverAttribute? driver, SerialSettings line, double? seconds, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var time = TimeProvider.System;
        var serial = await SerialLinkProviders.ChooseAsync(stop);
        using var limit = seconds is { } end ? new CancellationTokenSource(TimeSpan.FromSeconds(end), time) : new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        using var writer = new CaptureWriter(file, new CaptureHead(driver?.Name ?? "", port, line.ToString(), time.GetUtcNow()), time);
        var ports = new CapturingPorts(serial.Provider, writer);
        try
        {
            await (driver is null ? ListenAsync(ports.Open(port, line), port, ending.Token) : SpeakAsync(driver, port, ports, ending.Token));
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // A person's stop, or the time is over: what was heard is written.
        }
        finally
        {
            await Terminal.Error.WriteLineAsync($"{writer.Received} bytes received and {writer.Sent} sent are in {file}.");
        }

        return ExitCodes.Ok;
    }

    private static async Task ListenAsync(ISerialLink link, string port, CancellationToken stop)
    {
        await using var _ = link;
        var buffer = new byte[StreamSession.BufferBytes];
        while (await link.ReadAsync(buffer, stop) > 0)
        {
        }

        throw new IOException($"{port} hung up; check the device's cable.");
    }

    private static Task SpeakAsync(SensorDriverAttribute driver, string port, CapturingPorts ports, CancellationToken stop)
    {
        // What the driver makes of the bytes is nobody's here.
        var unread = Channel.CreateBounded<MonitorInput>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var context = new SensorContext("capture", port, new Dictionary<string, string>(), new MonitorClock(TimeProvider.System), new SensorLinks { SerialPorts = ports });
        return driver.Create(context).RunAsync(unread.Writer, stop);
    }
}
