using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Plays generated leads of one ECG through the whole monitor and listens for one condition.</summary>
internal static class EcgLeadsPlayer
{
    private static readonly string[] Names = ["II", "V", "I", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5"];

    /// <summary>When the condition was signalled first, s; null where it was not.</summary>
    /// <param name="condition">The alarm condition.</param>
    /// <param name="sampleRateHz">Samples per second of all leads.</param>
    /// <param name="leads">1 to 12 leads, mV, oldest first.</param>
    public static double? StartOf(string condition, double sampleRateHz, params float[][] leads)
    {
        const double scale = 0.001;
        var block = (int)(sampleRateHz / 10);
        SignalDescriptor[] signals = [.. leads.Select((_, i) => new SignalDescriptor("ecg", Names[i], Mdc.EcgLeadOf(Names[i])!.Value, MdcUnit.Millivolt, sampleRateHz, scale))];
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        monitor.Process(new SignalList("ecg", [.. signals], TimeSpan.Zero));
        monitor.Process(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.Zero));
        for (var first = 0; first + block <= leads.Min(lead => lead.Length); first += block)
        {
            for (var i = 0; i < leads.Length; i++)
            {
                var counts = leads[i].Skip(first).Take(block).Select(value => (int)Math.Round(value / scale)).ToArray();
                var heard = monitor.Process(new SampleBlock(signals[i], first, TimeSpan.FromSeconds(first / sampleRateHz), counts));
                if (heard.OfType<AlarmEvent>().FirstOrDefault(alarm => alarm.Rule.Condition == condition && alarm.Transition == AlarmTransition.Start) is { } start)
                    return start.At.TotalSeconds;
            }
        }

        return null;
    }
}
