namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>What the acceptance of an association promises.</summary>
/// <param name="ShortestPoll">The monitor must not be asked for the same more often than this.</param>
/// <param name="CanPollFor">True where it answers one request again and again for a time.</param>
internal readonly record struct IntellivueAccept(TimeSpan ShortestPoll, bool CanPollFor)
{
    /// <summary>Of a monitor that does not say: a second, as its slowest numerics come.</summary>
    public static IntellivueAccept Unsaid { get; } = new(TimeSpan.FromSeconds(1), CanPollFor: true);

    /// <summary>Extended polls once a second of numerics, and of waves.</summary>
    private const uint NumericsOnceASecond = 0x8000_0000;

    /// <summary>Protocol version 1 and nomenclature version 1: with these the user information begins, behind layers of varying length.</summary>
    private static ReadOnlySpan<byte> Mark => [0x80, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00];

    /// <summary>Reads it from the message.</summary>
    public static IntellivueAccept Read(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf(Mark);
        if (at < 0) return Unsaid;
        var reader = new OctetReader(message[(at + Mark.Length)..]);
        reader.Skip(12); // Functional units, kind of system, way of starting.
        SkipList(ref reader);
        if (!TryFind(ref reader, AttributeId.PollProfile, out var profile)) return Unsaid;
        profile.Skip(4); // Its revision.
        var ticks = profile.U32();
        profile.Skip(16); // Sizes of messages, bandwidth, options.
        var extended = TryFind(ref profile, AttributeId.ExtendedPollProfile, out var package) && (package.U32() & NumericsOnceASecond) != 0;
        return new(ticks == 0 ? Unsaid.ShortestPoll : TimeSpan.FromMilliseconds((double)ticks / IntellivueTicks.PerMillisecond), extended);
    }

    private static void SkipList(ref OctetReader reader)
    {
        reader.Skip(2);
        reader.Counted();
    }

    private static bool TryFind(ref OctetReader reader, ushort wanted, out OctetReader value)
    {
        var count = reader.U16();
        var list = new OctetReader(reader.Counted());
        for (; count > 0 && !list.Failed; count--)
        {
            var id = list.U16();
            value = new OctetReader(list.Counted());
            if (!list.Failed && id == wanted) return true;
        }

        value = default;
        return false;
    }
}
