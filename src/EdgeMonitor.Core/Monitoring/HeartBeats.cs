using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>One beat of the ECG, for those who need more of it than its rate.</summary>
/// <param name="Sensor">The ECG's sensor.</param>
/// <param name="At">Time of its QRS complex.</param>
/// <param name="Height">Of the QRS complex, band-passed, mV.</param>
/// <param name="Kind">Its class.</param>
internal readonly record struct HeartBeat(string Sensor, TimeSpan At, double Height, BeatClass Kind);

/// <summary>The latest beats of all sensors' ECG, in the order in which they were found, until they are taken; of fixed size.</summary>
internal sealed class HeartBeats
{
    // Chosen: more than the longest block that is looked at in one part can hold of two sensors.
    private readonly HeartBeat[] _beats = new HeartBeat[64];
    private int _count;

    /// <summary>Those that were found since they were last taken.</summary>
    public ReadOnlySpan<HeartBeat> Found => _beats.AsSpan(0, _count);

    public void Add(string sensor, TimeSpan at, in Beat beat, BeatClass kind)
    {
        if (_count < _beats.Length) _beats[_count++] = new(sensor, at, beat.Amplitude, kind);
    }

    public void Take() => _count = 0;
}
