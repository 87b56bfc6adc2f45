using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>One chip of a session, without a thread or a timer of its own: registers in, inputs out, times given. <see cref="I2cSession"/> runs it.</summary>
internal interface II2cSensor
{
    /// <summary>The waveforms it will bring; the same instances as in the blocks.</summary>
    IReadOnlyList<SignalDescriptor> Signals { get; }

    /// <summary>Time from one <see cref="Poll"/> to the next.</summary>
    TimeSpan Period { get; }

    /// <summary>As <see cref="SignalList.DataAge"/>.</summary>
    TimeSpan? DataAge { get; }

    /// <summary>Checks that it is the right chip and sets it up.</summary>
    /// <returns>What it is.</returns>
    /// <exception cref="IOException">It is another one, or does not answer.</exception>
    ChipIdentity Begin(I2cChip chip);

    /// <summary>Takes what the chip has.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="at">Now, on the monitor's line; never goes back.</param>
    /// <param name="inputs">Takes blocks and readings.</param>
    /// <exception cref="I2cException">A transfer failed: it is tried again at the next turn.</exception>
    /// <exception cref="IOException">It must be set up anew.</exception>
    void Poll(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs);
}
