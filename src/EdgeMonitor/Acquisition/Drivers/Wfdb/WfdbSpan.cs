using System.Collections.Immutable;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>A short stretch of a recording: what all its signals brought in that time.</summary>
/// <param name="End">The time, on the line the reader was given, that the recording has reached with it.</param>
/// <param name="Blocks">The blocks, signal after signal; none where all samples are missing.</param>
internal readonly record struct WfdbSpan(TimeSpan End, ImmutableArray<SampleBlock> Blocks);

/// <summary>How frames are cut into spans: several frames a span, or several spans a frame where frames are long.</summary>
/// <param name="Frames">Frames in a span, 1 or more.</param>
/// <param name="Parts">Spans in a frame, 1 or more; one of the two numbers is 1.</param>
/// <param name="ChunkFrames">Frames read at once, a multiple of <paramref name="Frames"/>.</param>
internal readonly record struct WfdbSpanPlan(int Frames, int Parts, int ChunkFrames)
{
    /// <summary>Samples of one signal read at once. Chosen: 16 KiB an array, far below the large object heap, some 11 s at 360 Hz.</summary>
    private const int ChunkSamples = 4096;

    /// <summary>The plan for spans of about this length.</summary>
    /// <param name="header">The record.</param>
    /// <param name="length">The wanted length of a span; above 0.</param>
    public static WfdbSpanPlan For(WfdbHeader header, TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        var total = Math.Max(1, header.Signals.Sum(signal => signal.SamplesPerFrame));
        var fastest = header.Signals.IsEmpty ? 1 : header.Signals.Max(signal => signal.SamplesPerFrame);
        var chunk = Math.Max(1, Math.Min(ChunkSamples / fastest, WfdbHeader.MostSamplesPerFrame / total));
        var wanted = length.TotalSeconds * header.FrameRate;
        var frames = (int)Math.Clamp(Math.Round(wanted), 1, chunk);
        var parts = (int)Math.Clamp(Math.Round(1 / wanted), 1, fastest);
        return new WfdbSpanPlan(frames, parts, chunk / frames * frames);
    }
}
