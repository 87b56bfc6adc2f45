using System.Text.Json;

namespace EdgeMonitor.Acquisition.Captures;

/// <summary>
/// Writes a capture: JSON lines, the first one its head, the others <c>{"t": seconds, "received": "hex"}</c> or <c>"sent"</c>. Each line is given to the
/// system at once: what a crash leaves is whole lines and at most one cut one. Any thread.
/// </summary>
internal sealed class CaptureWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly long _began;

    /// <summary>Makes the file; one that is there is not overwritten: it may be all that is left of a rare fault.</summary>
    /// <exception cref="IOException">It is there already, or cannot be made.</exception>
    public CaptureWriter(string path, CaptureHead head, TimeProvider time)
    {
        _path = path;
        _time = time;
        try
        {
            _file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read)) { NewLine = "\n", AutoFlush = true };
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new IOException($"{path} is there already: name another file.");
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"{path} cannot be written: name a file in a directory that you may write.", refused);
        }

        _began = time.GetTimestamp();
        Write(json =>
        {
            json.WriteString("capture", "edgemonitor/1");
            json.WriteString("driver", head.Driver);
            json.WriteString("link", head.Link);
            json.WriteString("line", head.Line);
            json.WriteString("began", head.Began);
        });
    }

    /// <summary>Bytes received so far.</summary>
    public long Received { get; private set; }

    /// <summary>Bytes sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Adds bytes of now.</summary>
    /// <exception cref="IOException">The file cannot be written: the disk is full, for instance.</exception>
    public void Add(ReadOnlySpan<byte> bytes, bool wasSent)
    {
        if (bytes.IsEmpty) return;
        var hex = Convert.ToHexString(bytes);
        var count = bytes.Length;
        lock (_gate)
        {
            // Taken here: a later time before an earlier one would make the file unreadable.
            var seconds = Math.Round(_time.GetElapsedTime(_began).TotalSeconds, 6);
            Write(json =>
            {
                json.WriteNumber("t", seconds);
                json.WriteString(wasSent ? "sent" : "received", hex);
            });
            if (wasSent) Sent += count;
            else Received += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(Action<Utf8JsonWriter> body)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        try
        {
            _file.WriteLine(System.Text.Encoding.UTF8.GetString(line.GetBuffer().AsSpan(0, (int)line.Length)));
        }
        catch (IOException full)
        {
            throw new IOException($"{_path} cannot be written any more ({full.Message.TrimEnd('.')}): make room; what is in it stays.", full);
        }
    }
}
