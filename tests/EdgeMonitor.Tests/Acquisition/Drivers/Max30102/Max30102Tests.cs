using EdgeMonitor.Acquisition.Drivers.Max30102;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Max30102;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Max30102Tests : IDisposable
{
    private readonly I2cBench _bench = new();

    private Max30102Simulator Plug(double clockError = 0)
    {
        var chip = new Max30102Simulator(_bench.Patient, () => _bench.Seconds) { ClockError = clockError };
        _bench.Bus[0x57] = chip;
        return chip;
    }

    public void Dispose() => _bench.Dispose();

    [Test]
    public void BringsBothColoursWithoutAGap()
    {
        Plug();
        var sensor = new Max30102Sensor("light", 7);
        var inputs = Run(sensor, 10);
        foreach (var signal in sensor.Signals)
        {
            var blocks = Blocks(inputs, signal);
            Assert.That(blocks.Zip(blocks.Skip(1)), Is.All.Matches<(SampleBlock Before, SampleBlock After)>(pair => pair.After.Follows(pair.Before) && pair.After.At >= pair.Before.At));
            Assert.That(blocks.Sum(block => block.Samples.Length), Is.EqualTo(1000).Within(6));
            Assert.That(blocks.SelectMany(block => block.Samples.ToArray()), Is.All.InRange(50_000, 200_000));
        }

        Assert.That(sensor.Signals.Select(signal => signal.Light), Is.EqualTo(new[] { LightColour.Red, LightColour.Infrared }));
        var (red, infrared) = (Blocks(inputs, sensor.Signals[0])[0].Samples.Span[0], Blocks(inputs, sensor.Signals[1])[0].Samples.Span[0]);
        Assert.That(red, Is.LessThan(infrared), "the simulated finger lets less red light through");
    }

    [TestCase(0.02)]
    [TestCase(-0.02)]
    public void ItsTimesFollowTheTurnsThoughItsClockDoesNot(double error)
    {
        Plug(error);
        var sensor = new Max30102Sensor("light", 7);
        var chip = _bench.Chip(0x57);
        sensor.Begin(chip);
        _bench.Poll(sensor, chip, 300);
        var began = _bench.Time.Elapsed;
        foreach (var block in Blocks(_bench.Poll(sensor, chip, 60), sensor.Signals[0])) Assert.That(block.At, Is.GreaterThan(began - TimeSpan.FromSeconds(1)));
        Assert.That(Blocks(_bench.Poll(sensor, chip, 1), sensor.Signals[0])[^1].End, Is.EqualTo(_bench.Time.Elapsed).Within(TimeSpan.FromSeconds(0.6)));
    }

    [Test]
    public void AnOverflowIsAGapAsLongAsItWas()
    {
        Plug();
        var sensor = new Max30102Sensor("light", 7);
        var chip = _bench.Chip(0x57);
        sensor.Begin(chip);
        var before = Blocks(_bench.Poll(sensor, chip, 1), sensor.Signals[0])[^1];
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        var after = Blocks(_bench.Poll(sensor, chip, 1), sensor.Signals[0]);
        Assert.That(after[0].Follows(before), Is.False);
        Assert.That(after[0].FirstIndex - before.EndIndex, Is.EqualTo(205).Within(4), "nothing that the FIFO still held: its order is not known");
        Assert.That(after[^1].End, Is.EqualTo(_bench.Time.Elapsed).Within(TimeSpan.FromSeconds(0.6)));
    }

    [Test]
    public void ATransferThatBrokeOffIsAGapAndRedStaysRed()
    {
        Plug();
        var sensor = new Max30102Sensor("light", 7);
        var chip = _bench.Chip(0x57);
        sensor.Begin(chip);
        var before = Blocks(_bench.Poll(sensor, chip, 1), sensor.Signals[0])[^1];
        var failing = new Failing(chip.Bus);
        _bench.Time.Advance(sensor.Period);
        Assert.That(() => sensor.Poll(new I2cChip(failing, 0x57), _bench.Time.Elapsed, []), Throws.InstanceOf<I2cException>());
        var inputs = _bench.Poll(sensor, chip, 1);
        var (red, infrared) = (Blocks(inputs, sensor.Signals[0]), Blocks(inputs, sensor.Signals[1]));
        Assert.That(red[0].FirstIndex, Is.GreaterThan(before.EndIndex));
        Assert.That(red.SelectMany(block => block.Samples.ToArray()).Max(), Is.LessThan(infrared.SelectMany(block => block.Samples.ToArray()).Min()));
    }

    [Test]
    public void TheChipsOwnTemperatureIsNeverAPatients()
    {
        Plug();
        var readings = Run(new Max30102Sensor("light", 7), 35).OfType<Reading>().ToList();
        Assert.That(readings.Select(reading => (reading.Mdc, reading.Value)), Is.All.EqualTo((Mdc.TempDevice, (double?)31.5)));
        Assert.That(readings, Has.Count.EqualTo(3));
    }

    [TestCase("7", 35)]
    [TestCase("0.2", 1)]
    [TestCase("51", 255)]
    public async Task TheCurrentIsASetting(string milliampere, int counts)
    {
        var chip = Plug();
        _bench.Supervise("max30102", ("LedMilliampere", milliampere));
        await _bench.UntilAsync<SampleBlock>(_ => true);
        Assert.That((chip[Max30102Registers.RedCurrent], chip[Max30102Registers.InfraredCurrent]), Is.EqualTo(((byte)counts, (byte)counts)));
        await _bench.StopAsync();
    }

    [Test]
    public async Task AChipThatRestartedIsSetUpAnew()
    {
        var chip = Plug();
        _bench.Supervise("max30102");
        await _bench.UntilAsync<SampleBlock>(_ => true);
        chip.Restart();
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("MAX30102 has restarted"));
        Assert.That((await _bench.UntilAsync<SampleBlock>(_ => true)).Took, Is.LessThan(TimeSpan.FromSeconds(3)));
        await _bench.StopAsync();
    }

    [Test]
    public async Task AnotherChipIsRefused()
    {
        Plug()[Max30102Registers.PartId] = 0x11;
        _bench.Supervise("max30102");
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("no MAX30102").And.Contain("0x11"));
        await _bench.StopAsync();
    }

    private List<MonitorInput> Run(Max30102Sensor sensor, double seconds)
    {
        var chip = _bench.Chip(0x57);
        sensor.Begin(chip);
        return _bench.Poll(sensor, chip, seconds);
    }

    private static List<SampleBlock> Blocks(List<MonitorInput> inputs, SignalDescriptor signal)
        => [.. inputs.OfType<SampleBlock>().Where(block => ReferenceEquals(block.Signal, signal))];

    /// <summary>Breaks off while the FIFO is read, in the middle of a sample.</summary>
    private sealed class Failing(II2cBus bus) : II2cBus
    {
        public string Path => bus.Path;

        public void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
        {
            if (write[0] != Max30102Registers.FifoData)
            {
                bus.Transfer(address, write, read);
                return;
            }

            bus.Transfer(address, write, read[..7]);
            throw I2cException.Of(Path, address, I2cFault.NoAcknowledge);
        }

        public void Dispose()
        {
            // The bus belongs to the test.
        }
    }
}
