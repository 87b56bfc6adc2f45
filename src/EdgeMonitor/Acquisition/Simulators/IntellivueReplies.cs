using EdgeMonitor.Acquisition.Drivers.Intellivue;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The simulated monitor's messages, from the layout of the protocol's description; the outer layers of the acceptance as public descriptions have them.</summary>
internal static class IntellivueReplies
{
    /// <summary>What the simulated monitor calls itself.</summary>
    public const string Model = "MX-SIM", Serial = "DE00000001", Software = "S.00.01";

    /// <summary>Session and presentation layers of the acceptance, up to the user information's length.</summary>
    private static readonly byte[] AcceptHead = Convert.FromHexString(
        "0EB90508130100160102800014020002C1A53180A080800101" + "0000A280A003000001A58030808001008102510100003080800100810C2A8648CE14020100000002010000" +
        "00006180308002010" + "1A0806180A180060C2A8648CE14020100000003010000A203020100A305A103020100BE80288002010281");

    /// <summary>Accepts an association: a poll once a second at most; extended polls where it knows them.</summary>
    public static OctetWriter Accept(OctetWriter writer, bool singlePollsOnly) => writer.Bytes(AcceptHead).Bytes(0x48)
        .U32(0x8000_0000, 0x4000_0000, 0, 0x0080_0000, 0x2000_0000).U16(0, 0, 1)
        .Counted(profiles => profiles.Attribute(AttributeId.PollProfile, profile => profile
            .U32(0x8000_0000, 8000, 0x03E8, 0x03E8, 0xFFFF_FFFF, 0x6000_0000).U16(1)
            .Counted(packages => packages.Attribute(AttributeId.ExtendedPollProfile, package => package.U32(singlePollsOnly ? 0 : 0x8C00_0000u).U16(0, 0)))))
        .Bytes(new byte[16]);

    /// <summary>The monitor presents itself.</summary>
    public static OctetWriter MdsCreate(OctetWriter writer, uint ticks) => Data(writer, Operation.Invoke, 1, OperationCommand.ConfirmedEvent, argument => argument
        .U16(0x21, 0, 0).U32(ticks).U16(ActionType.MdsCreate)
        .Counted(information => information.U16(0x21, 0, 0, 1).Counted(attributes => attributes
            .Attribute(AttributeId.Model, model => model.Text("Philips").Text(Model)))));

    /// <summary>The monitor's own object, with its production data.</summary>
    public static void Identity(OctetWriter writer) => writer.U16(0, 2).Counted(attributes => attributes
        .Attribute(AttributeId.Model, model => model.Text("Philips").Text(Model))
        .Attribute(AttributeId.Production, list => list.U16(2).Counted(entries => entries.U16(1, 1).Text(Serial).U16(4, 1).Text(Software))));

    /// <summary>Data around an argument.</summary>
    public static OctetWriter Data(OctetWriter writer, int operation, int invokeId, int command, Action<OctetWriter> argument)
        => writer.U16(0xE100, 2, operation).Counted(invoke => invoke.U16(invokeId, command).Counted(argument));

    /// <summary>An answer to a poll, or a part of one; date and time of day are nonsense, as a real monitor's often are.</summary>
    public static OctetWriter Poll(
        OctetWriter writer, IntellivueSimulator.Poll poll, uint ticks, IReadOnlyList<Action<OctetWriter>> objects, IntellivueLink link = IntellivueLink.None, int part = 0)
    {
        writer.U16(0xE100, 2, link == IntellivueLink.None ? Operation.Result : Operation.LinkedResult);
        return writer.Counted(result =>
        {
            if (link != IntellivueLink.None) result.Bytes((byte)link, (byte)(part + 1));
            result.U16(poll.InvokeId, OperationCommand.ConfirmedAction).Counted(action => action.U16(0x21, 0, 0, poll.Action).Counted(reply =>
            {
                reply.U16(poll.Number);
                if (poll.Action == ActionType.ExtendedPoll) reply.U16(poll.Sequence);
                reply.U32(ticks).Bytes(0x19, 0x70, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00).U16(1, poll.ObjectClass, 0).U16(1);
                reply.Counted(contexts => contexts.U16(0, objects.Count).Counted(list =>
                {
                    foreach (var write in objects) write(list);
                }));
            }));
        });
    }
}
