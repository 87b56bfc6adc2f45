using EdgeMonitor.Acquisition;
using EdgeMonitor.Security;

namespace EdgeMonitor.Control;

/// <summary>The acts that go to a blood pressure cuff and not to the monitor.</summary>
/// <param name="sensors">The way to the sensors.</param>
/// <param name="audit">Takes what was asked and what became of it.</param>
internal sealed class CuffActs(SensorDesk sensors, IAuditSink audit)
{
    /// <summary>The act that begins a measurement.</summary>
    public const string Start = "nibp-start";

    /// <summary>The act that ends it.</summary>
    public const string Stop = "nibp-stop";

    /// <summary>Who may do an act; null where it is none of these.</summary>
    public static Permission? PermissionOf(string act) => act switch
    {
        Start => Permissions.StartPressure,
        Stop => Permissions.StopPressure,
        _ => null,
    };

    /// <summary>Does it and writes it down; a person who may not do it must not come here.</summary>
    /// <exception cref="FormatException">A key of the request is wrong.</exception>
    public async Task<ControlReply> DoAsync(Person person, string act, RequestKeys keys, CancellationToken stop)
    {
        var (why, named) = (keys.Text("reason") ?? "", keys.Text("sensor"));
        keys.End();
        var (sensor, answer) = await sensors.AskAsync(named, act == Start ? SensorAct.StartPressure : SensorAct.StopPressure, stop);
        var whom = sensor.Length > 0 ? $"sensor {sensor}; " : "";
        var outcome = answer.Accepted ? "done" : $"refused: {answer.Sentence}";
        audit.Record($"{person.Name} by socket", act, $"{whom}{outcome}; {(why.Length == 0 ? "no reason given" : $"because: {why}")}");
        return new ControlReply(answer.Accepted ? ControlOutcome.Done : ControlOutcome.Refused, answer.Sentence);
    }
}
