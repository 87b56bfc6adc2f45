using EdgeMonitor.Acquisition.Drivers.Mlx90614;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Mlx90614;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Mlx90614Tests : IDisposable
{
    private readonly I2cBench _bench = new();
    private readonly Mlx90614Simulator _chip;

    public Mlx90614Tests() => _bench.Bus[0x5A] = _chip = new Mlx90614Simulator(_bench.Patient, () => _bench.Seconds, 0x5A);

    public void Dispose() => _bench.Dispose();

    [TestCase(0x3AF7, 28.75)]
    [TestCase(0x27AD, -70.01)]
    [TestCase(0x8000, null)]
    [TestCase(0xFFFF, null)]
    public void ConvertsAndLeavesFlaggedResultsOut(int result, double? celsius)
    {
        if (celsius is { } value) Assert.That(Mlx90614Chip.Celsius((ushort)result), Is.EqualTo(value).Within(0.001));
        else Assert.That(Mlx90614Chip.Celsius((ushort)result), Is.Null);
    }

    /// <summary>The data sheet's own example: address 0x5A, command 0x07, data 0x3AD2, error code 0x30.</summary>
    [Test]
    public void TheErrorCodeIsThatOfTheDataSheet() => Assert.That(SmbusWord.CheckOf(0x5A, 0x07, [0xD2, 0x3A]), Is.EqualTo(0x30));

    [Test]
    public void ReadsSkinAndRoom()
    {
        var sensor = Mlx90614Driver.NewSensor("forehead");
        var chip = _bench.Chip(0x5A);
        Assert.That(sensor.Begin(chip), Is.EqualTo(new ChipIdentity("Melexis MLX90614", "113C113D113E113F")));
        foreach (var reading in _bench.Poll(sensor, chip, 10).Cast<Reading>())
        {
            var expected = reading.Mdc == Mdc.TempSkin ? _bench.Patient.TemperatureAt(reading.At.TotalSeconds) - Mlx90614Simulator.SkinBelowBody : Mlx90614Simulator.Room;
            Assert.That(reading.Value, Is.EqualTo(expected).Within(0.011));
        }
    }

    [Test]
    public void AnyBitOfAWrongErrorCodeIsAFailedTurn()
    {
        var sensor = Mlx90614Driver.NewSensor("forehead");
        var chip = _bench.Chip(0x5A);
        sensor.Begin(chip);
        for (var bit = 0; bit < 8; bit++)
        {
            _chip.Noise = (byte)(1 << bit);
            Assert.That(() => _bench.Poll(sensor, chip, 1), Throws.InstanceOf<I2cException>().With.Property(nameof(I2cException.Fault)).EqualTo(I2cFault.BadChecksum));
        }
    }

    [Test]
    public void AFlaggedResultIsAFault()
    {
        var sensor = Mlx90614Driver.NewSensor("forehead");
        var chip = _bench.Chip(0x5A);
        sensor.Begin(chip);
        _chip.IsFaulty = true;
        Assert.That(_bench.Poll(sensor, chip, 1).Cast<Reading>().Select(reading => reading.Reason), Is.EqualTo(new[] { NoData.DeviceError, NoData.DeviceError }));
    }

    [Test]
    public async Task AChipThatDoesNotKnowItsAddressIsRefused()
    {
        _chip.OwnAddress = 0x33;
        _bench.Supervise("mlx90614");
        Assert.That((await _bench.UntilAsync<LinkStatus>(status => status.State == LinkState.Down)).Input.Cause, Does.Contain("no MLX90614").And.Contain("0x33"));
        _chip.OwnAddress = null;
        await _bench.UntilAsync<Reading>(_ => true);
        await _bench.StopAsync();
    }
}
