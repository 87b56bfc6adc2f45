using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>A broker, and a journal with a backlog of records of a second of a full bedside each, which drains to it.</summary>
internal sealed class BacklogLoad : IDisposable
{
    private const int RecordBytes = 20 << 10, Batch = 100;

    private readonly byte[] _record = new byte[RecordBytes];
    private readonly Process _broker;

    public BacklogLoad()
    {
        new Random(2).NextBytes(_record);
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Select(folder => Path.Combine(folder, "mosquitto")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("mosquitto was not found: install it (apt install mosquitto).");
        _broker = Process.Start(new ProcessStartInfo(path, ["-p", Port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        _broker.ErrorDataReceived += (_, _) => { };
        _broker.BeginErrorReadLine();
    }

    /// <summary>The broker's port on the loopback interface.</summary>
    public int Port { get; }

    /// <summary>Puts a backlog into the journal; before the daemon starts.</summary>
    public void Fill(SealedJournal journal, int records)
    {
        for (var added = 0; added < records; added += Batch)
        {
            var next = journal.NextSequence(JournalStreams.Telemetry);
            journal.Append([.. Enumerable.Range(0, Batch).Select(i => new PlainRecord(JournalStreams.Telemetry, next + i, _record))]);
        }
    }

    public void Dispose()
    {
        _broker.Kill();
        _broker.WaitForExit();
        _broker.Dispose();
    }
}
