namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>
/// Finds the frames of the formats without a checksum. They differ from the 5-byte formats, and from each other, by the distance between bytes with
/// bit 7, which no 5-byte stream keeps for more than four frames; but in random bytes a few such frames stand by chance. So they are believed when
/// seven of the next eight are frames (eight seconds), or two in a row where the setting names the format or it was in step a moment before.
/// </summary>
/// <param name="expected">Bytes of a frame of the format that the setting names; 0 where it names none of these.</param>
internal sealed class NoninShortSync(int expected)
{
    private const int Slots = 8, GoodSlots = 7, TrustedSlots = 2;

    /// <summary>Most bytes needed to tell what the front is.</summary>
    public const int Lookahead = Slots * NoninShortFrame.SizeEight;

    private int _size;
    private int _droppedSince;

    /// <summary>Bytes of a frame in step; 0 out of step.</summary>
    public int InStep { get; private set; }

    /// <summary>Out of step from here on.</summary>
    public void Lose() => InStep = 0;

    /// <summary>A byte that begins nothing was dropped.</summary>
    public void Skip() => _droppedSince++;

    /// <summary>Tells what the front is, and moves on where it is a frame, of <see cref="InStep"/> bytes.</summary>
    public NoninFront Next(ReadOnlySpan<byte> front, out NoninShortFrame frame)
    {
        frame = default;
        if (InStep != 0)
        {
            if (front.Length < InStep && NoninShortFrame.Fits(front)) return NoninFront.Open;
            if (NoninShortFrame.TryRead(front, InStep, out frame)) return NoninFront.Frame;
            InStep = 0;
        }

        if (front.IsEmpty || front[0] < NoninFrame.StatusMark) return Drop();
        var found = NoninFront.Garbage;
        for (var size = NoninShortFrame.SizeOne; size <= NoninShortFrame.SizeEight && found == NoninFront.Garbage; size++)
        {
            found = Look(front, size);
            if (found == NoninFront.Frame) (InStep, _size, _droppedSince) = (size, size, 0);
        }

        if (found == NoninFront.Garbage) return Drop();
        if (found == NoninFront.Frame) NoninShortFrame.TryRead(front, InStep, out frame);
        return found;
    }

    private NoninFront Drop()
    {
        Skip();
        return NoninFront.Garbage;
    }

    private NoninFront Look(ReadOnlySpan<byte> front, int size)
    {
        var trusted = size == expected || (size == _size && _droppedSince <= TrustedSlots * size);
        var (slots, needed) = trusted ? (TrustedSlots, TrustedSlots) : (Slots, GoodSlots);
        var wrong = 0;
        for (var slot = 0; slot < slots; slot++)
        {
            var rest = front[Math.Min(front.Length, slot * size)..];
            if (rest.Length < size) return NoninShortFrame.Fits(rest) || (slot > 0 && wrong < slots - needed) ? NoninFront.Open : NoninFront.Garbage;
            if (NoninShortFrame.TryRead(rest, size, out _)) continue;
            if (slot == 0 || ++wrong > slots - needed) return NoninFront.Garbage;
        }

        return NoninFront.Frame;
    }
}
