using System.CommandLine;
using System.IO.Pipelines;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor decode</c>: a captured byte stream, or one that still comes, through a driver's own parser, as JSON lines.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var driver = new Option<string>("--driver") { Description = "Driver whose parser reads the bytes.", Required = true };
        driver.AcceptOnlyFromAmong([.. SensorDrivers.All.Where(known => known.CreateDecoder("decode") is not null).Select(known => known.Name)]);
        const string does = "Read a captured byte stream from standard input and print readings and samples as JSON lines.";
        var command = new Command("decode", does) { driver };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(driver), stop));
        return command;
    }

    private static async Task<int> RunAsync(string driver, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var decoder = SensorDrivers.Find(driver)?.CreateDecoder("decode");
        Invariant.Holds(decoder is not null, "The option accepts only drivers with a decoder.");
        var unread = await DecodeAsync(decoder, PipeReader.Create(Terminal.OpenInput()), new DecodedLines(Terminal.Out), stop);
        var rest = unread > 0 ? $", {unread} bytes of an unfinished frame at the end" : "";
        await Terminal.Error.WriteLineAsync($"{decoder.GoodFrames} good frames, {decoder.DroppedBytes} bytes belonged to none{rest}.");
        return ExitCodes.Ok;
    }

    /// <summary>Until the input's end, a person's stop, or until nobody reads the output; how many bytes were left over.</summary>
    private static async Task<long> DecodeAsync(IStreamDecoder decoder, PipeReader pipe, DecodedLines lines, CancellationToken stop)
    {
        var inputs = new List<MonitorInput>();
        var unread = 0L;
        while (!Terminal.ReaderHasLeft && await ReadAsync(pipe, stop) is { } read)
        {
            var left = read.Buffer;
            inputs.Clear();
            decoder.Decode(ref left, frame => TimeSpan.FromSeconds(frame / decoder.FrameRate), inputs);
            await SayAsync(inputs, lines);
            unread = left.Length;
            pipe.AdvanceTo(left.Start, read.Buffer.End);
            if (read.IsCompleted) break;
        }

        // The decoder holds the frames of a block that is not full yet; a person's stop must not lose them either.
        inputs.Clear();
        decoder.Finish(inputs);
        await SayAsync(inputs, lines);
        return unread;
    }

    /// <summary>Every read is said at once: the next bytes may be long in coming.</summary>
    private static Task SayAsync(List<MonitorInput> inputs, DecodedLines lines)
    {
        foreach (var input in inputs) lines.Write(input);
        return Terminal.Out.FlushAsync(CancellationToken.None);
    }

    /// <summary>The next bytes, or null where a person does not want to wait for them.</summary>
    private static async Task<ReadResult?> ReadAsync(PipeReader pipe, CancellationToken stop)
    {
        try
        {
            // A read of standard input cannot be cancelled: it is left behind.
            return await pipe.ReadAsync(CancellationToken.None).AsTask().WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Standard input cannot be read ({e.Message.TrimEnd('.')}): give it a captured byte stream.", e);
        }
    }
}
