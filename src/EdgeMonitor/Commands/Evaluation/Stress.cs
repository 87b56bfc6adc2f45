using System.Collections.Immutable;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>What is done to a recording before the monitor sees it, so that its results can be seen to hold elsewhere too.</summary>
/// <param name="Noise">Header of a recording of noise that is added to every ECG lead (<see cref="AddedNoise"/>); null for none.</param>
/// <param name="SignalToNoise">Signal to noise ratio of that, dB.</param>
/// <param name="Inverts">Every ECG lead upside down, as with the electrodes exchanged.</param>
/// <param name="Swaps">The signals in reverse order: of two leads the second is monitored.</param>
/// <param name="Rate">Samples per second to which every signal is resampled; null leaves them.</param>
internal sealed record Stress(string? Noise = null, double SignalToNoise = 0, bool Inverts = false, bool Swaps = false, double? Rate = null)
{
    /// <summary>Length of a block, s: what a real device sends at once, as <see cref="WfdbRecord.UsualSpan"/>.</summary>
    private const double BlockSeconds = 0.020;

    /// <summary>Nothing is done.</summary>
    public static Stress None { get; } = new();

    /// <summary>The recording as the monitor shall see it.</summary>
    /// <exception cref="InvalidDataException">Samples are missing, or no beat is annotated by which the noise could be measured.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PlayedRecord Apply(WfdbRecord record, IReadOnlyList<WfdbAnnotation> annotations)
    {
        if (this == None) return PlayedRecord.Of(record);
        var leads = StressedSignal.ReadAll(record);
        foreach (var (lead, place) in leads.Where(lead => Mdc.IsEcgLead(lead.Signal.Mdc)).Select((lead, place) => (lead, place)))
        {
            if (Noise is not null) AddedNoise.To(lead, Noise, place, SignalToNoise, annotations);
            if (Inverts) lead.Invert();
        }

        if (Swaps) leads.Reverse();
        if (Rate is { } rate) leads = [.. leads.Select(lead => lead.Resampled(rate))];
        return new([.. leads.Select(lead => lead.Signal)], record.Duration, Blocks([.. leads], record.Duration));
    }

    private static IEnumerable<SampleBlock> Blocks(ImmutableArray<StressedSignal> signals, TimeSpan duration)
    {
        var blocks = (long)Math.Ceiling(duration.TotalSeconds / BlockSeconds);
        for (long block = 0; block < blocks; block++)
        {
            foreach (var signal in signals)
            {
                if (signal.Block(block * BlockSeconds, (block + 1) * BlockSeconds) is { } samples) yield return samples;
            }
        }
    }
}
