using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>What the monitor is given of a recording: the recording itself, or what a <see cref="Stress"/> has made of it.</summary>
/// <param name="Signals">Its signals; the same instances as in the blocks.</param>
/// <param name="Duration">Its length.</param>
/// <param name="Blocks">Its samples in order of time.</param>
internal sealed record PlayedRecord(IReadOnlyList<SignalDescriptor> Signals, TimeSpan Duration, IEnumerable<SampleBlock> Blocks)
{
    /// <summary>The recording as it is.</summary>
    public static PlayedRecord Of(WfdbRecord record) => new(record.Signals, record.Duration, record.ReadBlocks());
}
