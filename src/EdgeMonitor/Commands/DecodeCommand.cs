using System.CommandLine;
using System.IO.Pipelines;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor decode</c>: a captured byte stream through a driver's own parser, as JSON lines.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var driver = new Option<string>("--driver") { Description = "Driver whose parser reads the bytes.", Required = true };
        driver.AcceptOnlyFromAmong([.. SensorDrivers.All.Where(known => known.CreateDecoder("decode") is not null).Select(known => known.Name)]);
        var command = new Command("decode", "Read a captured byte stream from standard input and print readings and samples as JSON lines.") { driver };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(driver), stop));
        return command;
    }

    private static async Task<int> RunAsync(string driver, CancellationToken stop)
    {
        var decoder = SensorDrivers.Find(driver)?.CreateDecoder("decode");
        Invariant.Holds(decoder is not null, "The option accepts only drivers with a decoder.");
        var lines = new JsonLines(Terminal.Out);
        var inputs = new List<MonitorInput>();
        var pipe = PipeReader.Create(Terminal.OpenInput());
        while (true)
        {
            var read = await pipe.ReadAsync(stop);
            var left = read.Buffer;
            inputs.Clear();
            decoder.Decode(ref left, frame => TimeSpan.FromSeconds(frame / decoder.FrameRate), inputs);
            if (read.IsCompleted) decoder.Finish(inputs);
            foreach (var input in inputs) Write(input, lines);
            pipe.AdvanceTo(left.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                await Terminal.Out.FlushAsync(stop);
                var unread = left.Length > 0 ? $", {left.Length} bytes of an unfinished frame at the end" : "";
                await Terminal.Error.WriteLineAsync($"{decoder.GoodFrames} good frames, {decoder.DroppedBytes} bytes belonged to none{unread}.");
                return ExitCodes.Ok;
            }
        }
    }

    private static void Write(MonitorInput input, JsonLines lines)
    {
        switch (input)
        {
            case Reading reading: lines.Reading(reading, reading.At); break;
            case SampleBlock block: lines.Samples(block); break;
            case ContactStatus contact: lines.Contact(contact); break;
        }
    }
}
