using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>Stored readings, and NEWS2 scores in the form of readings, as a table.</summary>
internal sealed class ReadingTable(string directory, TableFormat format, ExportWindow window, RecordTimes clocks) : IDisposable
{
    private readonly TableFile _table = new(
        directory, "readings", format,
        "time", "synchronised", "sensor", "name", "mdc", "value", "unit", "missing", "quality", "mark", "boot", "monotonic_us", "sequence");

    /// <summary>Rows written.</summary>
    public long Rows => _table.Rows;

    /// <summary>The readings of one telemetry record.</summary>
    public void Add(Record record)
    {
        foreach (var reading in record.Telemetry.Readings)
        {
            Add(
                record, reading.AtUs, reading.Sensor, reading.Name, reading.Mdc, reading.HasValue ? reading.Value : null,
                MdcUnit.SymbolOf(reading.Unit), reading.Missing, reading.Quality, reading.Mark);
        }

        foreach (var score in record.Telemetry.EarlyWarnings)
            Add(record, score.AtUs, "", "NEWS2", 0, score.HasTotal ? score.Total : null, MdcUnit.SymbolOf(MdcUnit.Dimensionless), string.Join(' ', score.Missing), score.Band, "");
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private void Add(Record record, long atUs, string sensor, string name, uint mdc, double? value, string unit, string missing, string quality, string mark)
    {
        var at = clocks.WallMs(record, atUs);
        if (!window.Holds(at)) return;
        _table.Row(TableFile.Time(at), clocks.IsKnown(record), sensor, name, mdc, value, unit, missing, quality, mark, record.Boot, atUs, record.Sequence);
    }
}
