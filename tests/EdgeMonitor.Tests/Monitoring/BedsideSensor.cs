using System.Collections.Immutable;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>A sensor at a simulated bedside, as its driver and supervisor would speak for it.</summary>
internal abstract class BedsideSensor(string name, Bedside bed)
{
    private TimeSpan _sessionBegan;

    public string Name { get; } = name;

    /// <summary>False while the device sends nothing and nobody has noticed.</summary>
    public bool Sends { get; set; } = true;

    /// <summary>Added to every time the sensor gives: a clock that is wrong.</summary>
    public TimeSpan ClockError { get; set; }

    protected Bedside Bed { get; } = bed;

    /// <summary>A new session begins: its link, its signals, its contact.</summary>
    public void Connect()
    {
        _sessionBegan = Bed.Now;
        Sends = true;
        Tell(LinkState.Opening);
        Bed.Give(new SignalList(Name, NewSignals(), Bed.Now));
        Tell(LinkState.Up);
        TellContact();
    }

    /// <summary>The link breaks.</summary>
    public void Break()
    {
        Sends = false;
        Tell(LinkState.Down, "The cable was pulled.");
    }

    /// <summary>The supervisor has seen no data for its time.</summary>
    public void FallSilent()
    {
        Sends = false;
        Tell(LinkState.Silent, "no data for 2 s");
    }

    /// <summary>Data come again in the same session.</summary>
    public void Resume()
    {
        Sends = true;
        Tell(LinkState.Up);
    }

    public void Tell(LinkState state, string cause = "") => Bed.Give(new LinkStatus(Name, state, cause, Bed.Now));

    /// <summary>Says what the 100 ms from this time on bring.</summary>
    public void Say(TimeSpan from)
    {
        if (Sends) Bring(from, from - _sessionBegan);
    }

    protected abstract ImmutableArray<SignalDescriptor> NewSignals();

    protected abstract void TellContact();

    protected abstract void Bring(TimeSpan at, TimeSpan sinceConnected);

    /// <summary>A block of 100 ms; the index follows from the time, so that a pause in sending is a gap.</summary>
    protected void GiveBlock(SignalDescriptor signal, TimeSpan at, TimeSpan sinceConnected, Func<double, double> value)
    {
        var count = (int)Math.Round(signal.SampleRate / 10);
        var samples = new int[count];
        for (var i = 0; i < count; i++) samples[i] = (int)Math.Round(value(at.TotalSeconds + i / signal.SampleRate) / signal.Scale);
        Bed.Give(new SampleBlock(signal, (long)Math.Round(sinceConnected.TotalSeconds * signal.SampleRate), at + ClockError, samples));
    }
}

/// <summary>One ECG lead at 250 Hz over a heart that a test sets, and beside it a wave that goes on when the lead fails.</summary>
internal sealed class BedsideEcg(string name, Bedside bed) : BedsideSensor(name, bed)
{
    private readonly List<double> _beats = [0.3];
    private readonly List<bool> _wide = [false];
    private readonly Random _noise = new(1);
    private SignalDescriptor _lead = null!;
    private SignalDescriptor _wave = null!;
    private Contact _contact = Contact.Attached;

    /// <summary>Beats a minute; 0 is asystole.</summary>
    public double HeartRate { get; set; } = 75;

    /// <summary>Height of the R wave, mV.</summary>
    public double Height { get; set; } = 1.1;

    /// <summary>True while the beats come from the ventricles: wide, with a T wave the other way.</summary>
    public bool IsVentricular { get; set; }

    /// <summary>Noise, mV peak to peak; by itself that of a quiet patient, because a lead without any is of poor quality.</summary>
    public double Noise { get; set; } = 0.02;

    /// <summary>What the lead shows beside the heart, mV, over the time in seconds.</summary>
    public Func<double, double> Disturbance { get; set; } = static _ => 0;

    /// <summary>False while the lead's samples are missing and the device's other waves go on.</summary>
    public bool LeadIsSent { get; set; } = true;

    /// <summary>What the device says of its electrodes; a change is told at once. While off the amplifier brings a constant.</summary>
    public Contact Contact
    {
        get => _contact;
        set
        {
            _contact = value;
            if (Sends) TellContact();
        }
    }

    /// <summary>Time of the last beat so far, s.</summary>
    public double LastBeat => _beats[^1];

    protected override ImmutableArray<SignalDescriptor> NewSignals()
    {
        _lead = new SignalDescriptor(Name, "II", 131330, MdcUnit.Millivolt, 250, 0.001);
        _wave = new SignalDescriptor(Name, "Infrared", Mdc.PulsOximPleth, MdcUnit.Dimensionless, 250);
        return [_lead, _wave];
    }

    protected override void TellContact() => Bed.Give(new ContactStatus(Name, Modality.Ecg, _contact, Bed.Now + ClockError));

    protected override void Bring(TimeSpan at, TimeSpan sinceConnected)
    {
        GiveBlock(_wave, at, sinceConnected, static _ => 5);
        if (LeadIsSent) GiveBlock(_lead, at, sinceConnected, Lead);
    }

    private double Lead(double seconds)
    {
        if (_contact != Contact.Attached) return 8;
        // No beat is begun late: after a pause the next one comes a whole interval after it.
        while (HeartRate > 0 && Math.Max(_beats[^1] + 60 / HeartRate, seconds) is var next && next <= seconds + 0.05)
        {
            _beats.Add(next);
            _wide.Add(IsVentricular);
        }

        var value = Disturbance(seconds) + Noise * (_noise.NextDouble() - 0.5);
        for (var i = Math.Max(0, _beats.Count - 3); i < _beats.Count; i++) value += Height * (_wide[i] ? WideWave(seconds - _beats[i]) : Wave(seconds - _beats[i]));
        return value;
    }

    private static double Wave(double sinceBeat) => Bell(sinceBeat, 0.011, 1) - Bell(sinceBeat - 0.03, 0.009, 0.2) + Bell(sinceBeat - 0.26, 0.045, 0.2);

    private static double WideWave(double sinceBeat) => 1.2 * (Bell(sinceBeat, 0.018, 1) + Bell(sinceBeat - 0.06, 0.022, 0.7) - Bell(sinceBeat - 0.25, 0.05, 0.5));

    private static double Bell(double distance, double width, double height) => height * Math.Exp(-Math.Pow(distance / width, 2) / 2);
}

/// <summary>An arterial line at 125 Hz, mmHg.</summary>
internal sealed class BedsidePressure(string name, Bedside bed) : BedsideSensor(name, bed)
{
    private SignalDescriptor _pressure = null!;

    /// <summary>The pressure: 80 mmHg and a pulse of 40 mmHg, 75 times a minute.</summary>
    public PulsatileWave Wave { get; } = new(foot: 80, height: 40) { Rate = 75 };

    protected override ImmutableArray<SignalDescriptor> NewSignals() => [_pressure = new SignalDescriptor(Name, "ABP", Mdc.PressBldArt, MdcUnit.MillimetreOfMercury, 120, 0.1)];

    protected override void TellContact()
    {
        // A line says nothing of its contact.
    }

    protected override void Bring(TimeSpan at, TimeSpan sinceConnected) => GiveBlock(_pressure, at, sinceConnected, Wave.At);
}

/// <summary>An oximeter that gives readings three times a second and a pleth wave.</summary>
internal sealed class BedsideOximeter(string name, Bedside bed) : BedsideSensor(name, bed)
{
    private SignalDescriptor _pleth = null!;
    private Contact _contact = Contact.Attached;
    private int _steps;

    /// <summary>SpO2, %; null is a missing value.</summary>
    public double? Saturation { get; set; } = 97;

    /// <summary>Pulse rate, 1/min; null is a missing value.</summary>
    public double? Pulse { get; set; } = 75;

    public SignalQuality Quality { get; set; } = SignalQuality.Good;

    /// <summary>The pleth wave; without a pulse until a test gives it one.</summary>
    public PulsatileWave Wave { get; } = new(foot: 1000, height: 400);

    /// <summary>False while the readings have stopped and the wave goes on.</summary>
    public bool ReadingsAreSent { get; set; } = true;

    public Contact Contact
    {
        get => _contact;
        set
        {
            _contact = value;
            if (Sends) TellContact();
        }
    }

    protected override ImmutableArray<SignalDescriptor> NewSignals() => [_pleth = new SignalDescriptor(Name, "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, 80)];

    protected override void TellContact() => Bed.Give(new ContactStatus(Name, Modality.Oximeter, _contact, Bed.Now + ClockError));

    protected override void Bring(TimeSpan at, TimeSpan sinceConnected)
    {
        GiveBlock(_pleth, at, sinceConnected, Wave.At);
        if (!ReadingsAreSent || _steps++ % 3 != 0) return;
        GiveReading(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, Pulse, at);
        GiveReading(Mdc.PulsOximSatO2, MdcUnit.Percent, Saturation, at);
    }

    private void GiveReading(uint mdc, uint unit, double? value, TimeSpan at)
    {
        var off = _contact != Contact.Attached;
        Bed.Give(!off && value is { } number
            ? Reading.Valid(Name, mdc, unit, number, at + ClockError, Quality)
            : Reading.Missing(Name, mdc, unit, off ? NoData.SensorOff : NoData.Searching, at + ClockError));
    }
}
