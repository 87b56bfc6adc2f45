using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>
/// The host's side of one association, without the data: asks for it, answers the monitor's presentation, keeps the polls going, and says why it is over.
/// It sends one frame at a time: the port takes at most four in 128 ms.
/// </summary>
internal sealed class IntellivueHost
{
    /// <summary>The monitor answers within this time (chosen: it does so within some tenths of a second; after it the cable or the setting is wrong).</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    /// <summary>Results come at least once a second; after this there is no association any more.</summary>
    public static readonly TimeSpan ResultLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a request is answered again and again, and when it is made anew: well before it ends.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(60), PollAgain = TimeSpan.FromSeconds(30);

    /// <summary>The monitor gives an association up about 10 s after the last word of the host (unverified).</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(4);

    /// <summary>Between two frames: four in 128 ms at most, and a little more.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    private readonly TimeSpan?[] _due = new TimeSpan?[5];
    private readonly uint[] _waves;
    private IntellivueAccept _accept = IntellivueAccept.Unsaid;
    private Phase _phase;
    private TimeSpan _deadline;
    private TimeSpan _notBefore;
    private ushort _invokeId;
    private ushort _numericsId;
    private (ushort InvokeId, uint Time)? _presentation;
    private string? _over;
    private bool _wishesToEnd;

    /// <summary>Makes the host's side, which will ask for these waves.</summary>
    public IntellivueHost(ReadOnlySpan<uint> waves) => _waves = waves.ToArray();

    private enum Phase { New, Freed, Asked, Accepted, Running }

    /// <summary>What there is to send, in the order in which it is sent; also the low digits of the poll number.</summary>
    private enum Duty { ChooseWaves, System, Numerics, Waves, Alerts }

    /// <summary>When the host wants to speak.</summary>
    public TimeSpan? NextTurn(TimeSpan now)
        => _phase == Phase.New || _over is not null ? now
        : _phase == Phase.Freed ? _notBefore
        : _phase != Phase.Running ? _presentation is null ? _deadline : _notBefore
        : Later(_notBefore, Earlier(_due.Min(), _deadline));

    /// <summary>The monitor accepts.</summary>
    public void Accepted(IntellivueAccept accept, TimeSpan at)
    {
        if (_phase != Phase.Asked) return;
        (_accept, _phase, _deadline) = (accept, Phase.Accepted, at + AnswerLimit);
    }

    /// <summary>The association is over, or does not come about.</summary>
    public void Over(string why, bool wishesToEnd = false) => (_over, _wishesToEnd) = (_over ?? why, wishesToEnd);

    /// <summary>The monitor refuses. What it holds against us may be our own association of before: at the end it is told that there is none.</summary>
    public void Refused() => Over("The monitor refuses the association: it still holds an earlier one, or its port is not set to data export. It is asked again.");

    /// <summary>The monitor has presented itself and wants its answer.</summary>
    public void Presented(ushort invokeId, uint time) => _presentation = (invokeId, time);

    /// <summary>A result has come.</summary>
    public void ResultCame(TimeSpan at) => _deadline = at + ResultLimit;

    /// <summary>A request was answered with an error: a monitor that cannot poll for a time is polled each time.</summary>
    public void ErrorCame(ushort invokeId, TimeSpan at)
    {
        if (_phase != Phase.Running) return;
        ResultCame(at);
        if (invokeId != _numericsId || !_accept.CanPollFor) return;
        _accept = _accept with { CanPollFor = false };
        (_due[(int)Duty.Numerics], _due[(int)Duty.Alerts], _due[(int)Duty.Waves]) = (at, at, null);
    }

    /// <summary>Says what is due.</summary>
    /// <exception cref="IOException">The monitor refused or ended the association.</exception>
    /// <exception cref="TimeoutException">It answers no more.</exception>
    public void Turn(TimeSpan now, IBufferWriter<byte> output)
    {
        if (_over is { } why) throw new IOException(why);
        if (_phase == Phase.New)
        {
            // An association that a crash left behind would stand in the way for ten seconds.
            IntellivueMessages.Abort(output);
            (_phase, _notBefore) = (Phase.Freed, now + Pace);
            return;
        }

        if (_phase == Phase.Freed)
        {
            if (now < _notBefore) return;
            IntellivueMessages.Associate(output);
            (_phase, _deadline, _notBefore) = (Phase.Asked, now + AnswerLimit, now + Pace);
            return;
        }

        if (now >= _deadline) throw new TimeoutException(_phase switch
        {
            Phase.Asked => "The monitor does not answer; check the cable, and that its MIB port is set to data export at 115200 baud.",
            Phase.Accepted => "The monitor has accepted but does not present itself; it is asked anew.",
            _ => $"The monitor has answered no poll for {ResultLimit.TotalSeconds:0} s; it is asked for a new association.",
        });
        if (now < _notBefore) return;
        if (_presentation is { } presentation) Answer(presentation, now, output);
        else if (_phase == Phase.Running) Poll(now, output);
    }

    /// <summary>Takes leave: an association is released; one that is not known to be there is aborted.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (_phase == Phase.New) return;
        if (_wishesToEnd) IntellivueMessages.Released(output);
        else if (_phase == Phase.Running && _over is null) IntellivueMessages.Release(output);
        else IntellivueMessages.Abort(output);
    }

    private void Answer((ushort InvokeId, uint Time) presentation, TimeSpan now, IBufferWriter<byte> output)
    {
        IntellivueMessages.AnswerMdsCreate(output, presentation.InvokeId, presentation.Time);
        (_presentation, _notBefore) = (null, now + Pace);
        if (_phase != Phase.Accepted) return;
        (_phase, _deadline) = (Phase.Running, now + ResultLimit);
        Array.Fill(_due, now);
        if (_waves.Length == 0 || !_accept.CanPollFor) (_due[(int)Duty.ChooseWaves], _due[(int)Duty.Waves]) = (null, null);
    }

    private void Poll(TimeSpan now, IBufferWriter<byte> output)
    {
        var index = Array.FindIndex(_due, due => due <= now);
        if (index < 0) return;
        var duty = (Duty)index;
        _invokeId++;
        if (duty == Duty.Numerics) _numericsId = _invokeId;
        switch (duty)
        {
            case Duty.ChooseWaves: IntellivueMessages.ChooseWaves(output, _invokeId, _waves); break;
            case Duty.System: IntellivueMessages.Poll(output, _invokeId, (ushort)index, ObjectClass.System, group: 0); break;
            default:
                var (objectClass, group) = duty switch
                {
                    Duty.Numerics => (ObjectClass.Numeric, (ushort)0),
                    Duty.Waves => (ObjectClass.Wave, (ushort)0),
                    _ => (ObjectClass.Alert, AttributeId.AlertGroup),
                };
                if (_accept.CanPollFor) IntellivueMessages.PollFor(output, _invokeId, (ushort)index, objectClass, group, PollPeriod);
                else IntellivueMessages.Poll(output, _invokeId, (ushort)index, objectClass, group);
                break;
        }

        _notBefore = now + Pace;
        _due[index] = duty switch
        {
            Duty.ChooseWaves => null,
            Duty.System => now + KeepAlive,
            _ => now + (_accept.CanPollFor ? PollAgain : Later(_accept.ShortestPoll, IntellivueAccept.Unsaid.ShortestPoll)),
        };
    }

    private static TimeSpan Earlier(TimeSpan? one, TimeSpan other) => one < other ? one.Value : other;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
