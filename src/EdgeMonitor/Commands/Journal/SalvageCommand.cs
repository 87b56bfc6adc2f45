using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Commands.Journal.Export;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal;

/// <summary>
/// <c>edgemonitor journal salvage FILE</c>: everything in a damaged file of a journal that authenticates under the box's keys, as an export and as
/// raw records. The file is only read; to put its records back into the box is the daemon's own work.
/// </summary>
internal static class SalvageCommand
{
    /// <summary>Candidates from one sign of progress to the next.</summary>
    private const int ProgressStep = 1000;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The damaged file, e.g. one that the journal has set aside." };
        var box = new BoxOptions();
        var directory = new Option<string>("--to-dir") { Description = "A directory that is new or empty.", HelpName = "directory", Required = true };
        directory.Validators.Add(UsageError.RefuseEmpty);
        var format = ExportCommand.Format();
        var pseudonym = new Option<bool>("--pseudonym") { Description = "Put the patient's pseudonym into the table of alarms; the raw records have it in any case." };
        var command = new Command("salvage", "Save what a damaged file of the journal still holds.") { file, box.Config, box.State, box.Device, directory, format, pseudonym };
        command.SetAction((result, stop) => RunAsync(
            result.GetRequiredValue(file), box.Of(result), result.GetRequiredValue(directory), result.GetValue(format), result.GetValue(pseudonym), stop));
        return command;
    }

    private static Task<int> RunAsync(string file, Box box, string to, TableFormat format, bool pseudonym, CancellationToken stop) => LongRun.RunAsync(
        async progress =>
        {
            if (!File.Exists(file)) throw new IOException($"\"{file}\" is not there: name a file of a journal, e.g. one whose name ends with {JournalDirectory.SetAsideMark}1.");
            using var seal = BoxSeal.Open(box.State, box.Device);
            var directory = ExportDirectory.Make(to);
            using var records = new SalvagedRecords(directory, box.Device);
            Find(file, records, seal, progress, stop);
            records.WriteRaw(directory);
            var exit = await ExportCommand.RunAsync(records, new ExportSettings(directory, ExportWindow.All, format, pseudonym), progress, stop);
            await ReportAsync(file, directory, records);
            return records.Streams.Any() ? exit : ExitCodes.Damaged;
        },
        ExportCommand.Stopped(to), stop);

    private static void Find(string file, SalvagedRecords records, BoxSeal seal, ProgressLine progress, CancellationToken stop)
    {
        var looked = 0L;
        // Who has written it nobody may know any more: what is none of a provider's brings nothing whose seal holds.
        foreach (var candidate in JournalProviders.All.SelectMany(provider => provider.Salvage(file)))
        {
            stop.ThrowIfCancellationRequested();
            records.Add(candidate, seal);
            if (++looked % ProgressStep == 0) progress.Say(string.Create(CultureInfo.InvariantCulture, $"{records.Streams.Sum(records.Count)} records found"));
        }

        progress.Clear();
    }

    /// <summary>The report goes to the screen and, whole, into the directory.</summary>
    private static async Task ReportAsync(string file, string directory, SalvagedRecords records)
    {
        await using var report = new StreamWriter(ExportDirectory.Create(directory, "report.txt"));
        await SayAsync(report, $"Salvaged from {Path.GetFullPath(file)}.");
        if (!records.Streams.Any()) await SayAsync(report, "Nothing in it authenticates under this box's keys: it is no file of its journal, or of another device id.");
        foreach (var stream in records.Streams)
        {
            var ranges = records.Ranges(stream);
            var holes = SequenceHoles.Between(ranges);
            await SayAsync(report, $"{stream}: {records.Count(stream)} records from {holes.First} to {holes.Last}; {holes.Count} numbers between them are missing");
            for (var i = 0; i < holes.All.Count; i++)
            {
                var line = $"  missing {holes.All[i].First}-{holes.All[i].Last}";
                await report.WriteLineAsync(line);
                if (i < LongRun.MostListed) await Terminal.Out.WriteLineAsync(line);
            }
        }

        await SayAsync(report, "A number may be missing because its record was confirmed and removed before, and what came after the last one found nobody can tell from this file.");
        await SayAsync(report, $"{records.Refused} other places looked like records and did not authenticate.");
    }

    private static async Task SayAsync(StreamWriter report, string line)
    {
        await report.WriteLineAsync(line);
        await Terminal.Out.WriteLineAsync(line);
    }
}
