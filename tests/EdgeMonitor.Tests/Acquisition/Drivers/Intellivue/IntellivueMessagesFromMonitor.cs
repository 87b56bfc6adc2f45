using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

/// <summary>Answers of a monitor, made one by one and given to a dialogue that sends nothing.</summary>
internal sealed class IntellivueMessagesFromMonitor(params string[] waves)
{
    private readonly IntellivueDialogue _dialogue = new("mon", waves.Length == 0 ? IntellivueWaveKind.All : [.. IntellivueWaveKind.All.Where(kind => waves.Contains(kind.Name))]);
    private TimeSpan _at;

    public List<MonitorInput> Inputs { get; } = [];

    public IntellivueMessagesFromMonitor At(double seconds)
    {
        _at = TimeSpan.FromSeconds(seconds);
        return this;
    }

    public IntellivueMessagesFromMonitor Say(int objectClass, uint ticks, params Action<OctetWriter>[] objects)
    {
        var poll = new IntellivueSimulator.Poll(objectClass) { Action = ActionType.ExtendedPoll };
        var output = new ArrayBufferWriter<byte>();
        IntellivueFraming.Write(output, IntellivueReplies.Poll(new OctetWriter(), poll, ticks, objects).Written);
        var bytes = new ReadOnlySequence<byte>(output.WrittenMemory);
        _dialogue.Decode(ref bytes, _ => _at, Inputs);
        return this;
    }

    /// <summary>A numeric with its state, unit and FLOAT.</summary>
    public static Action<OctetWriter> Number(int term, uint bits, int unit, int state = 0, int handle = 1, byte[]? stamp = null) => writer => writer.U16(handle, stamp is null ? 1 : 2).Counted(attributes =>
    {
        if (stamp is not null) attributes.Attribute(AttributeId.TimeStampAbsolute, value => value.Bytes(stamp));
        attributes.Attribute(AttributeId.Numeric, value => value.U16(term, state, unit).U32(bits));
    });

    /// <summary>The list of the equipment's alarms with one entry, or with none where there is no source.</summary>
    public static Action<OctetWriter> TechnicalAlarm(int? source, int code) => writer => writer.U16(1, 1).Counted(attributes => attributes.Attribute(AttributeId.TechnicalAlarms, list => list
        .U16(source is null ? 0 : 1).Counted(entries =>
        {
            if (source is { } known) entries.U16(known, code, 2, 0x0008, 0x36, 0, 0, 513).Counted(information => information.U16(0).U32(0).U16(1, 0x4000));
        })));

    /// <summary>Samples of an object, and what its other attributes say.</summary>
    public static Action<OctetWriter> Samples(int term, int[] counts, Action<OctetWriter>? others = null, int state = 0, int handle = 1) => writer => writer.U16(handle, 9).Counted(attributes =>
    {
        attributes.Attribute(AttributeId.Wave, value => value.U16(term, state).Counted(samples => samples.U16(counts)));
        others?.Invoke(attributes);
    });

    /// <summary>Sample format, rate and a scale.</summary>
    public static Action<OctetWriter> Format(byte bits, uint period, double? low, double? high, int lowCount, int highCount, int scale = AttributeId.Scale) => attributes => attributes
        .Attribute(AttributeId.WaveSpecification, value => value.U16(4).Bytes(16, bits).U16(0))
        .Attribute(AttributeId.SamplePeriod, value => value.U32(period))
        .Attribute(scale, value => value.U32(IntellivueFloat.Write(low, 3), IntellivueFloat.Write(high, 3)).U16(lowCount, highCount));
}
