using System.Collections.Immutable;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// The header's 16-bit sum and first count of every signal against what the files hold. Samples before a skew and marks of missing samples
/// count as well, as in the WFDB library.
/// </summary>
internal static class WfdbChecksum
{
    /// <summary>Samples of all signals of a file read at once. Chosen: some hundred kilobytes.</summary>
    private const int ChunkSamples = 32768;

    /// <summary>Compares all signals of a record whose files are as long as its header says.</summary>
    /// <exception cref="InvalidDataException">One differs.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void Verify(WfdbHeader header, ImmutableArray<WfdbSource> sources, CancellationToken stop)
    {
        foreach (var source in sources)
        {
            ImmutableArray<WfdbSignal> signals = [.. header.Signals.AsSpan(source.First, source.Count)];
            var chunk = Math.Max(1, ChunkSamples / signals.Sum(signal => signal.SamplesPerFrame));
            int[][] counts = [.. signals.Select(signal => new int[chunk * signal.SamplesPerFrame])];
            var sums = new int[signals.Length];
            for (long frame = 0; frame < header.FrameCount; frame += chunk)
            {
                stop.ThrowIfCancellationRequested();
                var frames = (int)Math.Min(chunk, header.FrameCount - frame);
                source.Reader.Read(frame, frames, counts);
                for (var i = 0; i < signals.Length; i++)
                {
                    if (frame == 0) RequireInitial(header, source, i, counts[i][0]);
                    foreach (var count in counts[i].AsSpan(0, frames * signals[i].SamplesPerFrame)) sums[i] = unchecked(sums[i] + count);
                }
            }

            for (var i = 0; i < signals.Length; i++) RequireSum(header, source, i, sums[i]);
        }
    }

    private static void RequireInitial(WfdbHeader header, WfdbSource source, int i, int found)
    {
        if (header.Signals[source.First + i].InitialValue is { } initial && initial != found)
            throw Differs(header, source, i, "begins with", found, initial);
    }

    private static void RequireSum(WfdbHeader header, WfdbSource source, int i, int sum)
    {
        if (header.Signals[source.First + i].Checksum is { } checksum && (short)checksum != unchecked((short)sum))
            throw Differs(header, source, i, "has the checksum", unchecked((short)sum), checksum);
    }

    private static InvalidDataException Differs(WfdbHeader header, WfdbSource source, int i, string what, int found, int promised) => new(
        $"Signal {source.First + i} in {source.Reader.Path} {what} {found}, but the header {header.Path} says {promised}: "
        + "the file is damaged or belongs to another record.");
}
