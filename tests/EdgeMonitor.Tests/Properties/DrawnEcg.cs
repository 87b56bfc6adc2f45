using EdgeMonitor.Core.Vitals;
using EdgeMonitor.Tests.Vitals;

namespace EdgeMonitor.Tests.Properties;

/// <summary>A heart that is drawn: its rate, how uneven it is, every so many beats a wide early one, and the height and the noise of the lead.</summary>
internal sealed class DrawnEcg
{
    public static readonly Quantity Rate = new("beats a minute", 45, 130);
    public static readonly Quantity Uneven = new("unevenness, percent", 0, 6);
    public static readonly Quantity Ectopic = new("every so manieth beat is ectopic, 0 none", 0, 3);
    public static readonly Quantity Height = new("height, tenths of a millivolt", 6, 20);
    public static readonly Quantity Noise = new("noise, percent of the height", 0, 5);
    public static readonly Quantity Seed = new("seed", 1, 1_000_000);

    private const double Seconds = 40;

    private readonly double _height;
    private readonly double _noise;
    private readonly int _seed;
    private readonly List<double> _usual = [], _wide = [];

    public DrawnEcg(Drawn drawn)
    {
        (_height, _seed) = (drawn[Height.Name] / 10.0, drawn[Seed.Name]);
        _noise = _height * drawn[Noise.Name] / 100;
        var random = new Random(_seed);
        var (interval, every) = (60.0 / drawn[Rate.Name], drawn[Ectopic.Name] == 0 ? 0 : 5 + 2 * drawn[Ectopic.Name]);
        var at = 0.6;
        for (var beat = 1; at < Seconds - 1; beat++)
        {
            var isWide = every > 0 && beat > 12 && beat % every == 0;
            // An ectopic beat comes early, and the next usual one where it would have come.
            if (isWide) _wide.Add(at - 0.3 * interval);
            else _usual.Add(at);
            at += interval * (1 + (random.NextDouble() - 0.5) * drawn[Uneven.Name] / 50);
        }
    }

    public static Quantity[] Quantities => [Rate, Uneven, Ectopic, Height, Noise, Seed];

    /// <summary>The lead, mV.</summary>
    public float[] At(double rateHz)
    {
        var lead = TestEcg.Flat(Seconds, rateHz).WithBeats(rateHz, _usual, _height);
        lead.WithBeats(rateHz, _wide, 1.3 * _height, 0.16, -0.3);
        // The same noise at every rate: what an amplifier of 40 Hz passes, as some sines.
        var random = new Random(_seed);
        for (var sine = 0; sine < 12; sine++)
        {
            var (frequency, phase) = (3 + 35 * random.NextDouble(), random.NextDouble());
            for (var i = 0; i < lead.Length; i++) lead[i] += (float)(_noise / 4 * Math.Sin(2 * Math.PI * (frequency * i / rateHz + phase)));
        }

        return lead;
    }
}

/// <summary>What the detectors say of a lead: beats with times and classes, and the heart rate.</summary>
internal sealed record Heard(double[] Times, BeatClass[] Classes, double? Rate)
{
    /// <summary>Chosen: until both have settled, so many seconds at either end are not compared.</summary>
    private const double Settling = 6, Ending = 2;

    /// <summary>Hears a whole lead.</summary>
    /// <param name="lead">mV.</param>
    /// <param name="rateHz">Samples per second.</param>
    /// <param name="ignored">Samples before the signal begins.</param>
    public static Heard In(float[] lead, double rateHz, int ignored = 0)
    {
        var (detector, rhythm, rate) = (new QrsDetector(rateHz), new RhythmAnalysis(rateHz), new HeartRate());
        var (times, classes, at) = (new List<double>(), new List<BeatClass>(), TimeSpan.Zero);
        for (var i = 0; i < lead.Length; i += 20)
        {
            var span = lead.AsSpan(i, Math.Min(20, lead.Length - i));
            detector.Process(span);
            rhythm.Process(span);
            while (detector.TryTakeBeat(out var beat))
            {
                at = TimeSpan.FromSeconds((beat.Index - ignored) / rateHz);
                rate.Add(at);
                var judged = rhythm.Classify(beat).Class;
                if (at.TotalSeconds < Settling || at.TotalSeconds > (lead.Length - ignored) / rateHz - Ending) continue;
                times.Add(at.TotalSeconds);
                classes.Add(judged);
            }
        }

        return new([.. times], [.. classes], rate.AverageAt(at).Value);
    }

    /// <summary>In what the other differs; empty where it does not.</summary>
    public string DifferenceTo(Heard other, double seconds, double perMinute)
    {
        if (Times.Length > 0 && other.Times.Length > 0)
        {
            // A beat at the edge of what is compared may lie on either side of it.
            if (IsEdge(Times[0], other.Times[0])) return Without(0).DifferenceTo(other, seconds, perMinute);
            if (IsEdge(other.Times[0], Times[0])) return DifferenceTo(other.Without(0), seconds, perMinute);
            if (IsEdge(other.Times[^1], Times[^1])) return Without(Times.Length - 1).DifferenceTo(other, seconds, perMinute);
            if (IsEdge(Times[^1], other.Times[^1])) return DifferenceTo(other.Without(other.Times.Length - 1), seconds, perMinute);
        }

        if (Times.Length != other.Times.Length) return $"{Times.Length} beats, then {other.Times.Length}";
        for (var i = 0; i < Times.Length; i++)
        {
            if (Math.Abs(Times[i] - other.Times[i]) > seconds) return $"beat {i} at {Times[i]:0.000} s, then {other.Times[i]:0.000} s";
            if (Classes[i] != other.Classes[i]) return $"beat {i} at {Times[i]:0.000} s is {Classes[i]}, then {other.Classes[i]}";
        }

        if (Times.Length < 10) return $"only {Times.Length} beats";
        return Math.Abs(Rate - other.Rate ?? 99) > perMinute ? $"{Rate:0.00} a minute, then {other.Rate:0.00}" : "";
    }

    /// <summary>True where the one is a beat before the other: no two beats of the drawn hearts are nearer.</summary>
    private static bool IsEdge(double one, double other) => other - one > 0.25;

    private Heard Without(int beat) => this with { Times = [.. Times.Where((_, i) => i != beat)], Classes = [.. Classes.Where((_, i) => i != beat)] };
}
