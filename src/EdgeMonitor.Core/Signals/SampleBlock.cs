namespace EdgeMonitor.Core.Signals;

/// <summary>
/// Consecutive samples of one waveform, as the device's own integer counts, so that what is stored and sent is exactly what was measured.
/// Immutable and unpooled: several readers hold a block at once.
/// </summary>
/// <param name="Signal">The waveform these samples belong to.</param>
/// <param name="FirstIndex">Index of the first sample since the session began; a jump from the previous block's end is a gap and is never bridged.</param>
/// <param name="At">Time of the first sample on the monitor's line.</param>
/// <param name="Samples">Counts, oldest first, <see cref="SignalDescriptor.SampleRate"/> apart.</param>
public sealed record SampleBlock(SignalDescriptor Signal, long FirstIndex, TimeSpan At, ReadOnlyMemory<int> Samples) : MonitorInput(At)
{
    /// <summary>Index of the sample after the last one.</summary>
    public long EndIndex => FirstIndex + Samples.Length;

    /// <summary>Time of the sample after the last one.</summary>
    public TimeSpan End => At + TimeSpan.FromSeconds(Samples.Length / Signal.SampleRate);

    /// <summary>True when no sample is missing between the two blocks.</summary>
    public bool Follows(SampleBlock previous) => ReferenceEquals(previous.Signal, Signal) && previous.EndIndex == FirstIndex;
}
