using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Captures;

/// <summary>Opens ports as another provider does, and writes down every byte that comes and goes.</summary>
/// <param name="ports">Opens the ports.</param>
/// <param name="writer">Takes the bytes.</param>
internal sealed class CapturingPorts(ISerialLinkProvider ports, CaptureWriter writer) : ISerialLinkProvider
{
    /// <inheritdoc/>
    public string Name => ports.Name;

    /// <inheritdoc/>
    public ISerialLink Open(string path, SerialSettings settings) => new Link(ports.Open(path, settings), writer);

    private sealed class Link(ISerialLink link, CaptureWriter writer) : ISerialLink
    {
        public string Path => link.Path;

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
        {
            var count = await link.ReadAsync(buffer, stop).ConfigureAwait(false);
            writer.Add(buffer.Span[..count], wasSent: false);
            return count;
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
        {
            await link.WriteAsync(bytes, stop).ConfigureAwait(false);
            writer.Add(bytes.Span, wasSent: true);
        }

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }
}
