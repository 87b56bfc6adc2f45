using System.Buffers;
using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>What the host says, as messages in their frames. All fields high byte first.</summary>
internal static class IntellivueMessages
{
    /// <summary>Object of the monitor itself: class 0021, context 0, handle 0.</summary>
    private static ReadOnlySpan<byte> System => [0x00, 0x21, 0x00, 0x00, 0x00, 0x00];

    /// <summary>
    /// The request for an association: client, cold start, poll profile with a shortest period of 312.5 ms and the extended poll. The bytes are those with which public
    /// programs associate (VSCaptureMP); the outer layers are fixed.
    /// </summary>
    private static ReadOnlySpan<byte> Request =>
    [
        0x0D, 0xEC, 0x05, 0x08, 0x13, 0x01, 0x00, 0x16, 0x01, 0x02, 0x80, 0x00, 0x14, 0x02, 0x00, 0x02,
        0xC1, 0xDC, 0x31, 0x80, 0xA0, 0x80, 0x80, 0x01, 0x01, 0x00, 0x00, 0xA2, 0x80, 0xA0, 0x03, 0x00,
        0x00, 0x01, 0xA4, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0x06, 0x04, 0x52, 0x01, 0x00, 0x01, 0x30,
        0x80, 0x06, 0x02, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00, 0x30, 0x80, 0x02, 0x01, 0x02, 0x06, 0x0C,
        0x2A, 0x86, 0x48, 0xCE, 0x14, 0x02, 0x01, 0x00, 0x00, 0x00, 0x01, 0x01, 0x30, 0x80, 0x06, 0x0C,
        0x2A, 0x86, 0x48, 0xCE, 0x14, 0x02, 0x01, 0x00, 0x00, 0x00, 0x02, 0x01, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x61, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0xA0, 0x80, 0x60, 0x80, 0xA1, 0x80, 0x06,
        0x0C, 0x2A, 0x86, 0x48, 0xCE, 0x14, 0x02, 0x01, 0x00, 0x00, 0x00, 0x03, 0x01, 0x00, 0x00, 0xBE,
        0x80, 0x28, 0x80, 0x06, 0x0C, 0x2A, 0x86, 0x48, 0xCE, 0x14, 0x02, 0x01, 0x00, 0x00, 0x00, 0x01,
        0x01, 0x02, 0x01, 0x02, 0x81, 0x48, 0x80, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
        0x00, 0x2C, 0x00, 0x01, 0x00, 0x28, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x09, 0xC4, 0x00, 0x00,
        0x09, 0xC4, 0x00, 0x00, 0x03, 0xE8, 0xFF, 0xFF, 0xFF, 0xFF, 0x60, 0x00, 0x00, 0x00, 0x00, 0x01,
        0x00, 0x0C, 0xF0, 0x01, 0x00, 0x08, 0x8C, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ];

    private static ReadOnlySpan<byte> ReleaseBytes =>
    [
        0x09, 0x18, 0xC1, 0x16, 0x61, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0xA0, 0x80, 0x62, 0x80, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ];

    private static ReadOnlySpan<byte> ReleasedBytes =>
    [
        0x0A, 0x18, 0xC1, 0x16, 0x61, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0xA0, 0x80, 0x63, 0x80, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ];

    private static ReadOnlySpan<byte> AbortBytes =>
    [
        0x19, 0x2E, 0x11, 0x01, 0x03, 0xC1, 0x29, 0xA0, 0x80, 0xA0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0x06, 0x02, 0x51, 0x01, 0x00, 0x00, 0x00, 0x00,
        0x61, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01, 0xA0, 0x80, 0x64, 0x80, 0x80, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ];

    /// <summary>Asks for an association.</summary>
    public static void Associate(IBufferWriter<byte> output) => IntellivueFraming.Write(output, Request);

    /// <summary>Asks to end it.</summary>
    public static void Release(IBufferWriter<byte> output) => IntellivueFraming.Write(output, ReleaseBytes);

    /// <summary>Answers the other side's wish to end it.</summary>
    public static void Released(IBufferWriter<byte> output) => IntellivueFraming.Write(output, ReleasedBytes);

    /// <summary>Ends whatever association there is, without an answer.</summary>
    public static void Abort(IBufferWriter<byte> output) => IntellivueFraming.Write(output, AbortBytes);

    /// <summary>Answers the event with which the monitor presents itself; before it no poll is answered.</summary>
    /// <param name="output">Takes the frame.</param>
    /// <param name="invokeId">The event's.</param>
    /// <param name="eventTime">The event's.</param>
    public static void AnswerMdsCreate(IBufferWriter<byte> output, ushort invokeId, uint eventTime)
    {
        Span<byte> argument = stackalloc byte[System.Length + 8];
        System.CopyTo(argument);
        BinaryPrimitives.WriteUInt32BigEndian(argument[6..], eventTime);
        BinaryPrimitives.WriteUInt16BigEndian(argument[10..], ActionType.MdsCreate);
        BinaryPrimitives.WriteUInt16BigEndian(argument[12..], 0);
        WriteData(output, Operation.Result, invokeId, OperationCommand.ConfirmedEvent, argument);
    }

    /// <summary>Asks once for objects of a class.</summary>
    /// <param name="output">Takes the frame.</param>
    /// <param name="invokeId">Its number.</param>
    /// <param name="pollNumber">Comes back in the answer.</param>
    /// <param name="objectClass">As <see cref="ObjectClass"/>.</param>
    /// <param name="group">The group of attributes; 0 for all.</param>
    public static void Poll(IBufferWriter<byte> output, ushort invokeId, ushort pollNumber, ushort objectClass, ushort group)
    {
        Span<byte> argument = stackalloc byte[22];
        WritePoll(argument, ActionType.Poll, pollNumber, objectClass, group);
        WriteData(output, Operation.Invoke, invokeId, OperationCommand.ConfirmedAction, argument);
    }

    /// <summary>Asks for objects of a class again and again for a time.</summary>
    /// <inheritdoc cref="Poll"/>
    public static void PollFor(IBufferWriter<byte> output, ushort invokeId, ushort pollNumber, ushort objectClass, ushort group, TimeSpan period)
    {
        Span<byte> argument = stackalloc byte[34];
        WritePoll(argument, ActionType.ExtendedPoll, pollNumber, objectClass, group);
        var list = argument[22..];
        BinaryPrimitives.WriteUInt16BigEndian(list, 1);
        BinaryPrimitives.WriteUInt16BigEndian(list[2..], 8);
        BinaryPrimitives.WriteUInt16BigEndian(list[4..], AttributeId.PollPeriod);
        BinaryPrimitives.WriteUInt16BigEndian(list[6..], 4);
        BinaryPrimitives.WriteUInt32BigEndian(list[8..], (uint)(period.TotalMilliseconds * IntellivueTicks.PerMillisecond));
        WriteData(output, Operation.Invoke, invokeId, OperationCommand.ConfirmedAction, argument);
    }

    /// <summary>Chooses which waves the port sends; nothing that the monitor shows or does at the bed changes.</summary>
    public static void ChooseWaves(IBufferWriter<byte> output, ushort invokeId, ReadOnlySpan<uint> labels)
    {
        Span<byte> argument = stackalloc byte[System.Length + 18 + 4 * labels.Length];
        System.CopyTo(argument);
        BinaryPrimitives.WriteUInt32BigEndian(argument[6..], 0); // Scope: this object.
        ReadOnlySpan<ushort> head =
            [1, (ushort)(10 + 4 * labels.Length), 0, AttributeId.WavePriority, (ushort)(4 + 4 * labels.Length), (ushort)labels.Length, (ushort)(4 * labels.Length)];
        var list = argument[10..];
        for (var i = 0; i < head.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(list[(2 * i)..], head[i]);
        for (var i = 0; i < labels.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(list[(14 + 4 * i)..], labels[i]);
        WriteData(output, Operation.Invoke, invokeId, OperationCommand.ConfirmedSet, argument);
    }

    private static void WritePoll(Span<byte> argument, ushort action, ushort pollNumber, ushort objectClass, ushort group)
    {
        System.CopyTo(argument);
        BinaryPrimitives.WriteUInt32BigEndian(argument[6..], 0); // Scope: this object.
        BinaryPrimitives.WriteUInt16BigEndian(argument[10..], action);
        BinaryPrimitives.WriteUInt16BigEndian(argument[12..], (ushort)(argument.Length - 14));
        BinaryPrimitives.WriteUInt16BigEndian(argument[14..], pollNumber);
        BinaryPrimitives.WriteUInt16BigEndian(argument[16..], 1); // Partition of object classes.
        BinaryPrimitives.WriteUInt16BigEndian(argument[18..], objectClass);
        BinaryPrimitives.WriteUInt16BigEndian(argument[20..], group);
    }

    private static void WriteData(IBufferWriter<byte> output, ushort operation, ushort invokeId, ushort command, ReadOnlySpan<byte> argument)
    {
        Span<byte> message = stackalloc byte[14 + argument.Length];
        ReadOnlySpan<ushort> head = [0xE100, 0x0002, operation, (ushort)(6 + argument.Length), invokeId, command, (ushort)argument.Length];
        for (var i = 0; i < head.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(message[(2 * i)..], head[i]);
        argument.CopyTo(message[14..]);
        IntellivueFraming.Write(output, message);
    }
}
