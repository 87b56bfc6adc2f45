using System.Globalization;
using System.Text;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>Consecutive counts of one waveform that are to be exported.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Index">Index of the first count in the sensor's session.</param>
/// <param name="Counts">The counts.</param>
/// <param name="StartMs">Wall-clock time of the first one.</param>
/// <param name="TimeIsKnown">Whether that time is known to be right.</param>
internal readonly record struct WfdbPiece(WfdbSignalKey Signal, long Index, ReadOnlyMemory<int> Counts, double StartMs, bool TimeIsKnown);

/// <summary>
/// The waveforms of one sensor session that have one rate: one WFDB record after another, a new one after every gap that all signals have, and
/// wherever the signals, or the size that their counts need, change.
/// </summary>
internal sealed class WfdbGroup(string directory, string boot, Waveform first) : IDisposable
{
    /// <summary>How far behind the newest count another signal's may still come, s. Chosen: a record of telemetry is about one second.</summary>
    private const double OutOfStepSeconds = 10;

    private readonly List<WfdbSignalKey> _signals = [];
    private WfdbSegment? _segment;
    private int _number, _format = 16;

    /// <summary>Records made.</summary>
    public int Segments => _number;

    /// <summary>Samples written, of all signals.</summary>
    public long Samples { get; private set; }

    /// <summary>What came with one telemetry record.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Add(IReadOnlyList<WfdbPiece> pieces)
    {
        var added = pieces.Select(piece => piece.Signal).Distinct().Except(_signals).ToList();
        var narrow = pieces.Any(piece => !WfdbSegment.Fits(_format, piece.Counts.Span));
        if (added.Count > 0 || narrow) Finish();
        _signals.AddRange(added);
        if (narrow) _format = 32;
        // Ordered, so that what is before a gap in one signal comes before what is behind it in another.
        foreach (var piece in pieces.OrderBy(piece => piece.Index)) Add(piece);
        _segment?.Flush(_segment.End - (long)(OutOfStepSeconds * first.RateHz));
    }

    /// <summary>Ends the record that is being written.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Finish()
    {
        _segment?.Finish();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segment?.Dispose();
        _segment = null;
    }

    private void Add(WfdbPiece piece)
    {
        if (_segment is not null && (piece.Index > _segment.End || !_segment.Takes(piece.Index))) Finish();
        _segment ??= new WfdbSegment(
            directory, new WfdbSegmentStart(NameOf(++_number), [.. _signals], first.RateHz, _format, piece.Index, piece.StartMs, piece.TimeIsKnown));
        _segment.Place(piece.Signal, piece.Index, piece.Counts.Span);
        Samples += piece.Counts.Length;
    }

    /// <summary>Letters, digits and underscores only (header(5)).</summary>
    private string NameOf(int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{first.Sensor}_{boot}_s{first.Session}_{first.RateHz:R}hz_{number:000}");
        var name = new StringBuilder(text.Length);
        foreach (var letter in text) name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        return name.ToString();
    }
}
