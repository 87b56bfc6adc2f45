using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Vitals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>
/// A seeded walk from rhythm to rhythm while people act and cables fail: a lethal rhythm is never unsaid, and nothing is signalled for ever.
/// </summary>
public sealed class LethalRhythmWalkTests
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Bedside);

    [Test]
    public void NoLethalRhythmPassesUnsaidAndNoAlarmOutlivesIt([Range(1, 12)] int seed, [Values] bool withPulses)
    {
        var random = new Random(seed);
        var bed = new Bedside();
        var ecg = bed.Ecg();
        var spo2 = withPulses ? bed.Oximeter() : null;
        if (spo2 is not null) spo2.Wave.Rate = 75;
        bed.Run(20);
        var story = new List<string>();
        for (var phase = 0; phase < 40; phase++)
        {
            var rhythm = random.Next(7);
            story.Add($"{bed.Now.TotalSeconds:0} {rhythm}");
            Begin(rhythm, random, ecg, spo2);
            Disturb(random, bed, ecg);
            // Whatever was done: the rhythm has its time, and a sensor that was away has been back for long enough.
            bed.Run(14);
            if (random.Next(3) == 0) bed.Acknowledge();
            bed.Run(random.Next(1, 8));
            if (rhythm > 0) Assert.That(bed.Monitor.Plan.Light, Is.EqualTo(AlarmPriority.High), () => $"{string.Join("; ", story)}\n{bed.Log}");
            if (random.Next(3) != 0) continue;
            story.Add($"{bed.Now.TotalSeconds:0} well");
            Begin(0, random, ecg, spo2);
            // After another rhythm the usual beats are learned anew, up to half a minute; the count of ventricular beats then looks back for a minute more.
            bed.Run(100);
            bed.Acknowledge();
            bed.Run(1);
            Assert.That(bed.Monitor.Plan with { Inactivation = Inactivation.None, InactiveUntil = null }, Is.EqualTo(AnnunciationPlan.Quiet), () => $"{string.Join("; ", story)}\n{bed.Log}");
        }
    }

    private static void Begin(int rhythm, Random random, BedsideEcg ecg, BedsideOximeter? spo2)
    {
        var fibrillates = rhythm is 5 or 6;
        var height = rhythm == 5 ? 0.3 + 0.6 * random.NextDouble() : 0.05 + 0.2 * random.NextDouble();
        ecg.Disturbance = fibrillates ? seconds => RhythmWaves.Fibrillation(seconds, height) : static _ => 0;
        ecg.IsVentricular = rhythm == 4;
        ecg.HeartRate = rhythm switch { 0 => 75, 2 => 28, 3 => 190, 4 => 170, _ => 0 };
        if (spo2 is null) return;
        (spo2.Wave.Rate, spo2.Pulse) = rhythm switch { 0 => (75, 75), 2 => (28, 28), 3 => (190, 190), _ => (0.0, (double?)null) };
        spo2.Saturation = rhythm is 0 or 2 or 3 ? 97 : null;
    }

    private static void Disturb(Random random, Bedside bed, BedsideEcg ecg)
    {
        switch (random.Next(8))
        {
            case 0:
                bed.Run(random.Next(1, 6));
                ecg.Contact = Contact.LeadOff;
                bed.Run(random.Next(1, 6));
                ecg.Contact = Contact.Attached;
                break;
            case 1:
                bed.Run(random.Next(1, 6));
                ecg.Break();
                bed.Run(random.Next(1, 6));
                ecg.Connect();
                break;
            case 2:
                ecg.LeadIsSent = false;
                bed.Run(random.Next(1, 30) / 10.0);
                ecg.LeadIsSent = true;
                break;
            case 3:
                bed.PauseAudio();
                break;
            case 4:
                bed.Give(new ChangeLimits(new AlarmLimits { HrHigh = 110 + random.Next(20), ExtremeHrLow = 38 + random.Next(4) }, Nurse, bed.Now));
                break;
            case 5:
                bed.Give(new AdmitPatient(PatientProfile.Adult, "", Nurse, bed.Now));
                break;
            case 6:
                ecg.ClockError = TimeSpan.FromSeconds(-random.Next(5));
                break;
        }
    }
}
