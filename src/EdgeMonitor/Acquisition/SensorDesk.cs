namespace EdgeMonitor.Acquisition;

/// <summary>Takes what people ask to the sensor that can do it.</summary>
/// <param name="time">The machine's time.</param>
internal sealed class SensorDesk(TimeProvider time)
{
    /// <summary>A driver has a turn every second at least; one that has not taken a request by then has no link. Chosen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly List<Place> _places = [];

    /// <summary>A sensor and what can be asked of it; all are added before anybody asks.</summary>
    /// <param name="sensor">Its name.</param>
    /// <param name="can">What its driver does.</param>
    /// <param name="acts">The way to it.</param>
    public void Add(string sensor, IReadOnlyList<SensorAct> can, SensorActs acts)
    {
        if (can.Count > 0) _places.Add(new Place(sensor, can, acts));
    }

    /// <summary>Asks the sensor of that name, or the only one that can do it.</summary>
    /// <param name="sensor">The sensor's name; null where the person named none.</param>
    /// <param name="act">What.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The sensor that was asked, empty where it was none, and its answer.</returns>
    public async Task<(string Sensor, SensorAnswer Answer)> AskAsync(string? sensor, SensorAct act, CancellationToken stop)
    {
        var able = _places.Where(place => place.Can.Contains(act)).ToList();
        if (able.Count == 0) return ("", new SensorAnswer(false, "No sensor of this box can do this: the configuration needs one with such a driver, see edgemonitor drivers."));
        var names = string.Join(", ", able.Select(place => place.Sensor));
        if (sensor is null && able.Count > 1) return ("", new SensorAnswer(false, $"Several sensors can do this: name one of {names}."));
        if ((sensor is null ? able[0] : able.Find(place => place.Sensor == sensor)) is not { } asked)
            return ("", new SensorAnswer(false, $"That sensor cannot do this: it is {names} that can."));
        var answer = await asked.Acts.AskAsync(act, Patience, time, stop).ConfigureAwait(false);
        return (asked.Sensor, answer ?? new SensorAnswer(false, Untaken(asked.Sensor, act)));
    }

    private static string Untaken(string sensor, SensorAct act) => act == SensorAct.StopPressure
        ? $"The sensor {sensor} could not be told, its link may be down: take the cuff off or stop the device itself."
        : $"The sensor {sensor} could not be told, its link may be down: nothing was done, see edgemonitor status.";

    private sealed record Place(string Sensor, IReadOnlyList<SensorAct> Can, SensorActs Acts);
}
