using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Termios;

namespace EdgeMonitor.Tests.Acquisition.Links;

[CancelAfter(30_000)]
public sealed class SerialLinkProvidersTests
{
    private static readonly string[] Expected =
    [
        "unopened is not used for serial ports: it failed on a pseudo-terminal (no library)",
        "mute is not used for serial ports: it did not answer within 2 s on a pseudo-terminal",
        "deaf is not used for serial ports: it took an open pseudo-terminal for a broken line",
        "seven bits is not used for serial ports: it changed the bytes it received",
    ];

    [Test]
    public void EndsWithTheProviderThatIsAlwaysThere()
        => Assert.That(SerialLinkProviders.All[^1], Is.TypeOf<TermiosSerialLinkProvider>());

    [Test]
    public async Task TakesTheFirstThatPasses(CancellationToken stop)
    {
        var choice = await SerialLinkProviders.ChooseAsync(stop);
        Assert.That(choice.Provider, Is.SameAs(SerialLinkProviders.All[choice.Refusals.Count]));
    }

    [Test]
    public async Task FallsToTheNextAndSaysWhy(CancellationToken stop)
    {
        ISerialLinkProvider[] providers =
        [
            new BrokenProvider("unopened", _ => throw new IOException("no library")),
            new BrokenProvider("mute", link => new BrokenLink(link, read: (_, stop) => Forever(stop))),
            new BrokenProvider("deaf", link => new BrokenLink(link, read: (_, _) => ValueTask.FromResult(0))),
            new BrokenProvider("seven bits", link => new BrokenLink(link, read: (buffer, stop) => StripAsync(link, buffer, stop))),
            new TermiosSerialLinkProvider(),
        ];

        var choice = await SerialLinkProviders.ChooseAsync(providers, stop);

        Assert.That(choice.Provider, Is.TypeOf<TermiosSerialLinkProvider>());
        Assert.That(choice.Refusals, Is.EqualTo(Expected));
    }

    [Test]
    public async Task KeepsTheLastOneWhereNonePasses(CancellationToken stop)
    {
        var last = new BrokenProvider("last", _ => throw new IOException("no terminal"));
        var choice = await SerialLinkProviders.ChooseAsync([last], stop);
        Assert.That((choice.Provider, choice.Refusals.Count), Is.EqualTo(((ISerialLinkProvider)last, 1)));
    }

    private static async ValueTask<int> Forever(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return 0;
    }

    private static async ValueTask<int> StripAsync(ISerialLink link, Memory<byte> buffer, CancellationToken stop)
    {
        var count = await link.ReadAsync(buffer, stop);
        for (var i = 0; i < count; i++) buffer.Span[i] &= 0x7F;
        return count;
    }

    private sealed class BrokenProvider(string name, Func<ISerialLink, ISerialLink> spoil) : ISerialLinkProvider
    {
        public string Name => name;

        public ISerialLink Open(string path, SerialSettings settings)
        {
            var link = new TermiosSerialLinkProvider().Open(path, settings);
            try
            {
                return spoil(link);
            }
            catch (IOException)
            {
                link.DisposeAsync().AsTask().GetAwaiter().GetResult();
                throw;
            }
        }
    }

    private sealed class BrokenLink(ISerialLink link, Func<Memory<byte>, CancellationToken, ValueTask<int>> read) : ISerialLink
    {
        public string Path => link.Path;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop) => read(buffer, stop);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => link.WriteAsync(bytes, stop);

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }
}
