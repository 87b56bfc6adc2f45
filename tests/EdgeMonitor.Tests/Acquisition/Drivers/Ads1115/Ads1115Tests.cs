using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Ads1115;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Links;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Ads1115;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class Ads1115Tests : IDisposable
{
    private const double Gain = 1100;

    private static readonly Ads1115Settings Settings = new(250, Gain, "II", WatchesLeads: true);

    private readonly I2cBench _bench = new() { Patient = new Patient(Scenarios.Find("lead-off")!, 1) };
    private readonly Ads1115Simulator _chip;

    public Ads1115Tests() => _bench.Bus[0x48] = _chip = new Ads1115Simulator(_bench.Patient, () => _bench.Seconds, Gain);

    public void Dispose() => _bench.Dispose();

    [TestCase(250)]
    [TestCase(125)]
    public void SamplesThePatientsEcgAtASteadyPace(int rate)
    {
        var blocks = Run(Settings with { Rate = rate }, 10).OfType<SampleBlock>().ToList();
        Assert.That(blocks.Zip(blocks.Skip(1)), Is.All.Matches<(SampleBlock Before, SampleBlock After)>(pair => pair.After.Follows(pair.Before)));
        Assert.That(blocks.Sum(block => block.Samples.Length), Is.EqualTo(10 * rate).Within(20));
        foreach (var block in blocks) Assert.That(block.At, Is.EqualTo(TimeSpan.FromSeconds((double)block.FirstIndex / rate)).Within(TimeSpan.FromMilliseconds(0.2)));
        // The simulator makes each sample when its conversion begins, so the same walk gives the same wave.
        var ecg = new Electrocardiogram(_bench.Patient, EcgLead.II);
        var signal = blocks[0].Signal;
        var errors = blocks.SelectMany(block => block.Samples.ToArray().Select((count, i) => Math.Abs(signal.ValueOf(count) - ecg.At((block.FirstIndex + i) / (double)rate)))).ToList();
        Assert.That(errors.Max(), Is.LessThan(0.001), "mV");
        Assert.That((signal.Mdc, signal.Label, signal.SampleRate), Is.EqualTo((Mdc.EcgLeadOf("II")!.Value, "II", (double)rate)));
    }

    [Test]
    public void TellsLeadOffAsTheAmplifierDoesAndSoonEnough()
    {
        var contacts = Run(Settings, 60).OfType<ContactStatus>().ToList();
        Assert.That(contacts.Select(contact => contact.Contact), Is.EqualTo(new[] { Contact.Attached, Contact.LeadOff, Contact.Attached }));
        foreach (var (contact, at) in contacts.Zip([0.0, 15, 35])) Assert.That(contact.At.TotalSeconds, Is.InRange(at, at + 0.45));
    }

    [Test]
    public void WhereLeadOffIsNotConnectedNothingIsSaidOfIt()
        => Assert.That(Run(Settings with { WatchesLeads = false }, 30).OfType<ContactStatus>(), Is.Empty);

    /// <summary>Late by less than half a period is jitter, by more a lost sample.</summary>
    [TestCase(1.0, 0)]
    [TestCase(3.0, 1)]
    [TestCase(41.0, 10)]
    public void ALateTurnIsAGapOfWhatWasMissed(double lateMilliseconds, int lost)
    {
        var sampler = new Ads1115Sampler("ecg", Settings with { WatchesLeads = false });
        var chip = _bench.Chip(0x48);
        var inputs = new List<MonitorInput>();
        for (var turn = 0; turn < 200; turn++)
        {
            if (turn == 55) _bench.Time.Advance(TimeSpan.FromMilliseconds(lateMilliseconds));
            sampler.Turn(chip, _bench.Time.Elapsed, inputs);
            if (sampler.Due > _bench.Time.Elapsed) _bench.Time.Advance(sampler.Due - _bench.Time.Elapsed);
        }

        sampler.Finish(inputs);
        var blocks = inputs.OfType<SampleBlock>().ToList();
        Assert.That(blocks.Zip(blocks.Skip(1)).Sum(pair => pair.Second.FirstIndex - pair.First.EndIndex), Is.EqualTo(lost));
        Assert.That(blocks[^1].EndIndex, Is.EqualTo(199 + lost));
    }

    [Test]
    public void AFailedTransferCostsItsSamplesOnly()
    {
        var sampler = new Ads1115Sampler("ecg", Settings);
        var chip = _bench.Chip(0x48);
        var inputs = new List<MonitorInput>();
        for (var turn = 0; turn < 500; turn++)
        {
            if (turn == 100) _bench.Bus.Fail(I2cFault.NoAcknowledge);
            try
            {
                sampler.Turn(chip, _bench.Time.Elapsed, inputs);
            }
            catch (I2cException)
            {
                sampler.Fail(_bench.Time.Elapsed, inputs);
            }

            _bench.Time.Advance(sampler.Due - _bench.Time.Elapsed);
        }

        var blocks = inputs.OfType<SampleBlock>().ToList();
        Assert.That(blocks.Zip(blocks.Skip(1)).Sum(pair => pair.Second.FirstIndex - pair.First.EndIndex), Is.InRange(1, 3));
    }

    [Test]
    public void AnotherChipIsRefused()
    {
        _chip.IsAnother = true;
        Assert.That(() => Ads1115Sampler.Begin(_bench.Chip(0x48)), Throws.InstanceOf<IOException>().With.Message.Contains("no ADS1115"));
    }

    /// <summary>The driver with its own thread, in real time: it samples, it is stopped at once, and the chip's end is its end.</summary>
    [Test]
    public async Task TheDriverSamplesOnAThreadOfItsOwn(CancellationToken stop)
    {
        var clock = new MonitorClock(TimeProvider.System);
        var bus = new SimulatedI2cBus(I2cBench.Path) { [0x48] = new Ads1115Simulator(_bench.Patient, () => clock.Now.TotalSeconds, Gain) };
        var context = new SensorContext("ecg", bus.Path, new Dictionary<string, string>(), clock, new SensorLinks { SerialPorts = SerialLinkProviders.All[^1], I2cBuses = bus });
        var inputs = Channel.CreateBounded<MonitorInput>(10_000);
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = Ads1115Driver.Create(context).RunAsync(inputs.Writer, session.Token);

        Assert.That(await inputs.Reader.ReadAsync(stop), Is.InstanceOf<SignalList>());
        Assert.That(await inputs.Reader.ReadAsync(stop), Is.InstanceOf<DeviceIdentity>().With.Property("Model").EqualTo("TI ADS1115"));
        var samples = 0;
        var last = default(SampleBlock);
        while (samples < 250)
        {
            if (await inputs.Reader.ReadAsync(stop) is not SampleBlock block) continue;
            samples += block.Samples.Length;
            last = block;
        }

        // However loaded the machine is: what was missed is in the index, and the index keeps to the clock.
        Assert.That(last!.FirstIndex / 250.0, Is.EqualTo(last.At.TotalSeconds).Within(0.5));
        bus[0x48] = null;
        Assert.That(async () => await running.WaitAsync(stop), Throws.InstanceOf<I2cException>().With.Property("Fault").EqualTo(I2cFault.NoAcknowledge));

        bus[0x48] = _chip;
        var again = Ads1115Driver.Create(context).RunAsync(inputs.Writer, session.Token);
        await session.CancelAsync();
        Assert.That(async () => await again.WaitAsync(stop), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(bus.Open, Is.Zero);
    }

    private List<MonitorInput> Run(Ads1115Settings settings, double seconds)
    {
        var sampler = new Ads1115Sampler("ecg", settings);
        var chip = _bench.Chip(0x48);
        var inputs = new List<MonitorInput>();
        while (_bench.Seconds < seconds)
        {
            sampler.Turn(chip, _bench.Time.Elapsed, inputs);
            _bench.Time.Advance(sampler.Due - _bench.Time.Elapsed);
        }

        return inputs;
    }
}
