using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Mpu6050;

/// <summary>
/// How much the sensor moves, and whether that looks like a fall: for a moment nearly weightless, then a blow. The thresholds of the trunk by Bourke, O'Brien and Lyons
/// (Gait and Posture 2007; 0.41 g and 3.52 g, general knowledge) are taken for the first; the blow is lower here because the chip's 20 Hz low-pass rounds it off
/// (chosen). Nobody has checked it on people: it is a hint, never an alarm.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="rate">Samples a second, Hz.</param>
/// <param name="countsPerGravity">Counts of 1 g.</param>
internal sealed class Movement(string sensor, double rate, int countsPerGravity)
{
    /// <summary>Below it the sensor falls, above it something strikes it, g.</summary>
    public const double WeightlessBelow = 0.41, BlowAbove = 2.5;

    /// <summary>Chosen: a fall of 5 cm; a shorter dip is a jolt.</summary>
    private static readonly TimeSpan ShortestFall = TimeSpan.FromSeconds(0.1);

    /// <summary>From the end of the fall to the blow at most (chosen).</summary>
    private static readonly TimeSpan BlowWithin = TimeSpan.FromSeconds(0.5);

    private readonly int _fallSamples = (int)Math.Round(ShortestFall.TotalSeconds * rate);
    private readonly int _blowSamples = (int)Math.Round(BlowWithin.TotalSeconds * rate);
    private int _count;
    private double _sum, _squares;
    private int _weightless;
    private int _blowLeft;
    private int _falls;

    /// <summary>Takes a sample; once a second adds both readings.</summary>
    public void Take(int x, int y, int z, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var gravities = Math.Sqrt((double)x * x + (double)y * y + (double)z * z) / countsPerGravity;
        LookForFall(gravities);
        _count++;
        _sum += gravities;
        _squares += gravities * gravities;
        if (_count < rate) return;
        var mean = _sum / _count;
        var deviation = Math.Sqrt(Math.Max(0, _squares / _count - mean * mean));
        inputs.Add(Reading.Valid(sensor, Mdc.Movement, MdcUnit.StandardGravity, deviation, at));
        inputs.Add(Reading.Valid(sensor, Mdc.FallsSuspected, MdcUnit.Dimensionless, _falls, at));
        (_count, _sum, _squares) = (0, 0, 0);
    }

    /// <summary>Samples are missing: nothing is joined over the gap.</summary>
    public void Break() => (_count, _sum, _squares, _weightless, _blowLeft) = (0, 0, 0, 0, 0);

    private void LookForFall(double gravities)
    {
        if (gravities < WeightlessBelow)
        {
            if (++_weightless >= _fallSamples) _blowLeft = _blowSamples;
            return;
        }

        _weightless = 0;
        if (_blowLeft == 0) return;
        _blowLeft--;
        if (gravities <= BlowAbove) return;
        _falls++;
        _blowLeft = 0;
    }
}
