using System.Collections.Immutable;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>An impedance wave at 25 Hz over a chest that a test sets.</summary>
internal sealed class BedsideChest(string name, Bedside bed) : BedsideSensor(name, bed)
{
    private SignalDescriptor _wave = null!;
    private Contact _contact = Contact.Attached;

    /// <summary>Breaths a minute; 0 is apnoea.</summary>
    public double Rate { get; set; } = 15;

    /// <summary>The part of the wave that the heart makes, counts, and its beats a minute.</summary>
    public (double Height, double Rate) Heart { get; set; } = (3, 75);

    /// <summary>False while the wave's samples are all the same.</summary>
    public bool Moves { get; set; } = true;

    /// <summary>False while the wave has stopped and the device's temperature goes on.</summary>
    public bool WaveIsSent { get; set; } = true;

    public Contact Contact
    {
        get => _contact;
        set
        {
            _contact = value;
            TellContact();
        }
    }

    protected override ImmutableArray<SignalDescriptor> NewSignals() => [_wave = new SignalDescriptor(Name, "Resp", Mdc.ImpedTthor, MdcUnit.Ohm, 25)];

    protected override void TellContact() => Bed.Give(new ContactStatus(Name, Modality.Ecg, _contact, Bed.Now + ClockError));

    // 25 Hz brings 2.5 samples in 100 ms: every second call brings five.
    protected override void Bring(TimeSpan at, TimeSpan sinceConnected)
    {
        if ((long)Math.Round(at.TotalSeconds * 10) % 2 != 0) return;
        if (!WaveIsSent)
        {
            Bed.Give(Reading.Valid(Name, Mdc.TempSkin, MdcUnit.DegreeCelsius, 33, at + ClockError));
            return;
        }

        var samples = new int[5];
        for (var i = 0; i < samples.Length; i++) samples[i] = (int)Math.Round(Chest(at.TotalSeconds + i / 25.0));
        Bed.Give(new SampleBlock(_wave, (long)Math.Round(sinceConnected.TotalSeconds * 25), at + ClockError, samples));
    }

    private double Chest(double seconds)
    {
        if (!Moves) return 512;
        var breath = Rate > 0 ? 100 * Math.Sin(Math.Tau * seconds * Rate / 60) : 0;
        return 512 + breath + Heart.Height * Math.Sin(Math.Tau * seconds * Heart.Rate / 60);
    }
}
