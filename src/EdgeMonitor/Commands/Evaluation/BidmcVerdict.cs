namespace EdgeMonitor.Commands.Evaluation;

/// <summary>Errors of one rate on one record.</summary>
/// <param name="Expected">Seconds that have a reference.</param>
/// <param name="Errors">Of these, each with a value: |value − reference|, per minute.</param>
internal sealed record BidmcErrors(int Expected, IReadOnlyList<double> Errors)
{
    /// <summary>Mean absolute error, per minute; null where there was no value.</summary>
    public double? Mean => Errors.Count > 0 ? Errors.Average() : null;

    /// <summary>The error that 95 in 100 seconds stay within; null where there was no value.</summary>
    public double? Percentile95 => Errors.Count > 0 ? Errors.Order().ElementAt((int)(0.95 * (Errors.Count - 1))) : null;

    /// <summary>Part of the seconds with a reference that have a value, percent.</summary>
    public double? Coverage => Expected > 0 ? 100.0 * Errors.Count / Expected : null;

    /// <summary>Several records together: each second counts the same.</summary>
    public static BidmcErrors Of(IEnumerable<BidmcErrors> all)
    {
        List<BidmcErrors> some = [.. all];
        return new(some.Sum(one => one.Expected), [.. some.SelectMany(one => one.Errors)]);
    }
}

/// <summary>
/// The monitor's pulse and respiration rate on one recording, second by second. The pulse is held against the bedside monitor's own number of that second, the respiration
/// against the breaths that two people marked: the mean rate of both over the last 32 s (the window of Charlton et al., Physiol Meas 37, 2016), where they agree within 2 a
/// minute. The first 32 s are left out. How far the bedside monitor's own respiration rate is from the same breaths stands beside it.
/// </summary>
internal sealed class BidmcVerdict(BidmcRecord record)
{
    /// <summary>Window of the reference, s.</summary>
    public const int Window = 32;

    private const double Agreement = 2;

    private readonly SortedDictionary<int, double> _pulse = [], _respiration = [], _impedance = [], _derived = [];

    public string Record => record.Name;

    public BidmcErrors Pulse { get; private set; } = new(0, []);

    /// <summary>Of the respiration rate that is shown, whatever it is from.</summary>
    public BidmcErrors Respiration { get; private set; } = new(0, []);

    /// <summary>Of the rate from the impedance wave alone.</summary>
    public BidmcErrors Impedance { get; private set; } = new(0, []);

    /// <summary>Of the rate that pulses and beats alone tell.</summary>
    public BidmcErrors Derived { get; private set; } = new(0, []);

    /// <summary>The errors of the bedside monitor that made the recording.</summary>
    public BidmcErrors Device { get; private set; } = new(0, []);

    /// <summary>The monitor shows a pulse rate.</summary>
    public void HearPulse(TimeSpan at, double value) => _pulse[(int)at.TotalSeconds] = value;

    /// <summary>The monitor shows a respiration rate.</summary>
    public void HearRespiration(TimeSpan at, double value) => _respiration[(int)at.TotalSeconds] = value;

    /// <summary>The impedance wave alone gives this rate.</summary>
    public void HearImpedance(TimeSpan at, double value) => _impedance[(int)at.TotalSeconds] = value;

    /// <summary>Pulses and beats alone give this rate.</summary>
    public void HearDerived(TimeSpan at, double value) => _derived[(int)at.TotalSeconds] = value;

    /// <summary>The record is over.</summary>
    public void Close()
    {
        List<(int At, double Rate)> pulse = [.. record.Numbers.Where(number => number.At >= Window && !double.IsNaN(number.Pulse)).Select(number => ((int)number.At, number.Pulse))];
        Pulse = ErrorsOf(pulse, _pulse);
        List<(int At, double Rate)> breaths = [];
        var last = (int)record.Numbers.Max(number => number.At);
        for (var at = Window; at <= last; at++)
        {
            if (RateAt(at, record.Breaths[0]) is not { } one || RateAt(at, record.Breaths[1]) is not { } other || Math.Abs(one - other) > Agreement) continue;
            breaths.Add((at, (one + other) / 2));
        }

        (Respiration, Impedance, Derived) = (ErrorsOf(breaths, _respiration), ErrorsOf(breaths, _impedance), ErrorsOf(breaths, _derived));
        Device = ErrorsOf(breaths, new(record.Numbers.Where(number => !double.IsNaN(number.Respiration)).ToDictionary(number => (int)number.At, number => number.Respiration)));
    }

    private static BidmcErrors ErrorsOf(List<(int At, double Rate)> expected, SortedDictionary<int, double> shown)
        => new(expected.Count, [.. expected.Where(second => shown.ContainsKey(second.At)).Select(second => Math.Abs(shown[second.At] - second.Rate))]);

    /// <summary>Breaths a minute over the window before: the intervals that lie within it; null with fewer than two breaths.</summary>
    private static double? RateAt(int at, double[] breaths)
    {
        double[] within = [.. breaths.Where(breath => breath > at - Window && breath <= at)];
        return within.Length < 2 ? null : 60 * (within.Length - 1) / (within[^1] - within[0]);
    }
}
