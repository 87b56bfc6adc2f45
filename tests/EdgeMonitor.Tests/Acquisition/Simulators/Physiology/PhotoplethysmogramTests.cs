using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Tests.Acquisition.Simulators.Physiology;

public sealed class PhotoplethysmogramTests
{
    private const double RateHz = 200;

    [Test]
    public void TheOnsetAndThePeakOfThePulseLagTheRPeakByTheirDelays()
    {
        var patient = new Patient(Scenarios.Normal, 4);
        var pleth = Sample(patient, 60);

        foreach (var beat in patient.TruthUntil(58).Beats.Skip(1))
        {
            var peak = Delays(0.2, 0.6).MaxBy(delay => At(pleth, beat.Seconds + delay));
            var (low, high) = (Delays(0.1, 0.3).Min(delay => At(pleth, beat.Seconds + delay)), At(pleth, beat.Seconds + peak));
            var onset = Delays(0.1, 0.6).First(delay => Smooth(pleth, beat.Seconds + delay) > low + 0.1 * (high - low));
            Assert.That(peak, Is.EqualTo(Photoplethysmogram.PeakDelaySeconds).Within(0.03));
            Assert.That(onset, Is.InRange(Photoplethysmogram.TransitSeconds - 0.01, Photoplethysmogram.TransitSeconds + 0.04));
        }
    }

    [Test]
    public void ThereIsADicroticNotchAndAWaveAfterIt()
    {
        var patient = new Patient(Scenarios.Normal, 4, new PatientSettings { HeartRate = 60 });
        var pleth = Sample(patient, 60);

        foreach (var beat in patient.TruthUntil(58).Beats.Skip(1))
        {
            var systole = beat.Seconds + Photoplethysmogram.PeakDelaySeconds;
            var notch = Delays(0.12, 0.22).Min(delay => Smooth(pleth, systole + delay));
            var second = Delays(0.22, 0.32).Max(delay => Smooth(pleth, systole + delay));
            Assert.That(second, Is.GreaterThan(notch + 0.02));
            Assert.That(second, Is.LessThan(At(pleth, systole) / 1.5));
        }
    }

    [Test]
    public void WithoutABeatThereIsNoPulse()
    {
        var pleth = Sample(new Patient(ScenarioText.Parse("normal 10s, asystole 20s"), 4), 30);
        var flat = pleth[(int)(12 * RateHz)..];

        Assert.That(flat.Max() - flat.Min(), Is.LessThan(0.15), "only breathing");
        Assert.That(pleth[..(int)(10 * RateHz)].Max(), Is.GreaterThan(0.8));
    }

    [Test]
    public void APrematureBeatHasAWeakerPulse()
    {
        var patient = new Patient(ScenarioText.Parse("ectopy 60s rate=10"), 4);
        var pleth = Sample(patient, 60);
        var beats = patient.TruthUntil(58).Beats.Skip(1).ToList();

        double Height(Beat beat) => At(pleth, beat.Seconds + Photoplethysmogram.PeakDelaySeconds);
        Assert.That(beats.Where(beat => beat.Kind == BeatKind.Ventricular).Max(Height), Is.LessThan(0.85 * beats.Where(beat => beat.Kind == BeatKind.Normal).Min(Height)));
    }

    [Test]
    public void ThePulseFollowsBreathing()
    {
        var patient = new Patient(Scenarios.Normal, 4);
        var (pleth, breathing) = (Sample(patient, 120), new Breathing(patient));
        var heights = patient.TruthUntil(118).Beats.Select(beat => beat.Seconds + Photoplethysmogram.PeakDelaySeconds)
            .Select(time => (Volume: breathing.VolumeAt(time), Height: At(pleth, time))).ToList();

        Assert.That(heights.Where(pulse => pulse.Volume < 0.3).Average(pulse => pulse.Height) - heights.Where(pulse => pulse.Volume > 0.7).Average(pulse => pulse.Height), Is.GreaterThan(0.05));
    }

    private static IEnumerable<double> Delays(double from, double to) => Enumerable.Range(0, (int)((to - from) * RateHz)).Select(i => from + i / RateHz);

    private static double[] Sample(Patient patient, double seconds)
    {
        var pleth = new Photoplethysmogram(patient);
        return [.. Enumerable.Range(0, (int)(seconds * RateHz)).Select(i => pleth.At(i / RateHz))];
    }

    private static double At(double[] pleth, double seconds) => pleth[(int)Math.Round(seconds * RateHz)];

    private static double Smooth(double[] pleth, double seconds) => Enumerable.Range(-2, 5).Average(i => At(pleth, seconds + i / RateHz));
}
