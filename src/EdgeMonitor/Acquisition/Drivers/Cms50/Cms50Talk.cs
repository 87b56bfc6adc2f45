using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Cms50;

/// <summary>What the host says to the device: start, keep-alive and stop of protocol 7, nothing to a legacy one; and how long it listens before it believes that nobody is there.</summary>
/// <param name="asks">Speaks protocol 7; false only to listen.</param>
/// <param name="listenFor">Gives up where no frame came for so long after the opening; null to wait for ever.</param>
internal sealed class Cms50Talk(bool asks, TimeSpan? listenFor = null)
{
    /// <summary>Time between keep-alives (timegrid/CMS50Dplus7).</summary>
    public static readonly TimeSpan KeepAlivePeriod = TimeSpan.FromSeconds(5);

    /// <summary>A stream that stays away for so long is asked for again: the device was switched off and on (chosen: before the link is reported silent).</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1.5);

    private TimeSpan? _opened;
    private TimeSpan _askAt;
    private TimeSpan _keepAliveAt;
    private long _frames;

    /// <summary>Start real-time data; stop it; keep-alive: type 7D, high bits 81, then the command and six zeros, each with bit 7 set.</summary>
    public static ReadOnlySpan<byte> Start => [0x7D, 0x81, 0xA1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];

    /// <inheritdoc cref="Start"/>
    public static ReadOnlySpan<byte> Stop => [0x7D, 0x81, 0xA2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];

    /// <inheritdoc cref="Start"/>
    public static ReadOnlySpan<byte> KeepAlive => [0x7D, 0x81, 0xAF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];

    /// <summary>When the host wants to speak, or to give up.</summary>
    public TimeSpan? NextTurn
    {
        get
        {
            if (_opened is not { } opened) return null;
            TimeSpan? limit = _frames == 0 && listenFor is { } patience ? opened + patience : null;
            if (!asks) return limit;
            var due = _askAt < _keepAliveAt ? _askAt : _keepAliveAt;
            return limit < due ? limit : due;
        }
    }

    /// <summary>The host's turn.</summary>
    /// <exception cref="TimeoutException">Nobody is there.</exception>
    /// <exception cref="IOException">The device has ended the transfer.</exception>
    public void Turn(TimeSpan now, long goodFrames, bool hasEnded, IBufferWriter<byte> output)
    {
        if (hasEnded) throw new IOException("The oximeter has ended its transfer; it is asked for it again.");
        if (_opened is null) (_opened, _askAt, _keepAliveAt) = (now, now, now + KeepAlivePeriod);
        if (goodFrames != _frames) (_frames, _askAt) = (goodFrames, now + AskAgainAfter);
        if (_frames == 0 && listenFor is { } patience && now - _opened >= patience) throw new TimeoutException("No CMS50 answers; check that it is switched on.");
        if (!asks) return;
        if (now >= _askAt)
        {
            output.Write(Start);
            _askAt = now + AskAgainAfter;
        }

        if (now < _keepAliveAt) return;
        output.Write(KeepAlive);
        _keepAliveAt = now + KeepAlivePeriod;
    }

    /// <summary>The device need not stream for nobody.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (asks) output.Write(Stop);
    }
}
