using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal verify</c>: every seal and every sequence of every stream. Reads only, and works beside the daemon.</summary>
internal static class VerifyCommand
{
    /// <summary>Lines about single records or holes of a stream. Chosen: a screen.</summary>
    private const int MostListed = 20;

    /// <summary>Records from one sign of progress to the next. Chosen: a tenth of a second or so.</summary>
    private const int ProgressStep = 500;

    public static Command Create()
    {
        var box = new BoxOptions();
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("verify", "Check every seal and every sequence of every stream.") { box.Config, box.State, box.Device, json };
        command.SetAction((result, stop) => RunAsync(box.Of(result), result.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(Box box, bool json, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        using var reading = JournalReading.Open(box.State, box.Device);
        var progress = new ProgressLine();
        try
        {
            var gaps = KnownGaps.Read(reading.Journal, box.Device, stop);
            var streams = JournalStreams.Stored.Select(stream => Verify(reading.Journal, stream, box.Device, progress, stop)).ToList();
            progress.Clear();
            if (json) Terminal.Out.WriteLine(VerificationJson.Text(streams, gaps));
            else streams.ForEach(stream => Print(stream, gaps));
            return streams.TrueForAll(stream => stream.IsWell(gaps)) ? ExitCodes.Ok : ExitCodes.Damaged;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Clear();
            await Terminal.Error.WriteLineAsync("Stopped before everything was looked at: nothing can be said.");
            return ExitCodes.Interrupted;
        }
    }

    private static StreamVerification Verify(SealedReader journal, string stream, string device, ProgressLine progress, CancellationToken stop)
    {
        var verification = new StreamVerification(stream);
        var (count, met) = (journal.Count(stream), 0L);
        foreach (var entry in StoredEntry.Of(journal, stream, device, stop))
        {
            verification.Add(entry);
            if (++met % ProgressStep == 0) progress.Say(string.Create(CultureInfo.InvariantCulture, $"{stream}: {met} of {count} records"));
        }

        return verification;
    }

    private static void Print(StreamVerification stream, KnownGaps gaps)
    {
        var range = stream.Holes.First is { } first ? $"{first}-{stream.Holes.Last}" : "empty";
        Terminal.Out.WriteLine($"{stream.Stream,-10} {range}: {stream.Good} good, {stream.Unreadable} unreadable, {stream.Shredded} shredded, {stream.Holes.Count} numbers without a record");
        foreach (var bad in stream.Bad.Take(MostListed)) Terminal.Out.WriteLine($"  unreadable {bad.Sequence}: {bad.Why}");
        More(stream.Unreadable - MostListed);
        foreach (var hole in stream.Holes.All.Take(MostListed)) Terminal.Out.WriteLine($"  nothing under {hole.First}-{hole.Last}: {WhyOf(stream, hole, gaps)}");
        More(stream.Holes.All.Count - MostListed);
    }

    private static string WhyOf(StreamVerification stream, (long First, long Last) hole, KnownGaps gaps) => gaps.Explains(stream.Stream, hole.First, hole.Last) is { } gap ? gap.Cause
        : stream.IsWhole ? "LOST: no gap record here explains it."
        : "sent and confirmed, as far as this box knows.";

    private static void More(long count)
    {
        if (count > 0) Terminal.Out.WriteLine($"  and {count} more");
    }
}
