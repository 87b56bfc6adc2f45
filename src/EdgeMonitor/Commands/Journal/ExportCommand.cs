using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Commands.Journal.Export;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal export</c>: waveforms as WFDB, readings and alarms as tables. Reads only, and works beside the daemon.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFF", "yyyy-MM-ddTHH:mm:ss.FFFK"];

    public static Command Create()
    {
        var box = new BoxOptions();
        var from = Moment("--from", "The first moment, e.g. 2026-03-01T08:00:00Z; without a zone UTC is meant.");
        var to = Moment("--to", "The moment at which it ends.");
        var directory = new Option<string>("--to-dir") { Description = "A directory that is new or empty.", HelpName = "directory", Required = true };
        directory.Validators.Add(UsageError.RefuseEmpty);
        var format = Format();
        var pseudonym = new Option<bool>("--pseudonym") { Description = "Put the patient's pseudonym into the table of alarms." };
        var command = new Command("export", "Write waveforms as WFDB records, readings and alarms as tables.") { box.Config, box.State, box.Device, from, to, directory, format, pseudonym };
        command.Validators.Add(result =>
        {
            if (MomentOf(result.GetValue(from), double.NegativeInfinity) >= MomentOf(result.GetValue(to), double.PositiveInfinity)) result.AddError("--to: it must be after --from");
        });
        command.SetAction((result, stop) => RunAsync(
            box.Of(result),
            result.GetRequiredValue(directory),
            new ExportWindow(MomentOf(result.GetValue(from), double.NegativeInfinity), MomentOf(result.GetValue(to), double.PositiveInfinity)),
            result.GetValue(format), result.GetValue(pseudonym), stop));
        return command;
    }

    /// <summary>The option that says how tables are written.</summary>
    public static Option<TableFormat> Format() =>
        new("--format") { Description = "How tables are written: csv or json (lines).", DefaultValueFactory = _ => TableFormat.Csv, HelpName = "csv|json" };

    /// <summary>Runs an export, with a sign of progress; its exit code.</summary>
    public static async Task<int> RunAsync(IRecordSource source, ExportSettings settings, ProgressLine progress, CancellationToken stop)
    {
        var said = RecordExport.Run(source, settings, progress.Say, stop);
        progress.Clear();
        await Terminal.Out.WriteLineAsync(said);
        return source.Unreadable == 0 ? ExitCodes.Ok : ExitCodes.Damaged;
    }

    /// <summary>What is said of a directory that was not finished.</summary>
    public static string Stopped(string directory) => $"Stopped: what is in {directory} is not whole.";

    private static Task<int> RunAsync(Box box, string directory, ExportWindow window, TableFormat format, bool pseudonym, CancellationToken stop) => LongRun.RunAsync(
        async progress =>
        {
            using var reading = JournalReading.Open(box.State, box.Device);
            return await RunAsync(new JournalSource(reading.Journal, box.Device), new ExportSettings(ExportDirectory.Make(directory), window, format, pseudonym), progress, stop);
        },
        Stopped(directory), stop);

    private static Option<string?> Moment(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "time" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Parse(text) is null) result.AddError($"{name}: \"{text}\" is no time like 2026-03-01T08:00:00Z");
        });
        return option;
    }

    private static double MomentOf(string? text, double otherwise) => text is not null && Parse(text) is { } moment ? moment.ToUnixTimeMilliseconds() : otherwise;

    /// <summary>Only what cannot be read in two ways: a time without a date, or 3/4/2026, is refused.</summary>
    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;
}
