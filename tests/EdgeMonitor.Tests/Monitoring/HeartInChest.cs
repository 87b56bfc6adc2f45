using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>An ECG and an impedance wave at 125 Hz in which 15 breaths a minute and every heart beat show, until the breaths stop.</summary>
/// <param name="heart">Beats a minute, on average.</param>
/// <param name="unevenness">How far an interval may be from the average, part of it: 0.3 and more as in atrial fibrillation.</param>
internal sealed class HeartInChest(double heart, double unevenness)
{
    private const double Rate = 125;
    private const int BlockSamples = 5;

    private readonly Random _random = new(3);
    private readonly List<double> _beats = [0.5];

    /// <summary>What a beat moves of the wave, parts of what a breath does.</summary>
    public double Part { get; init; }

    /// <summary>How long after the last breath it was said that none is seen, or that only the heart is, s; null where it was not.</summary>
    public double? SignalledAfter(double apnoeaAt, double until)
    {
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        var lead = new SignalDescriptor("bed", "II", 131330, MdcUnit.Millivolt, Rate, 0.001);
        var chest = new SignalDescriptor("bed", "Resp", Mdc.ImpedTthor, MdcUnit.Ohm, Rate, 0.0005);
        monitor.Process(new SignalList("bed", [lead, chest], TimeSpan.Zero));
        monitor.Process(new LinkStatus("bed", LinkState.Up, "", TimeSpan.Zero));
        double? heard = null;
        for (var first = 0; first < until * Rate; first += BlockSamples)
        {
            var (ecg, breaths, at) = (new int[BlockSamples], new int[BlockSamples], TimeSpan.FromSeconds(first / Rate));
            for (var i = 0; i < BlockSamples; i++)
            {
                var seconds = (first + i) / Rate;
                var (qrs, stroke) = Beat(seconds);
                ecg[i] = (int)(1000 * qrs + 10 * _random.NextDouble());
                breaths[i] = (int)(((seconds < apnoeaAt ? Math.Sin(Math.Tau * seconds / 4) : 0) + 2 * Part * stroke + 0.01 * _random.NextDouble()) / chest.Scale);
            }

            Hear(monitor.Process(new SampleBlock(lead, first, at, ecg)));
            Hear(monitor.Process(new SampleBlock(chest, first, at, breaths)));
        }

        return heard;

        void Hear(IReadOnlyList<MonitorEvent> events)
        {
            foreach (var alarm in events.OfType<AlarmEvent>())
            {
                if (alarm is { Transition: AlarmTransition.Start, Rule.Condition: "apnoea" or "resp-artefact" } && alarm.At.TotalSeconds > apnoeaAt) heard ??= alarm.At.TotalSeconds - apnoeaAt;
            }
        }
    }

    private (double Qrs, double Stroke) Beat(double seconds)
    {
        while (_beats[^1] < seconds + 1) _beats.Add(_beats[^1] + 60 / heart * (1 + unevenness * (2 * _random.NextDouble() - 1)));
        var (qrs, stroke) = (0.0, 0.0);
        for (var i = Math.Max(0, _beats.Count - 8); i < _beats.Count; i++)
        {
            qrs += Math.Exp(-Math.Pow((seconds - _beats[i]) / 0.011, 2) / 2);
            stroke += Math.Exp(-Math.Pow((seconds - _beats[i] - 0.25) / 0.1, 2) / 2);
        }

        return (qrs, stroke);
    }
}
