using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>What every provider of serial ports must do, on real pseudo-terminals; run on each one compiled in.</summary>
[TestFixtureSource(nameof(Providers))]
[CancelAfter(30_000)]
public sealed class SerialLinkContract(string provider)
{
    private static readonly SerialSettings Line = new(9600);

    private readonly PseudoTerminal _device = PseudoTerminal.Open();

    public static IEnumerable<string> Providers() => SerialLinkProviders.All.Select(provider => provider.Name);

    private ISerialLinkProvider Provider => SerialLinkProviders.All.Single(candidate => candidate.Name == provider);

    [OneTimeTearDown]
    public void PullTheCable() => _device.Dispose();

    [Test]
    public async Task PassesItsOwnCheck(CancellationToken stop) => Assert.That(await SerialLinkCheck.RunAsync(Provider, stop), Is.Null);

    [Test]
    public async Task BringsEveryByteValueUnchanged(CancellationToken stop)
    {
        await using var link = Provider.Open(_device.Path, Line);
        var sent = Enumerable.Range(0, 2560).Select(value => (byte)value).ToArray();
        Assert.That(_device.Write(sent), Is.EqualTo(sent.Length));
        Assert.That(await ReadAsync(link, sent.Length, stop), Is.EqualTo(sent));
        Assert.That(link.Path, Is.EqualTo(_device.Path));
    }

    [Test]
    public async Task DropsWhatCameBeforeItWasOpened(CancellationToken stop)
    {
        await using (Provider.Open(_device.Path, Line)) _device.Write([1, 2, 3]);
        await using var link = Provider.Open(_device.Path, Line);
        _device.Write([4]);
        Assert.That(await ReadAsync(link, 1, stop), Is.EqualTo(new byte[] { 4 }));
    }

    [Test]
    public async Task WaitsForTheFirstByte(CancellationToken stop)
    {
        await using var link = Provider.Open(_device.Path, Line);
        var waiting = ReadAsync(link, 1, stop);
        Assert.That(waiting.IsCompleted, Is.False);
        _device.Write([42]);
        Assert.That(await waiting, Is.EqualTo(new byte[] { 42 }));
    }

    [Test]
    public async Task EndsAWaitingReadWhenStoppedAndReadsOn(CancellationToken stop)
    {
        await using var link = Provider.Open(_device.Path, Line);
        for (var round = 0; round < 20; round++)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var waiting = link.ReadAsync(new byte[8], ending.Token).AsTask();
            await ending.CancelAsync();
            Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        }

        _device.Write([7]);
        Assert.That(await ReadAsync(link, 1, stop), Is.EqualTo(new byte[] { 7 }), "no ended read took a byte away");
    }

    [Test]
    public async Task EndsAWaitingReadWhenDisposed(CancellationToken stop)
    {
        var link = Provider.Open(_device.Path, Line);
        var waiting = link.ReadAsync(new byte[8], stop).AsTask();
        await link.DisposeAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        await link.DisposeAsync();
        await using var again = Provider.Open(_device.Path, Line);
        Assert.That(again.Path, Is.EqualTo(_device.Path), "the port is free again");
    }

    [Test]
    public async Task AnswersZeroAfterTheLastByteWhenTheLineHangsUp(CancellationToken stop)
    {
        var device = PseudoTerminal.Open();
        await using var link = Provider.Open(device.Path, Line);
        var waiting = link.ReadAsync(new byte[8], stop).AsTask();
        device.Dispose();
        Assert.That(await waiting, Is.Zero);
        Assert.That(await link.ReadAsync(new byte[8], stop), Is.Zero, "and again");
        Assert.That(async () => await link.WriteAsync(new byte[] { 1 }, stop), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task WritesAllBytes(CancellationToken stop)
    {
        await using var link = Provider.Open(_device.Path, Line);
        var bytes = Enumerable.Range(0, 20_000).Select(value => (byte)(value * 7)).ToArray();
        var writing = link.WriteAsync(bytes, stop).AsTask();
        var taken = new byte[bytes.Length];
        for (var count = 0; count < taken.Length;)
        {
            var more = _device.Read(taken.AsSpan(count));
            if (more <= 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
            else count += more;
        }

        await writing;
        Assert.That(taken, Is.EqualTo(bytes));
    }

    [Test]
    public async Task OpensAPortOnlyOnce()
    {
        await using var link = Provider.Open(_device.Path, Line);
        Assert.That(() => Provider.Open(_device.Path, Line), Throws.InstanceOf<IOException>().With.Message.Contains("in use"));
    }

    [Test]
    public void SaysWhichPortIsNotThereAndWhatToDo()
        => Assert.That(() => Provider.Open("/dev/ttyNONE9", Line), Throws.InstanceOf<IOException>().With.Message.Contains("/dev/ttyNONE9").And.Message.Contains("plug"));

    [Test]
    public void RefusesWhatIsNoSerialPort()
        => Assert.That(() => Provider.Open("/dev/null", Line), Throws.InstanceOf<IOException>().With.Message.Contains("/dev/null").And.Message.Contains("Link"));

    private static async Task<byte[]> ReadAsync(ISerialLink link, int count, CancellationToken stop)
    {
        var bytes = new byte[count];
        for (var taken = 0; taken < count;)
        {
            var more = await link.ReadAsync(bytes.AsMemory(taken), stop);
            Assert.That(more, Is.Positive, "the line is open");
            taken += more;
        }

        return bytes;
    }
}
