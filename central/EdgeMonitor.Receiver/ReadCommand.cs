using System.CommandLine;
using System.Text;
using EdgeMonitor.Commands;
using EdgeMonitor.Hosting;
using EdgeMonitor.Receiver.Files;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Receiver;

/// <summary><c>edgemonitor-receiver read</c>: what lies in a file store, as JSON lines, also beside the receiver that writes it.</summary>
internal static class ReadCommand
{
    public static Command Create()
    {
        var files = new Option<string>("--files") { Description = "The store's directory.", Required = true, HelpName = "directory" };
        var device = new Option<string?>("--device") { Description = "Of this device only.", HelpName = "id" };
        var stream = new Option<string?>("--stream") { Description = "Of this stream only.", HelpName = "name" };
        var command = new Command("read", "Print the stored records as JSON lines, each stream in the order of arrival.") { files, device, stream };
        command.SetAction(result => Print(result.GetRequiredValue(files), result.GetValue(device), result.GetValue(stream)));
        return command;
    }

    /// <summary>Every stored record, stream by stream.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static IEnumerable<(string Device, string Stream, StoredFrame Frame)> Records(string root)
    {
        foreach (var (device, stream, path) in FileStore.StreamsOf(root))
        {
            foreach (var file in StreamLog.FilesOf(path))
            {
                using var reader = new SegmentReader(file);
                while (reader.TryRead(out var frame)) yield return (device, stream, frame);
            }
        }
    }

    private static int Print(string root, string? device, string? stream)
    {
        if (!Directory.Exists(root)) throw new IOException($"\"{root}\" is no directory: name the one that the receiver stores in.");
        foreach (var record in Records(root))
        {
            if ((device ?? record.Device) != record.Device || (stream ?? record.Stream) != record.Stream) continue;
            if (Terminal.ReaderHasLeft) break;
            Terminal.Out.WriteLine(Encoding.UTF8.GetString(RecordCodec.ToJson(RecordCodec.Decode(record.Frame.Bytes))));
        }

        return ExitCodes.Ok;
    }
}
