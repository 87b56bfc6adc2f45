using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// One sensor's way into the bounded intake channel. A live driver uses <see cref="TryWrite"/>: data that the full channel refuses are lost
/// and counted. The start of a session and a change of contact are never lost, because nothing after them could be understood: they wait,
/// and data go on only behind them. A recording uses WriteAsync, which waits. Nobody can complete the channel from here: the other sensors
/// use it too.
/// </summary>
/// <param name="intake">The intake channel, shared by all sensors.</param>
/// <param name="dataSeen">Called before each block or reading is written, whether or not the channel takes it: the sensor is alive.</param>
internal sealed class IntakeWriter(ChannelWriter<MonitorInput> intake, Action dataSeen) : ChannelWriter<MonitorInput>
{
    // What the full channel has refused and must have, oldest first: at most a session's start and the last contact of each modality.
    private readonly List<MonitorInput> _owed = [];
    private long _dropped;

    /// <summary>Inputs lost because the channel was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public override bool TryWrite(MonitorInput item)
    {
        See(item);
        if (TryPay() && intake.TryWrite(item)) return true;
        if (TryOwe(item)) return true;
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

    /// <summary>Writes what is owed; false where some of it still is.</summary>
    private bool TryPay()
    {
        while (_owed.Count > 0 && intake.TryWrite(_owed[0])) _owed.RemoveAt(0);
        return _owed.Count == 0;
    }

    /// <summary>Keeps an input for the next chance; false for one that may be lost. A later one of its kind takes an earlier one's place.</summary>
    private bool TryOwe(MonitorInput item)
    {
        switch (item)
        {
            case SignalList: _owed.Clear(); break;
            case ContactStatus contact: _owed.RemoveAll(earlier => earlier is ContactStatus other && other.Modality == contact.Modality); break;
            default: return false;
        }

        _owed.Add(item);
        return true;
    }

    private void See(MonitorInput item)
    {
        if (item is SampleBlock or Reading) dataSeen();
    }
}
