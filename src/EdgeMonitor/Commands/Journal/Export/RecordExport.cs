using System.Globalization;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>What is exported.</summary>
/// <param name="Directory">Where to; it is there and empty.</param>
/// <param name="Window">From when to when.</param>
/// <param name="Format">How tables are written.</param>
/// <param name="Pseudonym">Whether the patient's pseudonym may be in them.</param>
internal sealed record ExportSettings(string Directory, ExportWindow Window, TableFormat Format, bool Pseudonym);

/// <summary>Takes records apart into WFDB records, readings and alarms.</summary>
internal static class RecordExport
{
    /// <summary>Exports; the answer says what was written, in one sentence.</summary>
    /// <exception cref="IOException">The records cannot be read, or the files not be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what was written so far stands, but for headers.</exception>
    public static string Run(IRecordSource source, ExportSettings settings, Action<string> progress, CancellationToken stop)
    {
        // The clocks first: a record may be corrected by one that was made after it.
        var clocks = new RecordTimes();
        foreach (var stream in JournalStreams.All)
        {
            progress($"looking at the clocks: {stream}");
            foreach (var record in source.Records(stream, stop)) clocks.Learn(record);
        }

        using var waveforms = new WfdbExport(settings.Directory, settings.Window, clocks);
        using var readings = new ReadingTable(settings.Directory, settings.Format, settings.Window, clocks);
        using var alarms = new AlarmTable(settings.Directory, settings.Format, settings.Window, clocks, settings.Pseudonym);
        foreach (var record in source.Records(JournalStreams.Telemetry, stop))
        {
            if (record.Telemetry is null) continue;
            progress(string.Create(CultureInfo.InvariantCulture, $"telemetry {record.Sequence}"));
            waveforms.Add(record);
            readings.Add(record);
        }

        waveforms.Finish();
        foreach (var record in source.Records(JournalStreams.Alarms, stop)) alarms.Add(record);
        var unreadable = source.Unreadable == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {source.Unreadable} records could not be read and are not in it.");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{waveforms.Segments} WFDB records with {waveforms.Samples} samples, {readings.Rows} readings and {alarms.Rows} alarm entries are in {settings.Directory}.{unreadable}");
    }
}
