using BenchmarkDotNet.Attributes;
using EdgeMonitor.Core.Filters;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// A second of 12 leads at 500 Hz through five sections each, in blocks of 20 ms. Budget: the bank, one vector lane a lead, 20 µs or less, which is 300 million
/// samples a second on one core, each through all five sections in double; and half the time of twelve cascades or less. The cascades get their leads one after the other, as they like it best.
/// </summary>
[MemoryDiagnoser]
public class FilterBenchmarks
{
    private const int Leads = 12, Rate = 500, BlockFrames = 10;
    private readonly float[] _input = new float[Leads * Rate];
    private readonly float[] _output = new float[Leads * Rate];
    private BiquadBank _bank = null!;
    private BiquadCascade[] _cascades = [];

    [GlobalSetup]
    public void Design()
    {
        var random = new Random(1);
        for (var i = 0; i < _input.Length; i++) _input[i] = (float)(random.NextDouble() - 0.5);
        BiquadCoefficients[] sections =
            [.. Butterworth.HighPass(4, 0.5, Rate), .. Butterworth.LowPass(4, 40, Rate), .. Notch.At(Notch.Mains50Hz, 30, Rate)];
        if (sections.Length != 5) throw new InvalidOperationException($"Five sections were meant, not {sections.Length}.");
        _bank = new BiquadBank(Leads, sections);
        _cascades = [.. Enumerable.Range(0, Leads).Select(_ => new BiquadCascade(sections))];
    }

    /// <summary>One cascade a lead; the input is taken as leads one after the other.</summary>
    [Benchmark(Baseline = true)]
    public void TwelveCascades()
    {
        for (var lead = 0; lead < Leads; lead++)
        {
            for (var at = lead * Rate; at < (lead + 1) * Rate; at += BlockFrames)
                _cascades[lead].Process(_input.AsSpan(at, BlockFrames), _output.AsSpan(at, BlockFrames));
        }
    }

    /// <summary>All leads together; the input is taken as frames of twelve.</summary>
    [Benchmark]
    public void Bank()
    {
        const int Length = BlockFrames * Leads;
        for (var at = 0; at < _input.Length; at += Length) _bank.Process(_input.AsSpan(at, Length), _output.AsSpan(at, Length));
    }
}
