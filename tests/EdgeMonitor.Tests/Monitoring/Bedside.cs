using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>
/// A patient monitor with sensors that a test can disturb while time passes: <c>bed.Run(20); ecg.HeartRate = 0; bed.Run(10);</c>. Every
/// 100 ms each sensor says what it has, in the order in which they were added; then the monitor's clock advances.
/// </summary>
internal sealed class Bedside
{
    private static readonly Actor Nurse = new("bedside", OperatorOrigin.Bedside);

    private readonly List<BedsideSensor> _sensors = [];

    public Bedside(AlarmLimits? limits = null, EcgLeads leads = EcgLeads.First) => Monitor = new PatientMonitor(new MonitorSettings(limits ?? new AlarmLimits(), "", leads));

    public PatientMonitor Monitor { get; }

    /// <summary>The monitor's time, whole multiples of 100 ms.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Every event so far, in order.</summary>
    public List<MonitorEvent> Events { get; } = [];

    public IEnumerable<AlarmEvent> Alarms => Events.OfType<AlarmEvent>();

    /// <summary>Connects an ECG sensor and lets it tell its contact.</summary>
    public BedsideEcg Ecg(string name = "ecg") => Add(new BedsideEcg(name, this));

    /// <summary>Connects an oximeter and lets it tell its contact.</summary>
    public BedsideOximeter Oximeter(string name = "spo2") => Add(new BedsideOximeter(name, this));

    /// <summary>Connects an arterial line.</summary>
    public BedsidePressure Pressure(string name = "art") => Add(new BedsidePressure(name, this));

    /// <summary>Connects an impedance wave and lets it tell its contact.</summary>
    public BedsideChest Chest(string name = "chest") => Add(new BedsideChest(name, this));

    public void Give(MonitorInput input) => Events.AddRange(Monitor.Process(input));

    /// <summary>Time passes.</summary>
    public void Run(double seconds)
    {
        for (var step = 0; step < (int)Math.Round(seconds * 10); step++)
        {
            foreach (var sensor in _sensors) sensor.Say(Now);
            Now += PatientMonitor.TickInterval;
            Events.AddRange(Monitor.Advance(Now));
        }
    }

    /// <summary>Time passes until an alarm of this condition has begun since this call; how long it took, s, or null where it did not.</summary>
    public double? RunUntilStart(string condition, double atMostSeconds, string? sensor = null)
    {
        var (began, known) = (Now, Events.Count);
        while ((Now - began).TotalSeconds < atMostSeconds)
        {
            Run(0.1);
            if (Events.Skip(known).OfType<AlarmEvent>().Any(alarm => alarm.Transition == AlarmTransition.Start && alarm.Rule.Condition == condition && (sensor ?? alarm.Sensor) == alarm.Sensor))
                return (Now - began).TotalSeconds;
        }

        return null;
    }

    public void Acknowledge() => Give(new AcknowledgeAlarms(null, Nurse, Now));

    public void PauseAudio() => Give(new PauseAudio(null, Nurse, Now));

    /// <summary>The transitions of one condition, e.g. <c>start high, end high</c>.</summary>
    public string StoryOf(string condition, string? sensor = null) => string.Join(", ", Alarms
        .Where(alarm => alarm.Rule.Condition == condition && (sensor ?? alarm.Sensor) == alarm.Sensor)
        .Select(alarm => $"{Names.Of(alarm.Transition)} {Names.Of(alarm.Priority)}"));

    /// <summary>All transitions with their times, for the message of a failed test.</summary>
    public string Log => string.Join('\n', Alarms.Select(alarm => string.Create(
        CultureInfo.InvariantCulture, $"{alarm.At.TotalSeconds:0.0} {alarm.Rule.Condition} {alarm.Sensor} {Names.Of(alarm.Transition)} {Names.Of(alarm.Priority)}: {alarm.Evidence.Reason}")));

    /// <summary>Connects a sensor of the test's own.</summary>
    public T Add<T>(T sensor)
        where T : BedsideSensor
    {
        sensor.Connect();
        _sensors.Add(sensor);
        return sensor;
    }
}
