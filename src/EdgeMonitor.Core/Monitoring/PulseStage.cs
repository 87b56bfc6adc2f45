using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The pulses of all sensors: what stands against an alarm of the ECG. A wave counts as independent of the ECG by what it measures, also where
/// the same device brings both: electrodes, a probe and a pressure line fail apart.
/// </summary>
internal sealed class PulseStage
{
    /// <summary>Pulses are evidence for this long (clinical reference §5).</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    private readonly List<(string Sensor, PulseWave Wave)> _waves = [];

    /// <summary>A new session: its waves replace those before.</summary>
    public void Begin(SignalList list)
    {
        _waves.RemoveAll(known => known.Sensor == list.Sensor);
        foreach (var signal in list.Signals)
        {
            if (PulseWave.IsReadable(signal)) _waves.Add((list.Sensor, new PulseWave(signal, list.At)));
        }
    }

    /// <param name="block">Samples of any signal.</param>
    /// <param name="probeOff">True while the device says that the oximeter's probe is off.</param>
    /// <param name="now">The monitor's time.</param>
    public void Process(SampleBlock block, bool probeOff, TimeSpan now)
    {
        foreach (var (sensor, wave) in _waves)
        {
            if (sensor == block.Signal.Sensor) wave.Process(block, probeOff && !wave.IsPressure, now);
        }
    }

    /// <summary>The oximeter's own word on its signal stands above what the wave looks like.</summary>
    public void Process(Reading reading)
    {
        if (reading.Mdc is not (Mdc.PulsOximSatO2 or Mdc.PulsOximPulsRate)) return;
        foreach (var (sensor, wave) in _waves)
        {
            if (sensor == reading.Sensor && !wave.IsPressure) wave.IsDoubted = reading.Value is null || reading.Quality == SignalQuality.Poor;
        }
    }

    /// <summary>The best evidence that the heart has beaten since a moment; false where there is none.</summary>
    /// <param name="after">Only pulses after this count, and none older than 4 s.</param>
    /// <param name="now">The monitor's time.</param>
    /// <param name="sign">The sign with the newest pulse.</param>
    public bool TryFindSign(TimeSpan after, TimeSpan now, out PulseSign sign)
    {
        var found = false;
        sign = default;
        if (now - Window > after) after = now - Window;
        foreach (var (_, wave) in _waves)
        {
            if (!wave.TryFindSign(after, now, out var other) || (found && other.Newest <= sign.Newest)) continue;
            (found, sign) = (true, other);
        }

        return found;
    }
}
