using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal verify</c>: every seal and every sequence of every stream. Reads only, and works beside the daemon.</summary>
internal static class VerifyCommand
{
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

    private static Task<int> RunAsync(Box box, bool json, CancellationToken stop) => LongRun.RunAsync(
        progress => Task.FromResult(Run(box, json, progress, stop)), "Stopped before everything was looked at: nothing can be said.", stop);

    private static int Run(Box box, bool json, ProgressLine progress, CancellationToken stop)
    {
        using var reading = JournalReading.Open(box.State, box.Device);
        var journal = reading.Journal;
        var streams = JournalStreams.Stored.Select(stream => (Last: journal.LastSequence(stream), Found: Verify(journal, stream, box.Device, progress, stop))).ToList();
        var reasons = HoleReasons.Read(journal, box, stop);
        foreach (var (last, found) in streams) found.Judge(reasons, last);
        progress.Clear();
        var all = streams.ConvertAll(stream => stream.Found);
        if (json) Terminal.Out.WriteLine(VerificationJson.Text(all));
        else all.ForEach(Print);
        return all.TrueForAll(stream => stream.IsWell) ? ExitCodes.Ok : ExitCodes.Damaged;
    }

    private static StreamVerification Verify(SealedReader journal, string stream, string device, ProgressLine progress, CancellationToken stop)
    {
        var verification = new StreamVerification(stream);
        var (count, last, met) = (journal.Count(stream), journal.LastSequence(stream), 0L);
        foreach (var entry in StoredEntry.Of(journal, stream, device, stop))
        {
            verification.Add(entry);
            if (++met % ProgressStep == 0) progress.Say(string.Create(CultureInfo.InvariantCulture, $"{stream}: {met} of {count} records"));
        }

        if (journal.Count(stream) == count && journal.LastSequence(stream) == last) verification.Count(count);
        return verification;
    }

    private static void Print(StreamVerification stream)
    {
        var range = stream.First is { } first ? $"{first}-{stream.Last}" : "empty";
        var lost = stream.Lost > 0 ? $", {stream.Lost} of them LOST" : "";
        Terminal.Out.WriteLine($"{stream.Stream,-10} {range}: {stream.Good} good, {stream.Unreadable} unreadable, {stream.Shredded} shredded, {stream.Missing} numbers without a record{lost}");
        if (stream.Vanished > 0) Terminal.Out.WriteLine($"  LOST: the store counts {stream.Vanished} records more than there are.");
        foreach (var bad in stream.Bad.Take(LongRun.MostListed)) Terminal.Out.WriteLine($"  unreadable {bad.Sequence}: {bad.Why}");
        More(stream.Unreadable - LongRun.MostListed);
        // What is lost is seen first, however much else there is.
        foreach (var part in stream.Holes.OrderByDescending(part => part.IsLost).Take(LongRun.MostListed)) Terminal.Out.WriteLine($"  nothing under {part.First}-{part.Last}: {part.Why}");
        More(stream.Holes.Count - LongRun.MostListed);
    }

    private static void More(long count)
    {
        if (count > 0) Terminal.Out.WriteLine($"  and {count} more");
    }
}
