using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>A session of a real driver over a real pseudo-terminal.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StreamSessionTests
{
    private readonly ManualTime _time = new();
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(1000);

    [Test]
    public async Task BringsTheSignalListThenTheDataAndThrowsWhenTheCableIsPulled(CancellationToken stop)
    {
        var device = PseudoTerminal.Open();
        var session = Driver(device.Path).RunAsync(_intake.Writer, stop);
        var list = (SignalList)await _intake.Reader.ReadAsync(stop);
        Assert.That(list.Signals.Single().Label, Is.EqualTo("Pleth"));

        device.Write(new NoninStream().Packet(72, 97).ToArray());
        var inputs = new List<MonitorInput>();
        while (Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Count == 0) inputs.Add(await _intake.Reader.ReadAsync(stop));
        Assert.That(Decoding.Readings(inputs, Mdc.PulsOximPulsRate).Single().Value, Is.EqualTo(72));

        device.Dispose();
        Assert.That(async () => await session, Throws.InstanceOf<IOException>().With.Message.Contains("hung up"));
        while (_intake.Reader.TryRead(out var left)) inputs.Add(left);
        Assert.That(Decoding.Samples(inputs, "Pleth"), Is.EqualTo(Enumerable.Range(0, 25).Select(frame => NoninStream.PlethOf(frame) >> 8)), "to the last sample before the cable was pulled");
        Assert.That(inputs.OfType<SampleBlock>().Select(block => block.Signal), Is.All.SameAs(list.Signals[0]));
    }

    [Test]
    public async Task StopsWhileNothingComes(CancellationToken stop)
    {
        using var device = PseudoTerminal.Open();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var session = Driver(device.Path).RunAsync(_intake.Writer, ending.Token);
        await _intake.Reader.ReadAsync(stop);
        await ending.CancelAsync();
        Assert.That(async () => await session, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task ReadsOnThroughAMegabyteOfNoise(CancellationToken stop)
    {
        using var device = PseudoTerminal.Open();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var session = Driver(device.Path).RunAsync(_intake.Writer, ending.Token);
        var random = new Random(5);
        var noise = new byte[1 << 20];
        random.NextBytes(noise);
        for (var sent = 0; sent < noise.Length;)
        {
            var taken = device.Write(noise.AsSpan(sent, Math.Min(2048, noise.Length - sent)));
            sent += taken;
            while (_intake.Reader.TryRead(out _)) { }
            if (taken == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
        }

        var packets = new NoninStream();
        for (var packet = 0; packet < 4; packet++) packets.Packet(181, 93);
        var bytes = packets.ToArray();
        for (var sent = 0; sent < bytes.Length;) sent += device.Write(bytes.AsSpan(sent));
        while (await _intake.Reader.ReadAsync(stop) is not Reading { Mdc: Mdc.PulsOximPulsRate, Value: 181 }) { }
        await ending.CancelAsync();
        Assert.That(async () => await session, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void RefusesAMissingLinkAndAnUnknownSetting()
    {
        var driver = SensorDrivers.Find("nonin")!;
        Assert.That(() => driver.Create(Context("", [])), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Link"));
        Assert.That(() => driver.Create(Context("/dev/ttyUSB0", new() { ["Baud"] = "1" })), Throws.InstanceOf<SensorSettingException>().With.Property("Key").EqualTo("Settings:Baud"));
    }

    private ISensorDriver Driver(string path) => NoninDriver.Create(Context(path, []));

    private SensorContext Context(string path, Dictionary<string, string> settings)
        => new("spo2", path, settings, new MonitorClock(_time), new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
}
