using EdgeMonitor.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>Noise from a recording, added to a lead (<see cref="NoiseMix"/>).</summary>
internal static class AddedNoise
{
    /// <summary>Adds noise to a lead.</summary>
    /// <param name="lead">The lead, mV.</param>
    /// <param name="header">The noise's header. Its signals are given to the leads in turn; it begins again at its end.</param>
    /// <param name="place">The lead's place among the leads.</param>
    /// <param name="decibels">Signal to noise ratio, dB.</param>
    /// <param name="annotations">The beats, by which the signal is measured.</param>
    /// <exception cref="InvalidDataException">No normal beat is annotated, or the noise is shorter than a second or silent.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void To(StressedSignal lead, string header, int place, double decibels, IReadOnlyList<WfdbAnnotation> annotations)
    {
        var rate = lead.Signal.SampleRate;
        using var record = WfdbRecord.Open(header);
        var signals = StressedSignal.ReadAll(record);
        if (signals.Count == 0) throw new InvalidDataException($"\"{header}\" has no signal.");
        var noise = signals[place % signals.Count].Resampled(rate).Values;
        if (NoiseMix.NoisePower(noise, rate) is not > 0) throw new InvalidDataException($"\"{header}\" is no noise: it is shorter than a second, or it does not move.");
        if (!NoiseMix.Add(lead.Values, noise, rate, decibels, annotations))
            throw new InvalidDataException("Noise cannot be added: no normal beat is annotated by which the signal is measured.");
    }
}
