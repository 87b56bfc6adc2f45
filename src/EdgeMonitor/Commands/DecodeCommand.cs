using System.Buffers;
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
        var baud = SensorDrivers.Find(driver)!.Description.Lines[0].Baud;
        var unread = await DecodeAsync(decoder, PipeReader.Create(Terminal.OpenInput()), new DecodedLines(Terminal.Out), baud, stop);
        var rest = unread > 0 ? $", {unread} bytes of an unfinished frame at the end" : "";
        await Terminal.Error.WriteLineAsync($"{decoder.GoodFrames} good frames, {decoder.DroppedBytes} bytes belonged to none{rest}.");
        return ExitCodes.Ok;
    }

    /// <summary>Until the input's end, a person's stop, or until nobody reads the output; how many bytes were left over.</summary>
    private static async Task<long> DecodeAsync(IStreamDecoder decoder, PipeReader pipe, DecodedLines lines, int baud, CancellationToken stop)
    {
        var inputs = new List<MonitorInput>();
        var unread = 0L;
        var used = 0L;
        while (!Terminal.ReaderHasLeft && await ReadAsync(pipe, stop) is { } read)
        {
            var left = read.Buffer;
            inputs.Clear();
            if (double.IsInfinity(decoder.FrameRate)) DecodeByLineTime(decoder, ref left, unread, ref used, baud, inputs);
            else decoder.Decode(ref left, frame => TimeSpan.FromSeconds(frame / decoder.FrameRate), inputs);
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

    /// <summary>
    /// A device without a rhythm: a frame has the time that its last byte had on a line that never pauses, ten bits a byte. The parser is
    /// given one byte more at a time, so that it does not matter how the reads were cut.
    /// </summary>
    /// <param name="decoder">The parser.</param>
    /// <param name="bytes">All that was not used yet.</param>
    /// <param name="seen">How many of them the parser has seen before.</param>
    /// <param name="used">Bytes of the stream used so far.</param>
    /// <param name="baud">The device's usual line.</param>
    /// <param name="inputs">Receives what comes out.</param>
    private static void DecodeByLineTime(IStreamDecoder decoder, ref ReadOnlySequence<byte> bytes, long seen, ref long used, int baud, List<MonitorInput> inputs)
    {
        for (var length = seen + 1; length <= bytes.Length; length++)
        {
            var at = TimeSpan.FromSeconds((used + length) * 10.0 / baud);
            var window = bytes.Slice(0, length);
            decoder.Decode(ref window, _ => at, inputs);
            var taken = length - window.Length;
            bytes = bytes.Slice(taken);
            used += taken;
            length -= taken;
        }
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
