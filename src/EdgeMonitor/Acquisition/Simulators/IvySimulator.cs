using System.Buffers;
using System.Globalization;
using System.Text;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>An Ivy 450C on a simulated patient: a frame at the end of each second brings that second. Its cuff measures now and then.</summary>
internal sealed class IvySimulator(Patient patient) : ISimulatedPeer
{
    private const int EcgSamples = 200, SlowSamples = 50, HighestCount = 250;
    private const byte NoSample = 0xFB;

    /// <summary>ECG counts of 1 mV and at 0 mV, as the public driver has them.</summary>
    private const double EcgCounts = 50, EcgZero = 100;

    /// <summary>Pressure between the beats and on top of one, mmHg (chosen).</summary>
    private const double Diastolic = 73, Systolic = 111;

    /// <summary>The cuff measures this often, s (chosen).</summary>
    private const int CuffSeconds = 30;

    /// <summary>Without a beat for so long there is no rate, s (chosen).</summary>
    private const double NoBeatSeconds = 4;

    private readonly Electrocardiogram _ecg = new(patient, EcgLead.II);
    private readonly Photoplethysmogram _pleth = new(patient);
    private readonly Breathing _breathing = new(patient);
    private readonly BeatAverage _heart = new(patient, delaySeconds: 0.1);
    private readonly byte[] _waves = new byte[EcgSamples + 4 * SlowSamples];
    private long _sent = -1;

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        var whole = (long)seconds;
        if (_sent < 0 || whole - _sent > 2) _sent = whole; // switched on, or stalled: what is older is lost
        for (; _sent < whole; _sent++) Write(_sent, sent);
    }

    private void Write(long second, IBufferWriter<byte> sent)
    {
        var (leadOff, probeOff) = (patient.Scenario.At(second).Kind == EpisodeKind.LeadOff, patient.Scenario.At(second).Kind == EpisodeKind.SensorOff);
        for (var i = 0; i < EcgSamples; i++) _waves[i] = leadOff ? NoSample : Count(EcgZero + EcgCounts * _ecg.At(second + (double)i / EcgSamples));
        for (var i = 0; i < SlowSamples; i++)
        {
            var at = second + (double)i / SlowSamples;
            var pulse = _pleth.At(at);
            _waves[EcgSamples + i] = leadOff ? NoSample : Count(HighestCount * _breathing.VolumeAt(at));
            _waves[EcgSamples + SlowSamples + i] = probeOff ? NoSample : Count(86 + 60 * pulse);
            _waves[EcgSamples + 2 * SlowSamples + i] = Count(Diastolic + (Systolic - Diastolic) * pulse);
            _waves[EcgSamples + 3 * SlowSamples + i] = NoSample;
        }

        _heart.MoveTo(second + 1, usable: true);
        var rate = second + 1 - _heart.LastSeconds < NoBeatSeconds ? _heart.Rate(8) : null;
        var cuff = 118 + second / CuffSeconds % 5;
        sent.Write((ReadOnlySpan<byte>)[0xFF]);
        sent.Write("ANSAR-B "u8);
        sent.Write<byte>(_waves);
        sent.Write<byte>(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HR=1;{(leadOff ? null : rate)};ECG-II-DIAG;{(leadOff ? "LEAD OFF" : "")}\rRR=1;{16};APNEA: 20 SEC;\rETCO2=1;;;\rSPO2=1;{(probeOff ? null : _heart.SpO2(8))};PR={(probeOff ? null : rate)} ;\rNIBP=4;{cuff};75;92;80;;\rP1=3;111;73;88;;\rP2=3;;;;NO TRANSDUCER;\rT1=1;{patient.TemperatureAt(second):0.0};;\rT2=1;;;\r")));
        sent.Write((ReadOnlySpan<byte>)[0xFE]);
    }

    private static byte Count(double value) => (byte)Math.Clamp(Math.Round(value), 0, HighestCount);
}
