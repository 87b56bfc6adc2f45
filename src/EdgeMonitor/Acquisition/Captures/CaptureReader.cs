using System.Text.Json;

namespace EdgeMonitor.Acquisition.Captures;

/// <summary>Reads a capture. A cut last line, as a crash leaves it, is left out.</summary>
internal sealed class CaptureReader
{
    /// <summary>The usual ending of a capture's name, by which other files are told from it.</summary>
    public const string Extension = ".capture";

    private CaptureReader(CaptureHead head, IReadOnlyList<CapturedBytes> parts) => (Head, Parts) = (head, parts);

    /// <summary>From where the bytes are.</summary>
    public CaptureHead Head { get; }

    /// <summary>The bytes, in order; their times never go back.</summary>
    public IReadOnlyList<CapturedBytes> Parts { get; }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no capture; the sentence names the line.</exception>
    public static CaptureReader Open(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0) throw new InvalidDataException($"{path} is empty: give a file that `edgemonitor capture` has written.");
        var head = Read(path, 1, lines[0], json => json.GetProperty("capture").GetString() == "edgemonitor/1"
            ? new CaptureHead(Text(json, "driver"), Text(json, "link"), Text(json, "line"), json.GetProperty("began").GetDateTimeOffset())
            : throw new FormatException("another format"));
        var parts = new List<CapturedBytes>(lines.Length);
        var last = TimeSpan.Zero;
        for (var i = 1; i < lines.Length; i++)
        {
            if (i == lines.Length - 1 && !lines[i].EndsWith('}')) break;
            var part = Read(path, i + 1, lines[i], json =>
            {
                var wasSent = json.TryGetProperty("sent", out var hex);
                if (!wasSent) hex = json.GetProperty("received");
                return new CapturedBytes(TimeSpan.FromSeconds(json.GetProperty("t").GetDouble()), Convert.FromHexString(hex.GetString() ?? ""), wasSent);
            });
            if (part.At < last) throw new InvalidDataException($"{path}, line {i + 1}: its time goes back.");
            last = part.At;
            parts.Add(part);
        }

        return new CaptureReader(head, parts);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static T Read<T>(string path, int number, string line, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return read(json.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"{path}, line {number}, is not of a capture: give a file that `edgemonitor capture` has written.", wrong);
        }
    }
}
