using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>The host's side: asks for numbers and waves until they come, again when they stop, and for the alarms now and then.</summary>
/// <param name="waves">Types of the waves to ask for.</param>
/// <param name="interval">Between two records of numbers.</param>
internal sealed class DriHost(byte[] waves, TimeSpan interval)
{
    /// <summary>Between two requests (chosen: the longest takes 40 ms on the line).</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Waves come several times a second; after this without one they are asked for again.</summary>
    public static readonly TimeSpan WaveLimit = TimeSpan.FromSeconds(4);

    /// <summary>How often the alarms are asked for.</summary>
    public static readonly TimeSpan AlarmInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private TimeSpan? _begun;
    private TimeSpan _numericsDue, _wavesDue, _alarmsDue, _notBefore, _deadline;
    private string? _wrong;

    /// <summary>After this without any record the session ends.</summary>
    public TimeSpan AnswerLimit => 2 * interval + Grace;

    /// <summary>When the host wants to speak.</summary>
    public TimeSpan? NextTurn(TimeSpan now)
    {
        if (_begun is null || _wrong is not null) return now;
        var due = _numericsDue < _alarmsDue ? _numericsDue : _alarmsDue;
        if (waves.Length > 0 && _wavesDue < due) due = _wavesDue;
        if (due < _notBefore) due = _notBefore;
        return due < _deadline ? due : _deadline;
    }

    /// <summary>A record of any kind has come.</summary>
    public void RecordCame(TimeSpan at) => _deadline = at + AnswerLimit;

    /// <summary>Numbers have come: they are asked for again when the next ones do not.</summary>
    public void NumericsCame(TimeSpan at) => _numericsDue = at + interval + Grace;

    /// <summary>A wave has come.</summary>
    public void WaveCame(TimeSpan at) => _wavesDue = at + WaveLimit;

    /// <summary>It is not the device it should be.</summary>
    public void Wrong(string sentence) => _wrong = sentence;

    /// <summary>Says what is due, one request at a time.</summary>
    /// <exception cref="IOException">Another device answers.</exception>
    /// <exception cref="TimeoutException">None does.</exception>
    public void Turn(TimeSpan now, IBufferWriter<byte> output)
    {
        if (_wrong is { } sentence) throw new IOException(sentence);
        if (_begun is null)
        {
            (_begun, _numericsDue, _wavesDue, _alarmsDue, _notBefore) = (now, now, now, now, now);
            RecordCame(now);
        }

        if (now >= _deadline)
            throw new TimeoutException($"No DRI record for {AnswerLimit.TotalSeconds:0} s; check the cable, 19200 8E1 with its handshake lines, and that the monitor is on. It is asked again.");
        if (now < _notBefore) return;
        _notBefore = now + Pace;
        if (now >= _numericsDue)
        {
            DriRequests.Numerics(output, (short)interval.TotalSeconds);
            NumericsCame(now);
        }
        else if (now >= _wavesDue && waves.Length > 0)
        {
            DriRequests.Waves(output, waves);
            WaveCame(now);
        }
        else if (now >= _alarmsDue)
        {
            DriRequests.Alarms(output);
            _alarmsDue = now + AlarmInterval;
        }
        else
        {
            _notBefore = now;
        }
    }

    /// <summary>Takes leave: the monitor stops sending.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (_begun is null) return;
        DriRequests.Numerics(output, intervalSeconds: 0);
        if (waves.Length > 0) DriRequests.Waves(output, []);
    }
}
