using System.Buffers;
using System.Buffers.Binary;
using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A patient monitor on its export port: association, presentation, polls of numerics, waves, alarms and of itself. It holds one association at a time, refuses a second
/// one, and gives up one whose host is silent. It speaks the link layer with the driver's own framing, which the published frames verify in both directions.
/// </summary>
/// <param name="patient">Whom it watches.</param>
internal sealed class IntellivueSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>Seconds between messages with waves, and with numbers and alarms (as a real monitor's; unverified).</summary>
    public const double WaveSeconds = 0.256, NumberSeconds = 1.024;

    /// <summary>An association ends after a silence of the host of this length, s (unverified).</summary>
    public const double AssociationSeconds = 10;

    private readonly IntellivueFraming _framing = new();
    private readonly IntellivueSimulatedData _data = new(patient);
    private readonly OctetWriter _message = new();
    private readonly Poll[] _polls = [new(ObjectClass.Numeric), new(ObjectClass.Wave), new(ObjectClass.Alert)];
    private readonly List<uint> _waves = [];
    private double _seconds;
    private double _bootSeconds;
    private double _heardSeconds;
    private bool _presented;

    /// <summary>True while there is an association.</summary>
    public bool IsAssociated { get; private set; }

    /// <summary>How many requests for an association it has had.</summary>
    public int Requests { get; private set; }

    /// <summary>How many of the next requests it refuses.</summary>
    public int Refusals { get; set; }

    /// <summary>True where it answers nothing, as one whose export is switched off.</summary>
    public bool IsMute { get; set; }

    /// <summary>True for an old one: it knows single polls only.</summary>
    public bool KnowsSinglePollsOnly { get; set; }

    /// <summary>Classes of objects it was polled for.</summary>
    public HashSet<int> Polled { get; } = [];

    /// <summary>Switched off and on: its association is forgotten and its relative time begins anew.</summary>
    public void Restart() => (IsAssociated, _presented, _bootSeconds) = (false, false, _seconds);

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        _seconds = seconds;
        var bytes = new ReadOnlySequence<byte>(received.ToArray());
        while (_framing.TryRead(ref bytes, out var message)) Hear(message, sent);
        if (IsAssociated && seconds - _heardSeconds > AssociationSeconds)
        {
            EndAssociation();
            IntellivueMessages.Abort(sent);
        }

        if (!IsAssociated || !_presented || IsMute) return;
        foreach (var poll in _polls)
        {
            if (seconds >= poll.UntilSeconds || seconds < poll.NextSeconds) continue;
            // What was not sent in time is not sent any more.
            poll.NextSeconds = Math.Max(poll.NextSeconds + PeriodOf(poll), seconds - PeriodOf(poll));
            Answer(poll, sent);
        }
    }

    private static double PeriodOf(Poll poll) => poll.ObjectClass == ObjectClass.Wave ? WaveSeconds : NumberSeconds;

    private void EndAssociation()
    {
        (IsAssociated, _presented) = (false, false);
        foreach (var poll in _polls) poll.UntilSeconds = double.NegativeInfinity;
    }

    private void Hear(ReadOnlySpan<byte> message, IBufferWriter<byte> sent)
    {
        if (IsMute) return;
        _heardSeconds = _seconds;
        switch (message[0])
        {
            case SessionType.Request: HearRequest(sent); break;
            case SessionType.Release:
                EndAssociation();
                IntellivueMessages.Released(sent);
                break;
            case SessionType.Abort: EndAssociation(); break;
            case SessionType.Data when IsAssociated: HearData(message[4..], sent); break;
            case SessionType.Data: IntellivueMessages.Abort(sent); break;
        }
    }

    private void HearRequest(IBufferWriter<byte> sent)
    {
        Requests++;
        if (IsAssociated || Refusals > 0)
        {
            Refusals = Math.Max(0, Refusals - 1);
            Send(sent, _message.Clear().Bytes(SessionType.Refuse, 0));
            return;
        }

        IsAssociated = true;
        Send(sent, IntellivueReplies.Accept(_message.Clear(), KnowsSinglePollsOnly));
        Send(sent, IntellivueReplies.MdsCreate(_message.Clear(), Ticks()));
    }

    private void HearData(ReadOnlySpan<byte> data, IBufferWriter<byte> sent)
    {
        var (operation, invokeId, command) = (Word(data, 0), Word(data, 4), Word(data, 6));
        var argument = data[10..];
        if (operation == Operation.Result && command == OperationCommand.ConfirmedEvent) _presented = true;
        else if (!_presented) return;
        else if (command == OperationCommand.ConfirmedSet) HearWaves(argument, invokeId, sent);
        else if (command == OperationCommand.ConfirmedAction) HearPoll(argument, invokeId, sent);
    }

    private void HearWaves(ReadOnlySpan<byte> argument, int invokeId, IBufferWriter<byte> sent)
    {
        _waves.Clear();
        var list = argument[20..];
        for (var i = 0; i < Word(list, 0); i++) _waves.Add(BinaryPrimitives.ReadUInt32BigEndian(list[(4 + 4 * i)..]));
        Send(sent, IntellivueReplies.Data(_message.Clear(), Operation.Result, invokeId, OperationCommand.ConfirmedSet, writer => writer.U16(0x21, 0, 0, 0, 0)));
    }

    private void HearPoll(ReadOnlySpan<byte> argument, int invokeId, IBufferWriter<byte> sent)
    {
        var (action, number, objectClass) = (Word(argument, 10), Word(argument, 14), Word(argument, 18));
        Polled.Add(objectClass);
        if (action == ActionType.ExtendedPoll && KnowsSinglePollsOnly)
        {
            Send(sent, _message.Clear().U16(0xE100, 2, Operation.Error, 6, invokeId, 0x0009, 0));
            return;
        }

        if (objectClass == ObjectClass.System)
        {
            var system = new Poll(objectClass) { InvokeId = invokeId, Number = number, Action = action };
            Send(sent, IntellivueReplies.Poll(_message.Clear(), system, Ticks(), [writer => IntellivueReplies.Identity(writer)]));
            return;
        }

        if (Array.Find(_polls, known => known.ObjectClass == objectClass) is not { } poll) return;
        (poll.InvokeId, poll.Number, poll.Action, poll.Sequence) = (invokeId, number, action, 0);
        if (action == ActionType.Poll)
        {
            Answer(poll, sent);
            return;
        }

        var period = BinaryPrimitives.ReadUInt32BigEndian(argument[30..]) / (1000.0 * IntellivueTicks.PerMillisecond);
        if (_seconds >= poll.UntilSeconds) poll.NextSeconds = _seconds;
        poll.UntilSeconds = _seconds + period;
    }

    private void Answer(Poll poll, IBufferWriter<byte> sent)
    {
        var objects = poll.ObjectClass switch
        {
            ObjectClass.Numeric => _data.Numerics(_seconds),
            ObjectClass.Wave => _data.Waves(_seconds, _waves, withScales: poll.Sequence == 0),
            _ => _data.Alerts(_seconds),
        };

        // A long answer comes in linked parts.
        const int most = 3;
        var parts = (objects.Count + most - 1) / most;
        for (var part = 0; part < parts; part++)
        {
            var link = parts == 1 ? IntellivueLink.None : part == 0 ? IntellivueLink.First : part == parts - 1 ? IntellivueLink.Last : IntellivueLink.Middle;
            Send(sent, IntellivueReplies.Poll(_message.Clear(), poll, Ticks(), objects.GetRange(part * most, Math.Min(most, objects.Count - part * most)), link, part));
        }

        poll.Sequence++;
    }

    private uint Ticks() => (uint)(long)Math.Round((_seconds - _bootSeconds) * 1000 * IntellivueTicks.PerMillisecond);

    private static void Send(IBufferWriter<byte> sent, OctetWriter message) => IntellivueFraming.Write(sent, message.Written);

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    /// <summary>A poll that the host has asked for.</summary>
    internal sealed class Poll(int objectClass)
    {
        public int ObjectClass { get; } = objectClass;

        public int InvokeId { get; set; }

        public int Number { get; set; }

        public int Action { get; set; }

        /// <summary>Answers so far.</summary>
        public int Sequence { get; set; }

        public double UntilSeconds { get; set; } = double.NegativeInfinity;

        public double NextSeconds { get; set; }
    }
}

/// <summary>Where a message stands in an answer of several.</summary>
internal enum IntellivueLink : byte
{
    /// <summary>It is the whole answer.</summary>
    None,

    /// <summary>The first part.</summary>
    First,

    /// <summary>One of the middle.</summary>
    Middle,

    /// <summary>The last part.</summary>
    Last,
}
