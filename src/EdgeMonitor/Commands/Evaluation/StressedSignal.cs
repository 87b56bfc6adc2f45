using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>One signal of a recording, whole in memory, so that it can be changed.</summary>
/// <param name="signal">What it is.</param>
/// <param name="values">Its samples in the signal's unit.</param>
internal sealed class StressedSignal(SignalDescriptor signal, double[] values)
{
    /// <summary>What it is.</summary>
    public SignalDescriptor Signal => signal;

    /// <summary>Its samples, oldest first, in <see cref="SignalDescriptor.Unit"/>.</summary>
    public double[] Values => values;

    /// <summary>Every signal of a recording, in its order.</summary>
    /// <exception cref="InvalidDataException">Samples are missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static List<StressedSignal> ReadAll(WfdbRecord record)
    {
        var values = record.Signals.Select(_ => new List<double>()).ToArray();
        foreach (var block in record.ReadBlocks())
        {
            var at = record.Signals.IndexOf(block.Signal);
            if (block.FirstIndex != values[at].Count) throw Missing();
            foreach (var count in block.Samples.Span) values[at].Add(block.Signal.ValueOf(count));
        }

        if (values.Where((signal, at) => signal.Count < (long)(record.Duration.TotalSeconds * record.Signals[at].SampleRate)).Any()) throw Missing();
        return [.. record.Signals.Select((signal, at) => new StressedSignal(signal, [.. values[at]]))];

        InvalidDataException Missing() => new($"Samples are missing in \"{record.Header.Path}\": play it without noise and at its own rate.");
    }

    /// <summary>Turns it upside down.</summary>
    public void Invert()
    {
        for (var i = 0; i < values.Length; i++) values[i] = -values[i];
    }

    /// <summary>The same at another rate.</summary>
    public StressedSignal Resampled(double rate)
        => rate == signal.SampleRate ? this : new(signal with { SampleRate = rate }, SincResampler.Resample(values, signal.SampleRate, rate));

    /// <summary>Its samples from one time to another, s; null where there is none. A value beyond the range of counts is the last count within.</summary>
    public SampleBlock? Block(double from, double to)
    {
        var first = (int)Math.Ceiling(from * signal.SampleRate);
        var counts = new int[Math.Max(0, Math.Min(values.Length, (int)Math.Ceiling(to * signal.SampleRate)) - first)];
        for (var i = 0; i < counts.Length; i++) counts[i] = (int)Math.Round((values[first + i] - signal.Offset) / signal.Scale);
        return counts.Length == 0 ? null : new(signal, first, TimeSpan.FromSeconds(first / signal.SampleRate), counts);
    }
}
