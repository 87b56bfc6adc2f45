using System.Collections.Immutable;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>What the monitor works out of the raw light of a probe and of the ECG beside it.</summary>
public sealed class RawLightTests
{
    [Test]
    public void PerfusionPulseAndArrivalAreSaidAndTheSaturationOnlyAsNotCalibrated()
    {
        var (bed, board) = Start();
        bed.Run(40);
        Assert.That(Shown(bed, Mdc.BloodPerfusionIndex)!.Value, Is.EqualTo(2).Within(0.2));
        Assert.That(Shown(bed, Mdc.PlethPulsRate)!.Value, Is.EqualTo(75).Within(1));
        Assert.That(Shown(bed, Mdc.PlethArrivalTime)!.Value, Is.EqualTo(1000 * Board.Arrival).Within(25));
        var saturation = Shown(bed, Mdc.SatO2NotCalibrated)!;
        Assert.That(saturation.Value, Is.EqualTo(94).Within(1.5), "R is 0.7");
        Assert.That((saturation.Mark, saturation.IsComputed), Is.EqualTo((ReadingMark.NotCalibrated, true)));
        Assert.That((Mdc.NameOf(saturation.Mdc), Shown(bed, Mdc.PulsOximSatO2)), Is.EqualTo(("MDCX_PULS_OXIM_SAT_O2_NOT_CALIBRATED", (Reading?)null)));
        Assert.That(bed.Events.OfType<VitalSign>().Count(vital => vital.Reading.Mdc == Mdc.PlethPulsRate && vital.At == bed.Now), Is.EqualTo(1), "of two colours one shows the pulse");
        _ = board;
    }

    [Test]
    public void ASaturationThatIsNotCalibratedRaisesNoAlarmAndIsNotScored()
    {
        var (bed, board) = Start();
        board.Ratio = 1.2;
        bed.Run(60);
        Assert.That(Shown(bed, Mdc.SatO2NotCalibrated)!.Value, Is.LessThan(80));
        Assert.That((bed.StoryOf("spo2-low"), bed.StoryOf("spo2-extreme-low")), Is.EqualTo(("", "")));
        Assert.That(bed.Events.OfType<EarlyWarningScore>().SelectMany(score => score.Named).Where(part => part.Parameter == News2Parameter.Saturation && part.Part is not null), Is.Empty);
    }

    [Test]
    public void ADeviceThatGivesASaturationIsNotComputedAgain()
    {
        var (bed, board) = Start();
        board.Saturation = 96;
        bed.Run(40);
        Assert.That((Shown(bed, Mdc.SatO2NotCalibrated), Shown(bed, Mdc.PulsOximSatO2)!.Value), Is.EqualTo(((Reading?)null, 96.0)));
    }

    [Test]
    public void AWeakPulseIsMarkedAndGivesNoSaturation()
    {
        var (bed, board) = Start();
        bed.Run(30);
        board.Perfusion = 0.002;
        bed.Run(40);
        Assert.That(Shown(bed, Mdc.BloodPerfusionIndex)!.Value, Is.EqualTo(0.2).Within(0.03));
        Assert.That(Shown(bed, Mdc.BloodPerfusionIndex)!.Mark, Is.EqualTo(ReadingMark.LowPerfusion));
        Assert.That(Shown(bed, Mdc.SatO2NotCalibrated)!.Value, Is.Null);
    }

    [Test]
    public void APlethThatADeviceHasWorkedOnHasNoPerfusionIndex()
    {
        var bed = new Bedside();
        bed.Oximeter().Wave.Rate = 75;
        bed.Run(30);
        Assert.That(Shown(bed, Mdc.BloodPerfusionIndex), Is.Null);
    }

    [Test]
    public void AFlushedLineShowsNoPressureAndRaisesNoAlarmForAWhile()
    {
        var bed = new Bedside();
        var wave = bed.Pressure().Wave;
        bed.Run(30);
        var (height, began) = (wave.Height, bed.Now.TotalSeconds);
        wave.Disturbance = at => at > began ? 210 : 0;
        wave.Height = 0;
        bed.Run(5);
        Assert.That((Shown(bed, Mdc.PressBldArtSys)!.Value, Shown(bed, Mdc.PressBldArtMean)!.Value), Is.EqualTo(((double?)null, (double?)null)));
        (wave.Disturbance, wave.Height) = (static _ => 0, height);
        bed.Run(15);
        Assert.That(Shown(bed, Mdc.PressBldArtSys)!.Value, Is.EqualTo(120).Within(4));
        Assert.That(bed.Alarms.Where(alarm => alarm.Rule.Condition.StartsWith("art", StringComparison.Ordinal)), Is.Empty, bed.Log);
    }

    private static (Bedside Bed, Board Board) Start()
    {
        var bed = new Bedside();
        return (bed, bed.Add(new Board("board", bed)));
    }

    private static Reading? Shown(Bedside bed, uint mdc)
    {
        var last = bed.Events.OfType<VitalSign>().Last().At;
        return bed.Events.OfType<VitalSign>().LastOrDefault(vital => vital.Reading.Mdc == mdc && vital.At == last)?.Reading;
    }

    /// <summary>One lead and two colours at 100 Hz over a heart at 75 a minute.</summary>
    private sealed class Board(string name, Bedside bed) : BedsideSensor(name, bed)
    {
        /// <summary>From the R wave to the foot of the pulse, s.</summary>
        public const double Arrival = 0.2;

        private SignalDescriptor _lead = null!, _infrared = null!, _red = null!;

        public double Ratio { get; set; } = 0.7;

        public double Perfusion { get; set; } = 0.02;

        public double? Saturation { get; set; }

        protected override ImmutableArray<SignalDescriptor> NewSignals() =>
        [
            _lead = new SignalDescriptor(Name, "ECG", Mdc.EcgLead, MdcUnit.Millivolt, 250, 0.001),
            _infrared = new SignalDescriptor(Name, "Infrared", Mdc.PulsOximPleth, MdcUnit.Dimensionless, 100, Light: LightColour.Infrared),
            _red = new SignalDescriptor(Name, "Red", Mdc.PulsOximPleth, MdcUnit.Dimensionless, 100, Light: LightColour.Red),
        ];

        protected override void TellContact() => Bed.Give(new ContactStatus(Name, Modality.Oximeter, Contact.Attached, Bed.Now));

        protected override void Bring(TimeSpan at, TimeSpan sinceConnected)
        {
            GiveBlock(_lead, at, sinceConnected, static seconds => Math.Exp(-Math.Pow((Phase(seconds) * 0.8 - 0.4) / 0.011, 2) / 2));
            GiveBlock(_infrared, at, sinceConnected, seconds => 300_000 * (1 - Perfusion * Pulse(seconds)));
            GiveBlock(_red, at, sinceConnected, seconds => 220_000 * (1 - Ratio * Perfusion * Pulse(seconds)));
            if (Saturation is { } value && sinceConnected.Milliseconds == 0) Bed.Give(Reading.Valid(Name, Mdc.PulsOximSatO2, MdcUnit.Percent, value, at, SignalQuality.Good));
        }

        private static double Phase(double seconds) => seconds / 0.8 % 1;

        private static double Pulse(double seconds)
        {
            var since = Phase(seconds - 0.4 - Arrival + 8) * 0.8;
            return since < 0.13 ? (1 - Math.Cos(Math.PI * since / 0.13)) / 2 : Math.Exp(-(since - 0.13) / 0.15) - 0.011 * (since - 0.13) / 0.67;
        }
    }
}
