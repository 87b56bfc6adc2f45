using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// One sensor's way into the bounded intake channel. A live driver uses <see cref="TryWrite"/>: what the full channel refuses is lost and
/// counted. A recording uses WriteAsync, which waits. Nobody can complete the channel from here: the other sensors use it too.
/// </summary>
/// <param name="intake">The intake channel, shared by all sensors.</param>
/// <param name="dataSeen">Called before each block or reading is written, whether or not the channel takes it: the sensor is alive.</param>
internal sealed class IntakeWriter(ChannelWriter<MonitorInput> intake, Action dataSeen) : ChannelWriter<MonitorInput>
{
    private long _dropped;

    /// <summary>Inputs lost because the channel was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public override bool TryWrite(MonitorInput item)
    {
        See(item);
        if (intake.TryWrite(item)) return true;
        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => intake.WaitToWriteAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(MonitorInput item, CancellationToken cancellationToken = default)
    {
        See(item);
        return intake.WriteAsync(item, cancellationToken);
    }

    private void See(MonitorInput item)
    {
        if (item is SampleBlock or Reading) dataSeen();
    }
}
