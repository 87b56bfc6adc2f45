using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>
/// Sensors of a simulated patient, as the inputs that their drivers would bring; the same story gives the same inputs. A story is an episode list
/// as <c>demo --scenario</c> takes it; its episodes lead-off and sensor-off are told by the device, cable-pulled breaks the link.
/// </summary>
internal static class SimulatedSensors
{
    /// <summary>Samples a second of the ECG and of the pulse wave, Hz (those of the simulated devices are alike).</summary>
    private const double EcgRate = 250, PulseRate = 75;

    /// <summary>mV a count of the ECG, and counts of a pulse of height 1 (chosen: finer than the noise).</summary>
    private const double MillivoltPerCount = 0.005, PulseCounts = 30_000;

    /// <summary>Samples come in blocks of this length.</summary>
    private const double BlockSeconds = 0.1;

    /// <summary>A beat counted within this time makes a pulse rate; longer ago there is none, s (chosen: two slow beats).</summary>
    private const double PulseMemorySeconds = 3;

    /// <summary>An ECG sensor with lead II.</summary>
    /// <param name="sensor">Its name.</param>
    /// <param name="story">What happens.</param>
    /// <param name="rate">The heart's rate at rest, beats a minute.</param>
    /// <param name="seed">Another seed is another recording of the same story.</param>
    /// <param name="start">When the sensor is plugged in.</param>
    /// <exception cref="FormatException">The story is wrong.</exception>
    public static IEnumerable<MonitorInput> Ecg(string sensor, string story, double rate, int seed, TimeSpan start)
    {
        var patient = PatientOf(story, rate, seed);
        var lead = new Electrocardiogram(patient, EcgLead.II);
        var signal = new SignalDescriptor(sensor, "II", Mdc.EcgLeadOf("II")!.Value, MdcUnit.Millivolt, EcgRate, MillivoltPerCount);
        return Play(sensor, patient, signal, seconds => (int)Math.Round(lead.At(seconds) / MillivoltPerCount), Modality.Ecg, EpisodeKind.LeadOff, static (_, _) => [], start);
    }

    /// <summary>An oximeter with its pulse wave, SpO2 and pulse rate once a second.</summary>
    /// <inheritdoc cref="Ecg"/>
    public static IEnumerable<MonitorInput> Oximeter(string sensor, string story, double rate, int seed, TimeSpan start)
    {
        var patient = PatientOf(story, rate, seed);
        var wave = new Photoplethysmogram(patient);
        var signal = new SignalDescriptor(sensor, "PLETH", Mdc.PulsOximPleth, MdcUnit.Dimensionless, PulseRate, 1 / PulseCounts);
        var beats = patient.TruthUntil(patient.Scenario.LengthSeconds).Beats;
        return Play(sensor, patient, signal, seconds => (int)Math.Round(wave.At(seconds) * PulseCounts), Modality.Oximeter, EpisodeKind.SensorOff, Values, start);

        IEnumerable<MonitorInput> Values(double seconds, bool off)
        {
            var at = start + TimeSpan.FromSeconds(seconds);
            var pulse = beats.LastOrDefault(beat => beat.Seconds <= seconds && beat.Seconds > seconds - PulseMemorySeconds);
            var reason = off ? NoData.SensorOff : NoData.Searching;
            var there = !off && pulse is { IntervalSeconds: > 0 };
            yield return there
                ? Reading.Valid(sensor, Mdc.PulsOximSatO2, MdcUnit.Percent, Math.Round(patient.SpO2At(seconds)), at, SignalQuality.Good)
                : Reading.Missing(sensor, Mdc.PulsOximSatO2, MdcUnit.Percent, reason, at);
            yield return there
                ? Reading.Valid(sensor, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, Math.Round(60 / pulse!.IntervalSeconds), at, SignalQuality.Good)
                : Reading.Missing(sensor, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, reason, at);
        }
    }

    private static Patient PatientOf(string story, double rate, int seed) => new(ScenarioText.Parse(story), seed, new PatientSettings { HeartRate = rate });

    private static IEnumerable<MonitorInput> Play(
        string sensor, Patient patient, SignalDescriptor signal, Func<double, int> sample, Modality modality, EpisodeKind off,
        Func<double, bool, IEnumerable<MonitorInput>> values, TimeSpan start)
    {
        var each = (int)Math.Round(BlockSeconds * signal.SampleRate);
        var (wasOff, wasDown) = ((bool?)null, false);
        var (session, first) = (signal, 0L);
        yield return new LinkStatus(sensor, LinkState.Opening, "", start);
        yield return new SignalList(sensor, [session], start);
        yield return new LinkStatus(sensor, LinkState.Up, "", start);
        for (long block = 0; block * each < patient.Scenario.LengthSeconds * signal.SampleRate; block++)
        {
            var seconds = block * each / signal.SampleRate;
            var at = start + TimeSpan.FromSeconds(seconds);
            var episode = patient.Scenario.At(seconds).Kind;
            var counts = new int[each];
            for (var i = 0; i < each; i++) counts[i] = sample((block * each + i) / signal.SampleRate);
            if (episode == EpisodeKind.CablePulled)
            {
                if (!wasDown) yield return new LinkStatus(sensor, LinkState.Down, "The cable was pulled.", at);
                wasDown = true;
                continue;
            }

            if (wasDown)
            {
                // A new session, whose indices begin again.
                (session, first, wasDown, wasOff) = (signal with { }, block * each, false, null);
                yield return new LinkStatus(sensor, LinkState.Opening, "", at);
                yield return new SignalList(sensor, [session], at);
                yield return new LinkStatus(sensor, LinkState.Up, "", at);
            }

            var isOff = episode == off;
            if (wasOff != isOff) yield return new ContactStatus(sensor, modality, !isOff ? Contact.Attached : modality == Modality.Ecg ? Contact.LeadOff : Contact.SensorOff, at);
            wasOff = isOff;
            yield return new SampleBlock(session, block * each - first, at, isOff ? new int[each] : counts);
            if (Math.Abs(seconds - Math.Round(seconds)) < BlockSeconds / 2)
            {
                foreach (var value in values(seconds, isOff)) yield return value;
            }
        }
    }
}
