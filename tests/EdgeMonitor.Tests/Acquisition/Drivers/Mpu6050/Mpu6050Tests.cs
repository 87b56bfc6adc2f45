using EdgeMonitor.Acquisition.Drivers.Mpu6050;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Mpu6050;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Mpu6050Tests : IDisposable
{
    private readonly I2cBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [TestCase(0x68, "InvenSense MPU-6050")]
    [TestCase(0x70, "InvenSense MPU-6500")]
    [TestCase(0x71, "InvenSense MPU-9250")]
    public void BringsThreeWavesOfWhatItLiesIn(byte id, string model)
    {
        Plug(_ => (0.5, -1.25, 7.9), id);
        var sensor = new Mpu6050Sensor("bed");
        var chip = _bench.Chip(0x68);
        Assert.That(sensor.Begin(chip).Model, Is.EqualTo(model));
        var blocks = _bench.Poll(sensor, chip, 10).OfType<SampleBlock>().ToLookup(block => block.Signal);
        foreach (var (signal, gravities) in sensor.Signals.Zip([0.5, -1.25, 7.9]))
        {
            Assert.That(blocks[signal].Sum(block => block.Samples.Length), Is.EqualTo(500).Within(6));
            Assert.That(blocks[signal].SelectMany(block => block.Samples.ToArray()).Select(signal.ValueOf), Is.All.EqualTo(gravities).Within(0.0002));
            Assert.That(blocks[signal].Zip(blocks[signal].Skip(1)), Is.All.Matches<(SampleBlock Before, SampleBlock After)>(pair => pair.After.Follows(pair.Before)));
        }
    }

    [Test]
    public void MovementIsWhatChangesAndNotGravity()
    {
        Plug(seconds => (0, 0, seconds < 10 ? 1 : 1 + 0.2 * Math.Sin(Math.Tau * 2 * seconds)));
        var readings = Run(20).OfType<Reading>().Where(reading => reading.Mdc == Mdc.Movement).ToList();
        Assert.That(readings.Where(reading => reading.At < TimeSpan.FromSeconds(9.5)).Select(reading => reading.Value), Is.All.EqualTo(0).Within(0.001));
        Assert.That(readings.Where(reading => reading.At > TimeSpan.FromSeconds(12)).Select(reading => reading.Value), Is.All.EqualTo(0.2 / Math.Sqrt(2)).Within(0.005));
    }

    /// <summary>Fall, s, and blow, g.</summary>
    [TestCase(0.3, 4, 1)]
    [TestCase(0.12, 2.7, 1)]
    [TestCase(0.04, 4, 0, Description = "a jolt")]
    [TestCase(0.3, 1.5, 0, Description = "a jump that ends softly")]
    [TestCase(0, 4, 0, Description = "a blow alone")]
    public void AFallIsWeightlessnessAndThenABlow(double fall, double blow, int falls)
    {
        Plug(seconds => (0, 0, seconds >= 5 && seconds < 5 + fall ? 0.1 : seconds >= 5 + fall && seconds < 5.05 + fall ? blow : 1));
        Assert.That(Run(10).OfType<Reading>().Last(reading => reading.Mdc == Mdc.FallsSuspected).Value, Is.EqualTo(falls));
    }

    [Test]
    public void AnOverflowIsAGapAndTheAxesStayInStep()
    {
        Plug(_ => (1, 2, 3));
        var sensor = new Mpu6050Sensor("bed");
        var chip = _bench.Chip(0x68);
        sensor.Begin(chip);
        var before = _bench.Poll(sensor, chip, 1).OfType<SampleBlock>().Last(block => block.Signal == sensor.Signals[0]);
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        var blocks = _bench.Poll(sensor, chip, 1).OfType<SampleBlock>().ToList();
        Assert.That(blocks.First(block => block.Signal == sensor.Signals[0]).FirstIndex - before.EndIndex, Is.EqualTo(255).Within(5));
        foreach (var block in blocks) Assert.That(block.Samples.ToArray().Select(block.Signal.ValueOf), Is.All.EqualTo(1 + sensor.Signals.ToList().IndexOf(block.Signal)));
    }

    [Test]
    public async Task AChipThatRestartedIsSetUpAnewAndAnotherOneRefused()
    {
        var chip = Plug(_ => (0, 0, 1));
        _bench.Supervise("mpu6050");
        await _bench.UntilAsync<SampleBlock>(_ => true);
        chip.Restart();
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("MPU-6050 has restarted"));
        Assert.That((await _bench.UntilAsync<SampleBlock>(_ => true)).Took, Is.LessThan(TimeSpan.FromSeconds(3)));
        Plug(_ => (0, 0, 1), id: 0x19);
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.Cause.Contains("0x19", StringComparison.Ordinal))).Input.Cause, Does.Contain("no MPU-6050"));
        await _bench.StopAsync();
    }

    private Mpu6050Simulator Plug(Func<double, (double, double, double)> acceleration, byte id = 0x68)
    {
        var chip = new Mpu6050Simulator(() => _bench.Seconds, acceleration, id);
        _bench.Bus[0x68] = chip;
        return chip;
    }

    private List<MonitorInput> Run(double seconds)
    {
        var sensor = new Mpu6050Sensor("bed");
        var chip = _bench.Chip(0x68);
        sensor.Begin(chip);
        return _bench.Poll(sensor, chip, seconds);
    }
}
