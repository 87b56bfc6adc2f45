using System.Collections.Immutable;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// A WFDB recording, opened: <c>using var record = WfdbRecord.Open(path); foreach (var block in record.ReadBlocks()) …</c>.
/// It may be read as often as wanted; samples that the file marks as missing are gaps, and nothing is made up for them.
/// </summary>
internal sealed class WfdbRecord : IDisposable
{
    /// <summary>The length of a span where the caller gives none: what a real device sends at once.</summary>
    public static readonly TimeSpan UsualSpan = TimeSpan.FromMilliseconds(20);

    private readonly ImmutableArray<WfdbSource> _sources;

    private WfdbRecord(WfdbHeader header, ImmutableArray<SignalDescriptor> signals, ImmutableArray<WfdbSource> sources)
    {
        Header = header;
        Signals = signals;
        _sources = sources;
        FrameCount = header.FrameCount > 0 || sources.IsEmpty ? header.FrameCount : sources.Max(source => source.Reader.FrameCount);
        var shortest = sources.MinBy(source => source.Reader.FrameCount)?.Reader;
        if (shortest is not null && shortest.FrameCount < header.FrameCount)
            Shortage = $"The signal file {shortest.Path} ends after {shortest.FrameCount} of {header.FrameCount} samples.";
    }

    /// <summary>The header as it was read.</summary>
    public WfdbHeader Header { get; }

    /// <summary>The record's signals, in the order of the header; the same instances as in the blocks.</summary>
    public ImmutableArray<SignalDescriptor> Signals { get; }

    /// <summary>Frames in the record, by its header, or by its files where the header does not say.</summary>
    public long FrameCount { get; }

    /// <summary>The record's length.</summary>
    public TimeSpan Duration => TimeOf(FrameCount, Header.FrameRate);

    /// <summary>One sentence where a signal file is shorter than the header promises, else null.</summary>
    public string? Shortage { get; }

    /// <summary>Opens a record.</summary>
    /// <param name="path">The header file, <c>.hea</c>; the signal files lie beside it.</param>
    /// <param name="sensor">The name of the sensor that its signals shall carry.</param>
    /// <exception cref="InvalidDataException">The header is not valid; the message names file and line.</exception>
    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    public static WfdbRecord Open(string path, string sensor = "wfdb")
    {
        var header = WfdbHeader.Read(path);
        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        return new WfdbRecord(header, WfdbDescriptors.Of(header, sensor), WfdbSource.OpenAll(directory, header));
    }

    /// <summary>Reads the record's blocks in order of time.</summary>
    /// <param name="start">Where the record's beginning lies on the caller's time line.</param>
    /// <param name="span">About how long a block is; <see cref="UsualSpan"/> where not given.</param>
    /// <exception cref="IOException">At the end of a record that is shorter than its header says, or where a file cannot be read.</exception>
    public IEnumerable<SampleBlock> ReadBlocks(TimeSpan start = default, TimeSpan? span = null)
    {
        foreach (var read in ReadSpans(start, span))
        {
            foreach (var block in read.Blocks) yield return block;
        }
    }

    /// <summary>Reads the record span by span: all blocks of one short stretch of time together.</summary>
    /// <param name="start">Where the record's beginning lies on the caller's time line.</param>
    /// <param name="span">About how long a span is; <see cref="UsualSpan"/> where not given.</param>
    /// <param name="earlierPasses">
    /// How often the record was read before on the same line: indices and times go on after those passes, with one frame missing before each
    /// next pass, so that the seam is a gap that no filter bridges.
    /// </param>
    /// <exception cref="IOException">At the end of a record that is shorter than its header says, or where a file cannot be read.</exception>
    public IEnumerable<WfdbSpan> ReadSpans(TimeSpan start = default, TimeSpan? span = null, long earlierPasses = 0)
    {
        var plan = WfdbSpanPlan.For(Header, span ?? UsualSpan);
        var blocks = ImmutableArray.CreateBuilder<SampleBlock>(Signals.Length);
        var firstFrame = earlierPasses * (FrameCount + 1);
        var chunk = new WfdbChunk(Header);
        for (long frame = 0; frame < FrameCount; frame += chunk.Frames)
        {
            chunk.Read(_sources, frame, (int)Math.Min(plan.ChunkFrames, FrameCount - frame));
            var steps = (chunk.Frames * plan.Parts + plan.Frames - 1) / plan.Frames;
            for (var step = 0; step < steps; step++)
            {
                for (var s = 0; s < Signals.Length; s++) AddBlocks(s, chunk, firstFrame + frame, plan, step, start, blocks);
                var end = firstFrame + frame + Math.Min(chunk.Frames, (step + 1) * (double)plan.Frames / plan.Parts);
                yield return new WfdbSpan(start + TimeOf(end, Header.FrameRate), blocks.DrainToImmutable());
            }
        }

        if (Shortage is not null) throw new IOException(Shortage);
    }

    /// <summary>
    /// Reads the whole record and compares the sum of every signal's counts and its first count with the header. Where the header gives no
    /// number of samples there is nothing to compare (header(5)).
    /// </summary>
    /// <exception cref="InvalidDataException">They differ: the file is damaged, or belongs to another header.</exception>
    /// <exception cref="IOException">The record is shorter than its header says, or a file cannot be read.</exception>
    public void Verify(CancellationToken stop = default)
    {
        if (Shortage is not null) throw new IOException(Shortage);
        if (Header.FrameCount > 0) WfdbChecksum.Verify(Header, _sources, stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources) source.Reader.Dispose();
    }

    private static TimeSpan TimeOf(double index, double rate) => TimeSpan.FromTicks((long)Math.Round(index / rate * TimeSpan.TicksPerSecond));

    /// <summary>Adds one signal's blocks of one span: one block, or several around samples that are missing.</summary>
    private void AddBlocks(
        int s, WfdbChunk chunk, long frame, WfdbSpanPlan plan, int step, TimeSpan start, ImmutableArray<SampleBlock>.Builder blocks)
    {
        var (perFrame, signal) = (Header.Signals[s].SamplesPerFrame, Signals[s]);
        // The samples whose time lies in the span: the quotients are rounded up.
        var from = (int)Math.Min(chunk.Available(s), ((long)step * plan.Frames * perFrame + plan.Parts - 1) / plan.Parts);
        var to = (int)Math.Min(chunk.Available(s), ((step + 1L) * plan.Frames * perFrame + plan.Parts - 1) / plan.Parts);
        var missing = WfdbFormat.InvalidSample(Header.Signals[s].Format);
        while (from < to)
        {
            var counts = chunk.Counts(s).AsMemory(from, to - from);
            var gap = counts.Span.IndexOf(missing);
            if (gap != 0)
            {
                var index = frame * perFrame + from;
                blocks.Add(new SampleBlock(signal, index, start + TimeOf(index, signal.SampleRate), gap < 0 ? counts : counts[..gap]));
            }

            from = gap < 0 ? to : from + gap + 1;
        }
    }
}
