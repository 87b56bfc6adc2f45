using System.Buffers.Binary;
using System.Globalization;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>What a segment is and when it begins.</summary>
/// <param name="Name">The record's name: letters, digits and underscores.</param>
/// <param name="Signals">Its signals, in the header's order.</param>
/// <param name="RateHz">Their rate.</param>
/// <param name="Format">16 or 32: bytes of a count times eight.</param>
/// <param name="FirstIndex">Index of frame 0 in the sensor's session.</param>
/// <param name="StartMs">Wall-clock time of frame 0.</param>
/// <param name="TimeIsKnown">Whether that time is known to be right.</param>
internal sealed record WfdbSegmentStart(
    string Name, IReadOnlyList<WfdbSignalKey> Signals, double RateHz, int Format, long FirstIndex, double StartMs, bool TimeIsKnown);

/// <summary>
/// One WFDB record that is being written: a signal file in which the signals' counts alternate, and at the end its header. Counts may come a
/// little out of step from signal to signal; a frame that is written out while a signal has none carries "no sample" there.
/// </summary>
internal sealed class WfdbSegment : IDisposable
{
    private readonly WfdbSegmentStart _start;
    private readonly string _directory;
    private readonly FileStream _file;
    private readonly int _signals, _missing;
    private readonly int?[] _initial;
    private readonly int[] _sums;
    private int[] _pending;
    private byte[] _bytes = [];
    private int _frames;
    private long _written;

    /// <summary>Makes the signal file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public WfdbSegment(string directory, WfdbSegmentStart start)
    {
        (_directory, _start, _signals) = (directory, start, start.Signals.Count);
        _missing = start.Format == 16 ? short.MinValue : int.MinValue; // WFDB library, WFDB_INVALID_SAMPLE
        (_initial, _sums, _pending) = (new int?[_signals], new int[_signals], new int[_signals * 1024]);
        _file = ExportDirectory.Create(directory, start.Name + ".dat");
    }

    /// <summary>What it is.</summary>
    public WfdbSegmentStart Start => _start;

    /// <summary>The index after the last one that any signal has.</summary>
    public long End => _start.FirstIndex + _written + _frames;

    /// <summary>Frames written and waiting.</summary>
    public long Frames => _written + _frames;

    /// <summary>True where a count of this index can still be placed.</summary>
    public bool Takes(long index) => index >= _start.FirstIndex + _written;

    /// <summary>True for counts that the format can hold beside its "no sample".</summary>
    public static bool Fits(int format, ReadOnlySpan<int> counts) => format != 16 || !counts.ContainsAnyExceptInRange(-short.MaxValue, short.MaxValue);

    /// <summary>Places consecutive counts of one signal.</summary>
    public void Place(WfdbSignalKey signal, long index, ReadOnlySpan<int> counts)
    {
        var column = IndexOf(signal);
        var from = checked((int)(index - _start.FirstIndex - _written));
        Grow(from + counts.Length);
        for (var i = 0; i < counts.Length; i++) _pending[((from + i) * _signals) + column] = counts[i];
    }

    /// <summary>Writes out the frames before this index.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Flush(long before)
    {
        var frames = (int)Math.Min(_frames, before - _start.FirstIndex - _written);
        if (frames <= 0) return;
        var counts = _pending.AsSpan(0, frames * _signals);
        var width = _start.Format / 8;
        if (_bytes.Length < counts.Length * width) _bytes = new byte[counts.Length * width];
        for (var i = 0; i < counts.Length; i++)
        {
            var column = i % _signals;
            _initial[column] ??= counts[i];
            _sums[column] = unchecked(_sums[column] + counts[i]);
            if (width == 2) BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(i * 2), (short)counts[i]);
            else BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(i * 4), counts[i]);
        }

        _file.Write(_bytes, 0, counts.Length * width);
        _pending.AsSpan(counts.Length, (_frames - frames) * _signals).CopyTo(_pending);
        (_frames, _written) = (_frames - frames, _written + frames);
    }

    /// <summary>Writes the rest and the header.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Finish()
    {
        Flush(long.MaxValue);
        using var header = new StreamWriter(ExportDirectory.Create(_directory, _start.Name + ".hea")) { NewLine = "\n" };
        var begin = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(_start.StartMs));
        header.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{_start.Name} {_signals} {_start.RateHz:R} {_written} {begin:HH:mm:ss.fff} {begin:dd'/'MM'/'yyyy}"));
        for (var i = 0; i < _signals; i++)
        {
            var signal = _start.Signals[i];
            header.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{_start.Name}.dat {_start.Format} {signal.Fields(_start.Format)} {_initial[i] ?? 0} {(short)_sums[i]} 0 {signal.Label}"));
        }

        header.WriteLine($"# Times are UTC; the clock was {(_start.TimeIsKnown ? "synchronised, then or later" : "NOT known to be right")}.");
        header.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Sample 0 is sample {_start.FirstIndex} of the sensor's session."));
        for (var i = 0; i < _signals; i++)
            header.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# signal {i}: value = count * {_start.Signals[i].Scale:R} + {_start.Signals[i].Offset:R}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int IndexOf(WfdbSignalKey signal)
    {
        for (var i = 0; i < _signals; i++)
        {
            if (_start.Signals[i] == signal) return i;
        }

        throw new ArgumentException($"The segment has no signal {signal.Label}.", nameof(signal));
    }

    private void Grow(int frames)
    {
        if (frames <= _frames) return;
        if (_pending.Length < frames * _signals) Array.Resize(ref _pending, Math.Max(frames * _signals, _pending.Length * 2));
        _pending.AsSpan(_frames * _signals, (frames - _frames) * _signals).Fill(_missing);
        _frames = frames;
    }
}
