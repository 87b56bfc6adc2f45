namespace EdgeMonitor.Tests.Monitoring;

/// <summary>A wave with a pulse that a test sets while it goes: a quick rise, a slow fall with a dicrotic wave, noise and what else disturbs it.</summary>
internal sealed class PulsatileWave(double foot, double height)
{
    private readonly List<double> _beats = [0.4];
    private readonly Random _noise = new(2);

    /// <summary>Pulses a minute; 0 is none.</summary>
    public double Rate { get; set; }

    /// <summary>Height of the pulse, in the wave's unit.</summary>
    public double Height { get; set; } = height;

    /// <summary>Noise, peak to peak, in the wave's unit.</summary>
    public double Noise { get; set; } = height / 100;

    /// <summary>What moves the wave beside the pulse, in its unit, over the time in seconds.</summary>
    public Func<double, double> Disturbance { get; set; } = static _ => 0;

    /// <summary>Time of the last pulse so far, s.</summary>
    public double LastPulse => _beats[^1];

    /// <summary>The wave at a time, s; times never go back.</summary>
    public double At(double seconds)
    {
        while (Rate > 0 && Math.Max(_beats[^1] + 60 / Rate, seconds) is var next && next <= seconds + 0.02) _beats.Add(next);
        var value = foot + Disturbance(seconds) + Noise * (_noise.NextDouble() - 0.5);
        for (var i = Math.Max(0, _beats.Count - 4); i < _beats.Count; i++) value += Height * Shape(seconds - _beats[i]);
        return value;
    }

    /// <summary>0 … 1: the top 0.13 s after the foot, the dicrotic wave at 0.38 s.</summary>
    private static double Shape(double sinceFoot)
        => sinceFoot <= 0 ? 0 : Math.Min(1, sinceFoot < 0.13 ? (1 - Math.Cos(Math.PI * sinceFoot / 0.13)) / 2 : Math.Exp(-(sinceFoot - 0.13) / 0.22)) + 0.1 * Math.Exp(-Math.Pow((sinceFoot - 0.38) / 0.05, 2) / 2);
}
