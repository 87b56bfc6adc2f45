using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

internal sealed class WfdbDriverTests
{
    private ScratchDirectory _scratch = null!;

    [SetUp]
    public void MakeScratch() => _scratch = new ScratchDirectory();

    [TearDown]
    public void RemoveScratch() => _scratch.Dispose();

    [Test]
    public void TheDriverIsRegistered() => Assert.That(SensorDrivers.Find("wfdb"), Is.Not.Null);

    [Test]
    [CancelAfter(30_000)]
    public async Task AtFullSpeedEverySampleGoesThroughABoundedChannel(CancellationToken cancel)
    {
        var path = WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 100);
        var clock = new MonitorClock(TimeProvider.System);
        var channel = Channel.CreateBounded<MonitorInput>(4);
        var run = RunAndCompleteAsync(Create(path, clock, ("Speed", "max")), channel.Writer, cancel);
        var inputs = await channel.Reader.ReadAllAsync(cancel).ToListAsync(cancel);
        await run;

        var list = (SignalList)inputs[0];
        var blocks = inputs.Skip(1).Cast<SampleBlock>().ToList();
        using var record = WfdbRecord.Open(path);
        Assert.Multiple(() =>
        {
            Assert.That(list.Sensor, Is.EqualTo("bed"));
            Assert.That(string.Join(", ", list.Signals.Select(signal => signal.Label)), Is.EqualTo("MLII, V1"));
            Assert.That(clock.Now, Is.GreaterThanOrEqualTo(list.At + record.Duration));
            for (var s = 0; s < 2; s++)
            {
                Assert.That(Counts(blocks, list.Signals[s]), Is.EqualTo(Counts(record.ReadBlocks(), record.Signals[s])));
            }
        });
    }

    [TestCase("60")]
    [TestCase("1")]
    [TestCase("0.5")]
    [CancelAfter(30_000)]
    public async Task ABlockIsSentWhenItsLastSampleIsDueAndErrorsDoNotAddUp(string speed, CancellationToken cancel)
    {
        var time = new WaitingTime();
        var factor = double.Parse(speed, System.Globalization.CultureInfo.InvariantCulture);
        var clock = new MonitorClock(time);
        var stamps = new List<(SampleBlock Block, TimeSpan Sent)>();
        var writer = new RecordingWriter(input =>
        {
            if (input is SampleBlock block) stamps.Add((block, time.Elapsed));
        });
        await Create(WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 60), clock, ("Speed", speed)).RunAsync(writer, cancel);

        var late = stamps.Select(stamp => stamp.Sent - stamp.Block.End / factor).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(late.Min(), Is.GreaterThanOrEqualTo(TimeSpan.FromTicks(-2)), "sent before it was due");
            Assert.That(late.Max(), Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(1)), "a timer's millisecond");
            Assert.That(time.Elapsed / TimeSpan.FromSeconds(60 / factor), Is.EqualTo(1).Within(0.001));
        });
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task BehindTimeItGoesOnAtOnceUntilItHasCaughtUp(CancellationToken cancel)
    {
        var time = new WaitingTime();
        var stalled = false;
        var writer = new RecordingWriter(input =>
        {
            if (stalled || input is not SampleBlock { FirstIndex: > 3600 }) return;
            stalled = true;
            time.Pass(TimeSpan.FromSeconds(5));
        });
        await Create(WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 60), new MonitorClock(time)).RunAsync(writer, cancel);

        Assert.That(stalled, Is.True);
        Assert.That(time.Elapsed.TotalSeconds, Is.EqualTo(60).Within(0.002));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task TheMonitorsTimeIsTheRecordings(CancellationToken cancel)
    {
        var time = new WaitingTime();
        var clock = new MonitorClock(time);
        time.Pass(TimeSpan.FromSeconds(10));
        TimeSpan reached = clock.Now;
        var seen = new List<(TimeSpan At, TimeSpan Now)>();
        var writer = new RecordingWriter(input => seen.Add((input.At, clock.Now)));
        await Create(WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 5), clock, ("Speed", "max")).RunAsync(writer, cancel);

        Assert.Multiple(() =>
        {
            Assert.That(seen[0], Is.EqualTo((reached, reached)));
            Assert.That(seen.Select(each => each.At), Is.EqualTo(seen.Select(each => each.Now)), "a block begins where the clock stands");
            Assert.That(clock.Now, Is.EqualTo(TimeSpan.FromSeconds(15)));
            Assert.That(clock.FollowsRecording, Is.False);
        });
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task TheSameInputsComeAtEverySpeed(CancellationToken cancel)
    {
        var path = WfdbWriter.WriteEcg(_scratch.Path, "r", seconds: 10);
        var runs = new List<List<string>>();
        foreach (var speed in new[] { "0.3", "1", "500", "max" })
        {
            var inputs = new List<string>();
            var writer = new RecordingWriter(input => inputs.Add(
                input is SampleBlock block ? $"{block.Signal.Label} {block.FirstIndex} {block.At} {block.Samples.Length}" : "list"));
            await Create(path, new MonitorClock(new WaitingTime()), ("Speed", speed)).RunAsync(writer, cancel);
            runs.Add(inputs);
        }

        Assert.That(runs.Skip(1), Is.All.EqualTo(runs[0]));
    }

    [Test]
    [CancelAfter(30_000)]
    public void RepeatBeginsAgainBehindAGapUntilItIsStopped(CancellationToken cancel)
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 100, new WfdbWriterSignal("II", [1, 2, 3, 4]));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var blocks = new List<SampleBlock>();
        var writer = new RecordingWriter(input =>
        {
            if (input is SampleBlock block) blocks.Add(block);
            if (blocks.Count == 5) stop.Cancel();
        });
        var driver = Create(path, new MonitorClock(new WaitingTime()), ("repeat", "TRUE"), ("speed", "MAX"));

        Assert.That(async () => await driver.RunAsync(writer, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(string.Join(", ", blocks.Select(block => block.FirstIndex)), Is.EqualTo("0, 2, 5, 7, 10"));
    }

    [Test]
    [CancelAfter(30_000)]
    public void ATruncatedRecordingIsPlayedAndThenFails(CancellationToken cancel)
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 100, new WfdbWriterSignal("II", new int[1000]));
        using (var file = File.OpenWrite(_scratch.File("r.dat"))) file.SetLength(1500);
        var samples = 0;
        var clock = new MonitorClock(new WaitingTime());
        var writer = new RecordingWriter(input => samples += input is SampleBlock block ? block.Samples.Length : 0);

        Assert.That(async () => await Create(path, clock, ("Speed", "max")).RunAsync(writer, cancel),
            Throws.TypeOf<IOException>().With.Message.Contains("ends after 750 of 1000"));
        Assert.That(samples, Is.EqualTo(750));
        Assert.That(clock.FollowsRecording, Is.False);
    }

    [Test]
    [CancelAfter(30_000)]
    public void ADamagedOrMissingRecordingFailsBeforeAnythingIsPlayed(CancellationToken cancel)
    {
        var path = WfdbWriter.Write(_scratch.Path, "r", 100, new WfdbWriterSignal("II", new int[1000]));
        var bytes = new byte[2000];
        bytes[999] = 1;
        File.WriteAllBytes(_scratch.File("r.dat"), bytes);
        File.WriteAllText(_scratch.File("bad.hea"), "bad 1\n");
        var writer = new RecordingWriter(_ => Assert.Fail("something was played"));
        foreach (var (link, problem) in new[] { (path, "checksum"), (_scratch.File("bad.hea"), "line 1"), (_scratch.File("no.hea"), "no.hea") })
        {
            var driver = Create(link, new MonitorClock(new WaitingTime()));
            Assert.That(async () => await driver.RunAsync(writer, cancel), Throws.InstanceOf<IOException>().With.Message.Contains(problem));
        }
    }

    [TestCase("Settings:Speed", "Speed", "0.05")]
    [TestCase("Settings:Speed", "Speed", "fast")]
    [TestCase("Settings:Speed", "Speed", "-1")]
    [TestCase("Settings:Speed", "Speed", "NaN")]
    [TestCase("Settings:Speed", "Speed", "1e9")]
    [TestCase("Settings:Repeat", "Repeat", "yes")]
    [TestCase("Settings:Sped", "Sped", "1")]
    public void AWrongSettingIsNamed(string key, string name, string value)
    {
        var error = Assert.Throws<SensorSettingException>(() => Create("r.hea", new MonitorClock(TimeProvider.System), (name, value)));

        Assert.That((error.Key, error.Value), Is.EqualTo((key, value)));
    }

    [TestCase("")]
    [TestCase("100.dat")]
    public void TheLinkIsAHeader(string link)
    {
        var error = Assert.Throws<SensorSettingException>(() => Create(link, new MonitorClock(TimeProvider.System)));

        Assert.That(error.Key, Is.EqualTo("Link"));
    }

    private static int[] Counts(IEnumerable<SampleBlock> blocks, SignalDescriptor signal) =>
        [.. blocks.Where(block => ReferenceEquals(block.Signal, signal)).SelectMany(block => block.Samples.ToArray())];

    private static ISensorDriver Create(string link, MonitorClock clock, params (string Name, string Value)[] settings)
    {
        var named = settings.ToDictionary(each => each.Name, each => each.Value, StringComparer.OrdinalIgnoreCase);
        return WfdbDriver.Create(new SensorContext("bed", link, named, clock, new SensorLinks { SerialPorts = new NoSerialPorts() }));
    }

    private static async Task RunAndCompleteAsync(ISensorDriver driver, ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        await driver.RunAsync(inputs, stop);
        inputs.Complete();
    }

    /// <summary>A recording needs no serial port.</summary>
    private sealed class NoSerialPorts : ISerialLinkProvider
    {
        public string Name => "none";

        public ISerialLink Open(string path, SerialSettings settings) => throw new IOException("There are no serial ports here.");
    }

    /// <summary>A channel's writing end with room for everything; it shows each input at the moment it is written.</summary>
    private sealed class RecordingWriter(Action<MonitorInput> written) : ChannelWriter<MonitorInput>
    {
        public override bool TryWrite(MonitorInput item)
        {
            written(item);
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => new(true);
    }
}
