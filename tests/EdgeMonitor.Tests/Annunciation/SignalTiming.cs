using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>The pulses, spacings and silences of a recorded buzzer, milliseconds each, in order.</summary>
internal sealed class SignalTiming
{
    /// <summary>A silence longer than this lies between two bursts: HIGH's longest within one is 1.3 s, and bursts are 2.5 s apart or more.</summary>
    private const double BetweenBurstsMs = 2000;

    /// <summary>What a real annunciator of this machine did.</summary>
    /// <param name="edges">The buzzer's edges, beginning with one that switches on.</param>
    public SignalTiming(IReadOnlyList<OutputEdge> edges)
    {
        for (int i = 1; i < edges.Count; i++)
        {
            double ms = (edges[i].At - edges[i - 1].At).TotalMilliseconds;
            (edges[i].Active ? ms > BetweenBurstsMs ? Intervals : Spacings : Pulses).Add(ms);
        }
    }

    /// <summary>Pulse durations.</summary>
    public List<double> Pulses { get; } = [];

    /// <summary>Silences within a burst.</summary>
    public List<double> Spacings { get; } = [];

    /// <summary>Interburst intervals.</summary>
    public List<double> Intervals { get; } = [];

    /// <summary>The value below which this share of the values lies (nearest rank).</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
