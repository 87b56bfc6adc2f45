using System.Collections.Immutable;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>A signal file and the place of its signals in the record.</summary>
/// <param name="Reader">The open file.</param>
/// <param name="First">Index, in the record, of the file's first signal.</param>
/// <param name="Count">How many signals the file holds.</param>
/// <param name="Skews">The skews that occur among them, in frames, each once: the file is read once for each.</param>
internal sealed record WfdbSource(WfdbSignalReader Reader, int First, int Count, ImmutableArray<long> Skews)
{
    /// <summary>Opens all files of a record.</summary>
    /// <param name="directory">The header's directory.</param>
    /// <param name="header">The record.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static ImmutableArray<WfdbSource> OpenAll(string directory, WfdbHeader header)
    {
        var sources = ImmutableArray.CreateBuilder<WfdbSource>();
        try
        {
            for (var first = 0; first < header.Signals.Length;)
            {
                ImmutableArray<WfdbSignal> group = [.. header.Signals.Skip(first).TakeWhile(signal => signal.File == header.Signals[first].File)];
                var reader = new WfdbSignalReader(Path.Combine(directory, group[0].File), group);
                sources.Add(new WfdbSource(reader, first, group.Length, [.. group.Select(signal => signal.SkewFrames).Distinct()]));
                first += group.Length;
            }

            return sources.ToImmutable();
        }
        catch (IOException)
        {
            foreach (var source in sources) source.Reader.Dispose();
            throw;
        }
    }
}
