using System.Collections.Immutable;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// Some consecutive frames of a record, every signal on its own and its skew taken away. The arrays are new with each reading, because
/// blocks cut from them live on.
/// </summary>
internal sealed class WfdbChunk(WfdbHeader header)
{
    private readonly int[][] _counts = new int[header.Signals.Length][];
    private readonly int[] _available = new int[header.Signals.Length];

    /// <summary>Frames in the chunk.</summary>
    public int Frames { get; private set; }

    /// <summary>A signal's counts, oldest first.</summary>
    public int[] Counts(int signal) => _counts[signal];

    /// <summary>How many of them were in the file; the rest lies beyond its end.</summary>
    public int Available(int signal) => _available[signal];

    /// <summary>Reads frames of all signals.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Read(ImmutableArray<WfdbSource> sources, long firstFrame, int frames)
    {
        Frames = frames;
        foreach (var source in sources)
        {
            foreach (var skew in source.Skews) Read(source, skew, firstFrame + skew, frames);
        }
    }

    private void Read(WfdbSource source, long skew, long firstFrame, int frames)
    {
        // A header that gives no length leaves the file's own; one that gives it bounds the file.
        var last = header.FrameCount > 0 ? Math.Min(header.FrameCount, source.Reader.FrameCount) : source.Reader.FrameCount;
        var present = (int)Math.Clamp(last - firstFrame, 0, frames);
        var targets = new int[]?[source.Count];
        for (var i = 0; i < source.Count; i++)
        {
            var s = source.First + i;
            var signal = header.Signals[s];
            if (signal.SkewFrames != skew) continue;
            _available[s] = present * signal.SamplesPerFrame;
            targets[i] = _counts[s] = present == 0 ? [] : new int[present * signal.SamplesPerFrame];
        }

        if (present > 0) source.Reader.Read(firstFrame, present, targets);
    }
}
