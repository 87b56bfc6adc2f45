using EdgeMonitor.Acquisition.Drivers.Ads1115;
using EdgeMonitor.Acquisition.Drivers.Bme280;
using EdgeMonitor.Acquisition.Drivers.Max30102;
using EdgeMonitor.Acquisition.Drivers.Max30205;
using EdgeMonitor.Acquisition.Drivers.Mcp9808;
using EdgeMonitor.Acquisition.Drivers.Mlx90614;
using EdgeMonitor.Acquisition.Drivers.Mpu6050;
using EdgeMonitor.Acquisition.Drivers.Tmp117;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>Chips and buses that answer nonsense: a sensor throws what its session catches, and what it tells is finite, in range and in order.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class I2cNonsenseTests : IDisposable
{
    private const int Turns = 20_000;

    private readonly I2cBench _bench = new();

    public static IEnumerable<string> Sensors => ["tmp117", "max30205", "mcp9808", "mlx90614", "bme280", "max30102", "mpu6050"];

    public void Dispose() => _bench.Dispose();

    [Test]
    public void RandomAnswersMakeNothingThatCannotBe([ValueSource(nameof(Sensors))] string name, [Values(1, 2)] int seed)
    {
        var (sensor, address, good) = Make(name);
        _bench.Bus[address] = good;
        var chip = _bench.Chip(address);
        sensor.Begin(chip);
        var random = new Random(seed);
        var noise = new Noise(good, random);
        _bench.Bus[address] = noise;
        var inputs = new List<MonitorInput>();
        for (var turn = 0; turn < Turns; turn++)
        {
            _bench.Time.Advance(sensor.Period);
            noise.Share = turn % 3 == 0 ? 1 : 0.05;
            try
            {
                sensor.Poll(chip, _bench.Time.Elapsed, inputs);
            }
            catch (IOException)
            {
                // What the session and its supervisor catch.
            }
        }

        TestContext.Out.WriteLine($"{name}: {inputs.Count} inputs");
        foreach (var reading in inputs.OfType<Reading>().Where(reading => reading.Value is not null))
        {
            var (lowest, highest) = RangeOf(reading);
            Assert.That(reading.Value, Is.InRange(lowest, highest), Mdc.NameOf(reading.Mdc));
        }

        foreach (var blocks in inputs.OfType<SampleBlock>().GroupBy(block => block.Signal))
        {
            var (end, at) = (0L, TimeSpan.Zero);
            foreach (var block in blocks)
            {
                if (block.FirstIndex < end || block.At < at || block.Samples.IsEmpty) Assert.Fail($"{name} goes back at {block.FirstIndex}");
                (end, at) = (block.EndIndex, block.At);
            }
        }
    }

    [TestCaseSource(nameof(Sensors))]
    public void ARandomChipIsNotTakenForTheRightOne(string name)
    {
        var (sensor, address, good) = Make(name);
        var random = new Random(3);
        _bench.Bus[address] = new Noise(good, random) { Share = 1 };
        var taken = 0;
        for (var i = 0; i < 200; i++)
        {
            try
            {
                sensor.Begin(_bench.Chip(address));
                taken++;
            }
            catch (IOException)
            {
                // Refused, as it should be.
            }
        }

        // 8 bits of identity let one in 256 by; three of them in the accelerometer.
        Assert.That(taken, Is.LessThanOrEqualTo(6));
    }

    [Test]
    public void AnEcgOfNoiseStaysInStep()
    {
        var random = new Random(4);
        var good = new Ads1115Simulator(_bench.Patient, () => _bench.Seconds, 1100);
        _bench.Bus[0x48] = new Noise(good, random) { Share = 1 };
        var sampler = new Ads1115Sampler("ecg", new Ads1115Settings(250, 1100, "ECG", WatchesLeads: true));
        var chip = _bench.Chip(0x48);
        var inputs = new List<MonitorInput>();
        for (var turn = 0; turn < Turns; turn++)
        {
            sampler.Turn(chip, _bench.Time.Elapsed, inputs);
            _bench.Time.Advance(sampler.Due - _bench.Time.Elapsed + TimeSpan.FromMilliseconds(random.NextDouble() < 0.01 ? random.Next(20) : 0));
        }

        var end = 0L;
        foreach (var block in inputs.OfType<SampleBlock>())
        {
            if (block.FirstIndex < end) Assert.Fail($"goes back at {block.FirstIndex}");
            end = block.EndIndex;
            Assert.That(block.At.TotalSeconds * 250, Is.EqualTo((double)block.FirstIndex).Within(0.51));
        }
    }

    private static (double Lowest, double Highest) RangeOf(Reading reading) => reading.Mdc switch
    {
        Mdc.TempSkin => (-70, 382.2),
        Mdc.TempAmbient or Mdc.TempDevice => (-128, 128),
        Mdc.HumidityAmbient => (0, 100),
        Mdc.PressAmbient => (30, 110),
        Mdc.Movement => (0, 15),
        Mdc.FallsSuspected => (0, Turns),
        _ => throw new InvalidOperationException(Mdc.NameOf(reading.Mdc)),
    };

    private (II2cSensor Sensor, int Address, ISimulatedChip Chip) Make(string name) => name switch
    {
        "tmp117" => (Tmp117Driver.NewSensor("s", Mdc.TempSkin), 0x48, new Tmp117Simulator(_bench.Patient, () => _bench.Seconds)),
        "max30205" => (Max30205Driver.NewSensor("s", Mdc.TempSkin), 0x48, new Max30205Simulator(_bench.Patient, () => _bench.Seconds)),
        "mcp9808" => (Mcp9808Driver.NewSensor("s"), 0x18, new Mcp9808Simulator()),
        "mlx90614" => (Mlx90614Driver.NewSensor("s"), 0x5A, new Mlx90614Simulator(_bench.Patient, () => _bench.Seconds, 0x5A)),
        "bme280" => (Bme280Driver.NewSensor("s"), 0x76, new Bme280Simulator()),
        "max30102" => (new Max30102Sensor("s", 7), 0x57, new Max30102Simulator(_bench.Patient, () => _bench.Seconds)),
        _ => (new Mpu6050Sensor("s"), 0x68, new Mpu6050Simulator(() => _bench.Seconds, _ => (0, 0, 1))),
    };

    /// <summary>A chip some of whose answers are random.</summary>
    private sealed class Noise(ISimulatedChip chip, Random random) : ISimulatedChip
    {
        public double Share { get; set; }

        public void Write(ReadOnlySpan<byte> bytes) => chip.Write(bytes);

        public void Read(Span<byte> bytes)
        {
            chip.Read(bytes);
            if (random.NextDouble() < Share) random.NextBytes(bytes);
        }
    }
}
