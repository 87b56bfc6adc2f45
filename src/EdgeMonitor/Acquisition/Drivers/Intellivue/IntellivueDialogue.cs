using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>Reads what the monitor says and keeps the association with it. Fed with captured bytes alone it reads them and sends nothing.</summary>
internal sealed class IntellivueDialogue : ISensorDialogue
{
    private readonly IntellivueFraming _framing = new();
    private readonly IntellivueHost _host;
    private readonly IntellivueWaves _waves;
    private readonly IntellivueNumerics _numerics;
    private readonly IntellivueAlerts _alerts;
    private readonly IntellivueIdentity _identity;
    private TimeSpan _now;

    /// <summary>Makes the dialogue of one session.</summary>
    /// <param name="sensor">The sensor's name.</param>
    /// <param name="waves">The waves to ask for.</param>
    public IntellivueDialogue(string sensor, IReadOnlyList<IntellivueWaveKind> waves)
    {
        _waves = new IntellivueWaves(sensor, waves);
        _host = new IntellivueHost(_waves.TextIds);
        _numerics = new IntellivueNumerics(sensor);
        _alerts = new IntellivueAlerts(sensor, [.. waves.Where(wave => wave.Unit == MdcUnit.Millivolt).Select(wave => (ushort)(wave.TextId & 0xFFFF))]);
        _identity = new IntellivueIdentity(sensor);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => _waves.Signals;

    /// <inheritdoc/>
    public double FrameRate => double.PositiveInfinity;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes => _framing.DroppedBytes;

    /// <inheritdoc/>
    public TimeSpan? NextTurn => _host.NextTurn(_now);

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        while (_framing.TryRead(ref bytes, out var message))
        {
            var at = timeOfFrame(GoodFrames);
            if (at > _now) _now = at;
            Take(message, at, inputs);
            GoodFrames++;
        }
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs)
    {
        // Every message is told as soon as it is whole.
    }

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs)
    {
        _now = now;
        _host.Turn(now, output);
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output) => _host.End(output);

    private void Take(ReadOnlySpan<byte> message, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        switch (message[0])
        {
            case SessionType.Accept: _host.Accepted(IntellivueAccept.Read(message), at); break;
            case SessionType.Refuse: _host.Refused(); break;
            case SessionType.Abort: _host.Over("The monitor has broken the association off; it is asked for a new one."); break;
            case SessionType.Release: _host.Over("The monitor has ended the association; it is asked for a new one.", wishesToEnd: true); break;
            case SessionType.Data: TakeData(message, at, inputs); break;
        }
    }

    private void TakeData(ReadOnlySpan<byte> message, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var reader = new OctetReader(message);
        reader.Skip(4); // Session and presentation.
        var operation = reader.U16();
        reader.Skip(2);
        if (operation == Operation.LinkedResult) reader.Skip(2); // Each part of a long result is understood by itself.
        var (invokeId, command) = (reader.U16(), reader.U16());
        if (reader.Failed) return;
        var isResult = operation is Operation.Result or Operation.LinkedResult;
        if (operation == Operation.Error) _host.ErrorCame(invokeId, at);
        else if (operation == Operation.Invoke && command == OperationCommand.ConfirmedEvent) TakeEvent(new OctetReader(reader.Counted()), invokeId, at, inputs);
        else if (isResult && command == OperationCommand.ConfirmedAction) TakePoll(new OctetReader(reader.Counted()), at, inputs);
    }

    private void TakeEvent(OctetReader reader, ushort invokeId, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var objectClass = reader.U16();
        reader.Skip(4);
        var (time, kind) = (reader.U32(), reader.U16());
        var information = new OctetReader(reader.Counted());
        if (reader.Failed || kind != ActionType.MdsCreate) return;
        if (objectClass != ObjectClass.System) _host.Over($"What answers is no patient monitor (its object class is {objectClass:X4}); check which device is on this cable.");
        information.Skip(8); // The created object, and the count of its attributes.
        _identity.Take(new IntellivueObservation(0, information.Counted()), isLast: false, at, inputs);
        _host.Presented(invokeId, time);
    }

    private void TakePoll(OctetReader reader, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        reader.Skip(6); // The object.
        var action = reader.U16();
        if (action is not (ActionType.Poll or ActionType.ExtendedPoll)) return;
        var reply = new OctetReader(reader.Counted());
        reply.Skip(action == ActionType.ExtendedPoll ? 4 : 2); // Poll number, and the result's in an extended one.
        var ticks = reply.U32();
        reply.Skip(8); // The monitor's date and time of day.
        reply.Skip(2);
        var objectClass = reply.U16();
        reply.Skip(2);
        var contexts = reply.U16();
        var list = new OctetReader(reply.Counted());
        if (reply.Failed) return;
        _host.ResultCame(at);
        for (; contexts > 0 && !list.Failed; contexts--)
        {
            list.Skip(2);
            var count = list.U16();
            var objects = new OctetReader(list.Counted());
            for (; count > 0 && objects.Left.Length >= 6; count--)
            {
                var handle = objects.U16();
                objects.Skip(2);
                var attributes = objects.Counted();
                if (!objects.Failed) TakeObject(objectClass, new IntellivueObservation(handle, attributes), ticks, at, inputs);
            }
        }
    }

    private void TakeObject(ushort objectClass, in IntellivueObservation observation, uint ticks, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        switch (objectClass)
        {
            case ObjectClass.Numeric: _numerics.Take(observation, at, inputs); break;
            case ObjectClass.Wave: _waves.Take(observation, ticks, at, inputs); break;
            case ObjectClass.Alert: _alerts.Take(observation, at, inputs); break;
            case ObjectClass.System: _identity.Take(observation, isLast: true, at, inputs); break;
        }
    }
}
