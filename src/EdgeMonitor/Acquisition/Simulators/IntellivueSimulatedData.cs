using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>What the simulated monitor measures, as the objects of its answers: handle, then attributes.</summary>
internal sealed class IntellivueSimulatedData(Patient patient)
{
    /// <summary>From the R peak until the monitor has counted the beat, s; and how many beats it averages (chosen).</summary>
    private const double EcgDelaySeconds = 0.1;

    private const int Beats = 8;

    /// <summary>Without a beat for the first time, without a breath for the second, there is no rate, s (chosen).</summary>
    private const double NoBeatSeconds = 4, NoBreathSeconds = 10;

    private const ushort Unavailable = (ushort)MeasurementState.Unavailable;

    private readonly BeatAverage _heart = new(patient, EcgDelaySeconds), _pulses = new(patient, Photoplethysmogram.PeakDelaySeconds);
    private readonly Breathing _breathing = new(patient), _lung = new(patient);
    private readonly Electrocardiogram _ecg = new(patient, EcgLead.II);
    private readonly Photoplethysmogram _pleth = new(patient);
    private double _waveSeconds;

    private delegate int Sample(double seconds);

    /// <summary>The numbers: rates, saturation, temperature, and a cuff's pressure of long ago.</summary>
    public List<Action<OctetWriter>> Numerics(double seconds)
    {
        var (leadOff, probeOff) = OffAt(seconds);
        _heart.MoveTo(seconds, usable: !leadOff);
        _pulses.MoveTo(seconds, usable: !probeOff);
        if (leadOff) _heart.Forget();
        if (probeOff) _pulses.Forget();
        _breathing.VolumeAt(seconds);
        double? rate = seconds - _heart.LastSeconds < NoBeatSeconds ? _heart.Rate(Beats) : null;
        double? pulse = seconds - _pulses.LastSeconds < NoBeatSeconds ? _pulses.Rate(Beats) : null;
        double? breaths = leadOff || seconds - _breathing.BreathStartSeconds > NoBreathSeconds ? null : Math.Round(60 / _breathing.BreathSeconds);
        return
        [
            Number(0x101, 0x4182, UnitTerm.BeatPerMinute, rate, 0),
            Number(0x102, 0x4BB8, UnitTerm.Percent, pulse is null ? null : _pulses.SpO2(Beats), 1),
            Number(0x103, 0x4822, UnitTerm.BeatPerMinute, pulse, 0),
            Number(0x104, 0x500A, UnitTerm.BreathPerMinute, breaths, 0),
            Number(0x105, 0x4B5C, UnitTerm.Celsius, patient.TemperatureAt(seconds), 1),
            Cuff(0x106),
        ];
    }

    /// <summary>Waves of the last 256 ms, those of the list that there are.</summary>
    public List<Action<OctetWriter>> Waves(double seconds, IReadOnlyList<uint> wanted, bool withScales)
    {
        var (leadOff, probeOff) = OffAt(seconds);
        var objects = new List<Action<OctetWriter>>();
        _waveSeconds = Math.Max(_waveSeconds, seconds - IntellivueSimulator.WaveSeconds);
        var from = _waveSeconds;
        _waveSeconds += IntellivueSimulator.WaveSeconds;
        foreach (var id in wanted)
        {
            switch (id)
            {
                case 0x20102:
                    objects.Add(Wave(0x201, id, 0x0100, 500, 14, (-40.96, 40.955, 0, 0x3FFF), leadOff, at => (int)Math.Round((_ecg.At(at) + 40.96) / 0.005)));
                    break;
                case 0x24BB4:
                    objects.Add(Wave(0x202, id, 0x4BB4, 125, 12, null, probeOff, at => (int)Math.Round(2000 * _pleth.At(at))));
                    break;
                case 0x25000:
                    objects.Add(Wave(0x203, id, 0x5000, 62.5, 12, (-0.6, 1.9, 0, 0x0FFF), leadOff, at => (int)Math.Round((_lung.VolumeAt(at) + 0.6) / 2.5 * 0x0FFF)));
                    break;
            }
        }

        return objects;

        Action<OctetWriter> Wave(int handle, uint id, int term, double rate, byte bits, (double Low, double High, int LowCount, int HighCount)? scale, bool off, Sample sample)
        {
            var counts = new int[(int)Math.Round(rate * IntellivueSimulator.WaveSeconds)];
            for (var i = 0; i < counts.Length; i++) counts[i] = Math.Clamp(sample(from + i / rate), 0, (1 << bits) - 1);
            return writer => writer.U16(handle, withScales ? 5 : 1).Counted(attributes =>
            {
                attributes.Attribute(AttributeId.Wave, value => value.U16(term, off ? Unavailable : 0).Counted(samples => samples.U16(counts)));
                if (!withScales) return;
                attributes.Attribute(AttributeId.Label, value => value.U32(id))
                    .Attribute(AttributeId.WaveSpecification, value => value.U16(counts.Length).Bytes(16, bits).U16(0))
                    .Attribute(AttributeId.SamplePeriod, value => value.U32((uint)Math.Round(8000 / rate)))
                    .Attribute(AttributeId.Scale, value => value
                        .U32(IntellivueFloat.Write(scale?.Low, 3), IntellivueFloat.Write(scale?.High, 3)).U16(scale?.LowCount ?? 0, scale?.HighCount ?? (1 << bits) - 1));
            });
        }
    }

    /// <summary>The lists of alarms.</summary>
    public List<Action<OctetWriter>> Alerts(double seconds)
    {
        var (leadOff, probeOff) = OffAt(seconds);
        var episode = patient.Scenario.At(seconds).Kind;
        return
        [
            writer => writer.U16(0x301, 2).Counted(attributes => attributes
                .Attribute(AttributeId.TechnicalAlarms, list => Alarms(list, (leadOff, 0x0100, 274, 2), (probeOff, 0x4BB8, 308, 1)))
                .Attribute(AttributeId.PatientAlarms, list => Alarms(list, (episode == EpisodeKind.Asystole, 0x4182, 3076, 0x0400), (episode == EpisodeKind.Desaturation, 0x4BB8, 3246, 0x0200)))),
        ];
    }

    private (bool Lead, bool Probe) OffAt(double seconds)
    {
        var episode = patient.Scenario.At(seconds);
        var probe = episode.Kind is EpisodeKind.SensorOff or EpisodeKind.SensorUnplugged && episode.Devices == BedsideDevices.All;
        return (episode.Kind == EpisodeKind.LeadOff, probe);
    }

    private static Action<OctetWriter> Number(int handle, ushort term, int unit, double? number, int decimals) => writer => writer.U16(handle, 2).Counted(attributes => attributes
        .Attribute(AttributeId.Label, value => value.U32(0x2_0000u | term))
        .Attribute(AttributeId.Numeric, value => value.U16(term, number is null ? Unavailable : 0, unit).U32(IntellivueFloat.Write(number, decimals))));

    private static Action<OctetWriter> Cuff(int handle) => writer => writer.U16(handle, 3).Counted(attributes => attributes
        .Attribute(AttributeId.Label, value => value.U32(0x2_4A04))
        .Attribute(AttributeId.TimeStampAbsolute, value => value.Bytes(0x20, 0x26, 0x01, 0x02, 0x12, 0x25, 0x00, 0x00))
        .Attribute(AttributeId.Compound, list => list.U16(3).Counted(values => values
            .U16(0x4A05, 0, UnitTerm.MillimetreOfMercury).U32(IntellivueFloat.Write(122, 0))
            .U16(0x4A06, 0, UnitTerm.MillimetreOfMercury).U32(IntellivueFloat.Write(78, 0))
            .U16(0x4A07, 0, UnitTerm.MillimetreOfMercury).U32(IntellivueFloat.Write(93, 0)))));

    private static void Alarms(OctetWriter list, params ReadOnlySpan<(bool Stands, int Source, int Code, int Type)> alarms)
    {
        var standing = alarms.ToArray().Where(alarm => alarm.Stands).ToList();
        list.U16(standing.Count).Counted(entries =>
        {
            foreach (var (_, source, code, type) in standing)
            {
                entries.U16(source, code, type, 0x0008, 0x36, 0, 0, 513).Counted(information => information.U16(0).U32(0).U16(1, 0x4000));
            }
        });
    }
}
