using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Commands.Evaluation;

namespace EdgeMonitor.Tests.Commands.Evaluation;

/// <summary>What is done to a recording before it is judged, on recordings written here.</summary>
public sealed class StressTests
{
    private const double Rate = 250, Scale = 0.005;
    private const int Seconds = 600;

    private DirectoryInfo _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("stress");

    [TearDown]
    public void DeleteDirectory() => _directory.Delete(recursive: true);

    [Test]
    public void WithoutAnyStressTheBlocksAreTheRecordings()
    {
        using var record = Write("ecg", t => Qrs(t));
        Assert.That(Stress.None.Apply(record, []).Signals[0], Is.SameAs(record.Signals[0]));
    }

    [Test]
    public void AnInvertedLeadIsItsNegative()
    {
        using var record = Write("ecg", t => Qrs(t), offset: 100);
        var (plain, inverted) = (Values(Stress.None.Apply(record, [])), Values(new Stress(Inverts: true).Apply(record, [])));
        Assert.That(inverted, Is.EqualTo(plain.Select(value => -value)).Within(Scale / 2));
    }

    [TestCase(100)]
    [TestCase(360)]
    [TestCase(1000)]
    public void ASineKeepsItsShapeAtAnotherRate(double rate)
    {
        using var record = Write("ecg", t => Math.Sin(2 * Math.PI * 17 * t));
        var played = new Stress(Rate: rate).Apply(record, []);
        var values = Values(played);
        Assert.That(played.Signals[0].SampleRate, Is.EqualTo(rate));
        Assert.That(values, Has.Length.EqualTo((int)(Seconds * rate)));
        var inner = Enumerable.Range(0, values.Length).Where(i => i > rate && i < values.Length - rate);
        Assert.That(inner.Max(i => Math.Abs(values[i] - Math.Sin(2 * Math.PI * 17 * i / rate))), Is.LessThan(2 * Scale));
    }

    [TestCase(0.0)]
    [TestCase(6.0)]
    [TestCase(12.0)]
    public void TheNoiseHasTheRatioAskedForAndComesFromTheSixthMinuteOnByTurns(double decibels)
    {
        using var record = Write("ecg", t => Qrs(t));
        // Whole waves in a second: the variance there is exactly half of the height's square.
        Write("noise", t => 0.3 * Math.Sin(2 * Math.PI * 7 * t)).Dispose();
        var noisy = Values(new Stress(Path.Combine(_directory.FullName, "noise.hea"), decibels).Apply(record, Annotations()));
        var added = noisy.Zip(Values(Stress.None.Apply(record, [])), (one, other) => one - other).ToArray();
        Assert.That(Power(added, 0, 300), Is.Zero, "clean at first");
        Assert.That(Power(added, 420, 540), Is.Zero, "clean in between");
        var signal = 1.0 / 8;
        Assert.That(10 * Math.Log10(signal / Power(added, 300, 420)), Is.EqualTo(decibels).Within(0.1));
        Assert.That(10 * Math.Log10(signal / Power(added, 540, 600)), Is.EqualTo(decibels).Within(0.1));
    }

    [Test]
    public void NoiseIsRefusedWhereNoBeatTellsTheSignalsSize()
    {
        using var record = Write("ecg", t => Qrs(t));
        var refused = Assert.Throws<InvalidDataException>(() => new Stress(record.Header.Path).Apply(record, []));
        Assert.That(refused.Message, Does.Contain("no normal beat is annotated"));
    }

    [Test]
    public void MissingSamplesAreRefused()
    {
        using var record = Write("ecg", t => t is > 3 and < 4 ? double.NaN : Qrs(t));
        var refused = Assert.Throws<InvalidDataException>(() => new Stress(Inverts: true).Apply(record, []));
        Assert.That(refused.Message, Does.Contain("Samples are missing").And.Contain("ecg.hea"));
    }

    [TestCase("--rate", "99", "--rate is 100 to 2000 Hz")]
    [TestCase("--snr", "NaN", "--snr is a number of decibels")]
    [TestCase("--noise", "", "--noise is empty")]
    public async Task AWrongOptionIsSaid(string option, string value, string sentence)
    {
        var ended = await Edgemonitor.RunAsync(CancellationToken.None, "evaluate", "qrs", _directory.FullName, option, value);
        Assert.That((ended.Code, ended.Error), Is.EqualTo((64, ended.Error)));
        Assert.That(ended.Error, Does.Contain(sentence));
    }

    /// <summary>A complex of 1 mV each second, as a triangle of 80 ms.</summary>
    private static double Qrs(double t) => Math.Max(0, 1 - Math.Abs(t % 1 - 0.5) / 0.040);

    private static List<WfdbAnnotation> Annotations()
        => [.. Enumerable.Range(0, Seconds).Select(second => new WfdbAnnotation((long)((second + 0.5) * Rate), 1, ""))];

    private static double Power(double[] values, int from, int to) => values[(int)(from * Rate)..(int)(to * Rate)].Average(value => value * value);

    private static double[] Values(PlayedRecord record)
        => [.. record.Blocks.SelectMany(block => block.Samples.ToArray().Select(block.Signal.ValueOf))];

    private WfdbRecord Write(string name, Func<double, double> signal, int offset = 0)
    {
        var bytes = Enumerable.Range(0, (int)(Seconds * Rate)).Select(i => signal(i / Rate))
            .SelectMany(value => BitConverter.GetBytes(double.IsNaN(value) ? short.MinValue : (short)Math.Round(value / Scale + offset))).ToArray();
        File.WriteAllBytes(Path.Combine(_directory.FullName, name + ".dat"), bytes);
        var header = Path.Combine(_directory.FullName, name + ".hea");
        File.WriteAllText(header, $"{name} 1 {Rate} {Seconds * Rate}\n{name}.dat 16 200({offset})/mV 16 0 0 0 0 II\n");
        return WfdbRecord.Open(header);
    }
}
