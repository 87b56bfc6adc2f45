using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The pulses of all sensors: what stands against an alarm of the ECG. A wave counts as independent of the ECG by what it measures, also where
/// the same device brings both: electrodes, a probe and a pressure line fail apart.
/// </summary>
/// <param name="settings">Rules in force.</param>
internal sealed class PulseStage(AlarmSettings settings)
{
    /// <summary>Pulses are evidence for this long (clinical reference §5).</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    private readonly List<(string Sensor, PulseWave Wave)> _waves = [];
    private readonly List<Reading> _readings = [];

    /// <summary>True where a session has a wave in which pulses are looked for: without one nothing can stand against the ECG.</summary>
    public bool HasWaves => _waves.Count > 0;

    /// <summary>A new session: its waves replace those before.</summary>
    public void Begin(SignalList list)
    {
        _waves.RemoveAll(known => known.Sensor == list.Sensor);
        foreach (var signal in list.Signals)
        {
            if (PulseWave.IsReadable(signal)) _waves.Add((list.Sensor, new PulseWave(signal, LightOf(signal, list), list.At)));
        }
    }

    /// <param name="block">Samples of any signal.</param>
    /// <param name="probeOff">True while the device says that the oximeter's probe is off.</param>
    /// <param name="respiration">Takes the pulses.</param>
    /// <param name="now">The monitor's time.</param>
    public void Process(SampleBlock block, bool probeOff, RespirationFusion respiration, TimeSpan now)
    {
        foreach (var (sensor, wave) in _waves)
        {
            if (sensor != block.Signal.Sensor) continue;
            wave.Process(block, probeOff && !wave.IsPressure, respiration, now);
            if (block.Signal.Light == LightColour.Red && !probeOff) wave.Light?.Process(block);
        }
    }

    /// <summary>Takes a beat of the ECG.</summary>
    public void Add(in HeartBeat beat)
    {
        foreach (var (_, wave) in _waves) wave.Add(beat);
    }

    /// <summary>The oximeter's own word on its signal stands above what the wave looks like.</summary>
    public void Process(Reading reading)
    {
        var ofOximeter = reading.Mdc is Mdc.PulsOximSatO2 or Mdc.PulsOximPulsRate;
        var ofPressure = reading.Mdc is Mdc.PressBldArtSys or Mdc.PressBldArtDia or Mdc.PressBldArtMean;
        foreach (var (sensor, wave) in _waves)
        {
            if (sensor != reading.Sensor) continue;
            if (ofPressure && wave.IsPressure) wave.IsMeasuredByDevice = true;
            if (reading is { Mdc: Mdc.PulsOximSatO2, Value: not null } && wave.Light is { } light) light.IsMeasuredByDevice = true;
            if (ofOximeter && !wave.IsPressure) wave.IsDoubted = reading.Value is null || reading.Quality == SignalQuality.Poor;
        }
    }

    /// <summary>Once a second: the numbers of the waves; the list is valid until the next second.</summary>
    public IReadOnlyList<Reading> SaySecond(AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        _readings.Clear();
        foreach (var (sensor, wave) in _waves)
        {
            wave.SaySecond(now, _readings, events);
            if (!wave.IsPressure && wave.LastGood is { } last) board.Judge(settings.Rules.PlethQuality, sensor, QualityOf(wave, last, now), now, events);
        }

        return _readings;
    }

    /// <summary>The raw light that an infrared wave is part of.</summary>
    private static OpticalPair? LightOf(SignalDescriptor signal, SignalList list)
        => signal.Light != LightColour.Infrared ? null : new(signal, list.Signals.FirstOrDefault(other => other.Light == LightColour.Red && other.SampleRate == signal.SampleRate));

    private static AlarmEvidence QualityOf(PulseWave wave, TimeSpan last, TimeSpan now) => !wave.IsAlive(now) ? new(Presence.Unknown, "The pleth brings nothing of the patient.")
        : now - last > Window ? new(Presence.Present, "No good pulse is seen in the pleth. Check the probe and the patient.")
        : new(Presence.Absent, "Good pulses are seen.");

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
