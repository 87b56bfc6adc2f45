using System.Globalization;
using System.Text;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// What a journal goes through in a box's life, by a seed: appends to several streams, trims, checkpoints, orderly restarts, and once a damage with
/// which it is set aside. Before and after each act a mark is written into the disk's trace: "? ..." what is begun, "!" that it is acknowledged.
/// </summary>
internal sealed class PowerWorkload(Func<string, IJournal> open, string directory, int seed) : IDisposable
{
    private const int Steps = 240; // chosen: two checkpoints of the log are among them
    private const int KeptTelemetry = 60;

    private readonly Random _random = new(seed);
    private readonly FileStream _marks = new(Path.Combine(directory, "marks"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private string Root => Path.Combine(directory, "journal");

    /// <summary>Does it all.</summary>
    public void Run()
    {
        Directory.CreateDirectory(Root);
        var journal = open(Root);
        var damage = _random.Next(Steps / 2, Steps);
        for (var step = 0; step < Steps; step++)
        {
            var act = _random.Next(100);
            if (step == damage) journal = Damage(journal);
            else if (act < 4) journal = Reopen(journal);
            else if (act < 18) Trim(journal, journal.Count("telemetry") > KeptTelemetry ? "telemetry" : "alarms");
            else Append(journal);
        }

        journal.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _marks.Dispose();

    private void Append(IJournal journal)
    {
        var parts = new List<(string Stream, long First, int Count, int Length)> { ("telemetry", journal.LastSequence("telemetry") + 1, _random.Next(1, 9), _random.Next(100) == 0 ? 60_000 : _random.Next(200, 9000)) };
        if (_random.Next(3) == 0) parts.Add(("alarms", journal.LastSequence("alarms") + 1, _random.Next(1, 3), _random.Next(60, 600)));
        if (_random.Next(8) == 0) parts.Add(("audit", journal.LastSequence("audit") + 1, 1, 120));
        if (_random.Next(5) == 0) parts.RemoveAt(0);
        if (parts.Count == 0) return;
        Mark("? a " + string.Join(';', parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Stream} {part.First} {part.Count} {part.Length}"))));
        journal.Append([.. parts.SelectMany(part => KnownRecords.Make(part.Stream, part.First, part.Count, part.Length))]);
        Mark("!");
    }

    private void Trim(IJournal journal, string stream)
    {
        if (journal.FirstSequence(stream) is not { } first) return;
        var from = first + (_random.Next(4) == 0 ? _random.Next(10) : 0);
        var to = from + _random.Next(stream == "telemetry" ? 50 : 3);
        Mark(string.Create(CultureInfo.InvariantCulture, $"? t {stream} {from} {to}"));
        journal.Trim(stream, from, to);
        Mark("!");
    }

    private IJournal Reopen(IJournal journal)
    {
        journal.Dispose();
        return open(Root);
    }

    /// <summary>Noise over the middle of the largest file, as a dying card leaves it; then a restart, and everything is read once.</summary>
    private IJournal Damage(IJournal journal)
    {
        journal.Dispose();
        Mark("? x");
        var largest = new DirectoryInfo(Root).GetFiles().Where(file => file.Name is not ("spare" or "lock" or SequenceReserve.FileName)).MaxBy(file => file.Length)!;
        var noise = new byte[largest.Length / 2];
        _random.NextBytes(noise);
        using (var file = new FileStream(largest.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Position = largest.Length / 4;
            file.Write(noise);
            DurableFile.Sync(file.SafeFileHandle);
        }

        var opened = open(Root);
        foreach (var stream in (string[])["telemetry", "alarms", "audit"]) Meet(opened, stream);
        Mark("!");
        return opened;
    }

    private static void Meet(IJournal journal, string stream)
    {
        try
        {
            journal.ReadFrom(stream, 0, int.MaxValue);
        }
        catch (JournalException)
        {
            // The file that the noise is in is set aside.
        }
    }

    private void Mark(string text) => _marks.Write(Encoding.ASCII.GetBytes(text));
}
