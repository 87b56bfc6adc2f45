using System.Buffers.Binary;
using System.Text;
using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>What the simulated S/5 monitor measures, as the data of its records.</summary>
internal sealed class DriSimulatedData(Patient patient)
{
    /// <summary>The code for "no data".</summary>
    private const short None = -32767;

    private const int Beats = 8, ClassSize = 270;

    /// <summary>From the R peak until the monitor has counted the beat; without a beat, or a breath, for so long there is no rate, s (chosen).</summary>
    private const double EcgDelaySeconds = 0.1, NoBeatSeconds = 4, NoBreathSeconds = 10;

    private readonly BeatAverage _heart = new(patient, EcgDelaySeconds), _pulses = new(patient, Photoplethysmogram.PeakDelaySeconds);
    private readonly Breathing _breathing = new(patient), _lung = new(patient);
    private readonly Electrocardiogram _ecg = new(patient, EcgLead.II);
    private readonly Photoplethysmogram _pleth = new(patient);
    private readonly long[] _sent = new long[byte.MaxValue + 1];

    /// <summary>A subrecord of the basic class; returns its size.</summary>
    public int WriteNumbers(double seconds, Span<byte> data)
    {
        var (leadOff, probeOff) = OffAt(seconds);
        _heart.MoveTo(seconds, usable: !leadOff);
        _pulses.MoveTo(seconds, usable: !probeOff);
        if (leadOff) _heart.Forget();
        if (probeOff) _pulses.Forget();
        _breathing.VolumeAt(seconds);
        var rate = seconds - _heart.LastSeconds < NoBeatSeconds ? _heart.Rate(Beats) : null;
        var pulse = seconds - _pulses.LastSeconds < NoBeatSeconds ? _pulses.Rate(Beats) : null;
        var breaths = leadOff || seconds - _breathing.BreathStartSeconds > NoBreathSeconds ? null : (int?)Math.Round(60 / _breathing.BreathSeconds);

        var all = data[..DriNumerics.SubrecordSize];
        all.Clear();
        var basic = all.Slice(4, ClassSize);
        for (var at = 0; at < ClassSize; at += 2) Write(basic, at, null); // Every group that is not there, in words.
        Write(basic, 6, rate ?? pulse);
        Write(basic, 14, breaths);
        Write(basic, 72 + 6, 12_200);
        Write(basic, 72 + 8, 7_800);
        Write(basic, 72 + 10, 9_300);
        Write(basic, 86 + 6, (int)Math.Round(patient.TemperatureAt(seconds) * 100));
        Write(basic, 118 + 6, pulse is null ? null : _pulses.SpO2(Beats) * 100);
        Write(basic, 118 + 8, pulse);
        Write(basic, 226, rate);
        return all.Length;
    }

    /// <summary>A subrecord of the last samples of a wave; returns its size, 0 for a wave that there is not.</summary>
    public int WriteWave(byte type, double seconds, Span<byte> data)
    {
        var (leadOff, probeOff) = OffAt(seconds);
        var kind = DriWaveKind.All.FirstOrDefault(known => known.Type == type);
        if (kind is null || kind.Name is not ("ECG1" or "Pleth" or "Resp")) return 0;
        // 25 Hz has no whole number of samples in a record: what is due by now is sent.
        var until = (long)Math.Floor(seconds * kind.Rate);
        var first = Math.Max(_sent[type], until - (long)Math.Ceiling(kind.Rate * DriSimulator.WaveSeconds));
        var count = (int)(until - first);
        if (count == 0) return 0;
        _sent[type] = until;
        BinaryPrimitives.WriteInt16LittleEndian(data, (short)count);
        data.Slice(2, 4).Clear();
        for (var i = 0; i < count; i++)
        {
            var at = (first + i) / kind.Rate;
            int? value = kind.Name switch
            {
                "ECG1" => leadOff ? null : (int)Math.Round(_ecg.At(at) / kind.Scale),
                "Pleth" => probeOff ? null : (int)Math.Round(1000 * _pleth.At(at)),
                _ => leadOff ? null : (int)Math.Round(_lung.VolumeAt(at) / kind.Scale),
            };
            Write(data, 6 + 2 * i, value);
        }

        return 6 + 2 * count;
    }

    /// <summary>A subrecord of the displayed alarms; returns its size.</summary>
    public int WriteAlarms(double seconds, Span<byte> data)
    {
        var (leadOff, _) = OffAt(seconds);
        var size = DriAlarms.Head + DriAlarms.Lines * DriAlarms.LineSize + 10;
        data[..size].Clear();
        var (text, colour) = patient.Scenario.At(seconds).Kind == EpisodeKind.Asystole ? ("ASYSTOLE", 3) : leadOff ? ("ECG LEADS OFF", 2) : ("", 0);
        Encoding.ASCII.GetBytes(text, data[DriAlarms.Head..]);
        Write(data, DriAlarms.Head + DriAlarms.ColourAt, colour);
        return size;
    }

    private (bool Lead, bool Probe) OffAt(double seconds)
    {
        var episode = patient.Scenario.At(seconds);
        var probe = episode.Kind is EpisodeKind.SensorOff or EpisodeKind.SensorUnplugged && episode.Devices == BedsideDevices.All;
        return (episode.Kind == EpisodeKind.LeadOff, probe);
    }

    private static void Write(Span<byte> data, int at, int? value) => BinaryPrimitives.WriteInt16LittleEndian(data[at..], (short)(value ?? None));
}
