namespace EdgeMonitor.Core.Vitals;

/// <summary>What stands in an arterial line.</summary>
public enum PressureLineState
{
    /// <summary>As far as can be told, the patient's pressure.</summary>
    Patient,

    /// <summary>The pressure bag's: the line is being flushed.</summary>
    Flushed,

    /// <summary>The air's: the line is open to it, as to set its zero.</summary>
    Zeroed,
}

/// <summary>
/// Recognises in a pressure wave what is not the patient's: the fast flush, a flat stretch far above any diastolic pressure, and the line opened to the air, a flat stretch about
/// zero that came at once from a pressure. Neither is believed for longer than 30 s: then it may be an artery after all, and must be able to raise an alarm. A heart that stops lets the
/// pressure sink over seconds and is none of them. It is known 0.6 s (flush) and 1 s (zero) after it has begun.
/// </summary>
public sealed class PressureLine
{
    /// <summary>Length of a part of the wave whose lowest and highest value is kept, s.</summary>
    private const double PartSeconds = 0.1;

    /// <summary>Parts that must be flat, for flush and zero. Chosen: the interval of 100 beats a minute, and two of them.</summary>
    private const int FlushParts = 6, ZeroParts = 10;

    /// <summary>A flush stands above this, mmHg, and moves by less than that. Chosen on recordings: bags stand at 180 to 300, and the wave of a crisis moves by more.</summary>
    private const double LeastFlush = 175, MostFlushMotion = 20;

    /// <summary>Zero stands within this, mmHg, and moves by less than that; before, within half a second, it was the patient's and at least so high. Chosen.</summary>
    private const double MostZero = 5, MostZeroMotion = 2, LeastBefore = 25;
    private const int PartsOfFall = 5;

    /// <summary>Longest time for which a state is believed, s.</summary>
    private const double MostSeconds = 30;

    private const int Kept = 16;

    private readonly int _partLength;
    private readonly (float Lowest, float Highest)[] _parts = new (float, float)[Kept];
    private long _count;
    private int _inPart;
    private (float Lowest, float Highest) _part;
    private int _heldParts;

    /// <param name="sampleRateHz">Samples per second, 10 or more.</param>
    public PressureLine(double sampleRateHz) => _partLength = (int)Math.Max(1, Math.Round(PartSeconds * sampleRateHz));

    /// <summary>What stands in the line now.</summary>
    public PressureLineState State { get; private set; }

    /// <summary>Takes the next sample, mmHg.</summary>
    public void Add(float pressure)
    {
        _part = _inPart == 0 ? (pressure, pressure) : (Math.Min(_part.Lowest, pressure), Math.Max(_part.Highest, pressure));
        if (++_inPart < _partLength) return;
        _inPart = 0;
        _parts[_count++ % Kept] = _part;
        Judge();
    }

    /// <summary>Forgets all, as after a gap.</summary>
    public void Reset() => (_count, _inPart, _heldParts, State) = (0, 0, 0, PressureLineState.Patient);

    private void Judge()
    {
        var (lowest, highest) = Range(0, FlushParts);
        if (_count >= FlushParts && lowest >= LeastFlush && highest - lowest <= MostFlushMotion)
        {
            Hold(PressureLineState.Flushed);
            return;
        }

        (lowest, highest) = Range(0, ZeroParts);
        var isFlat = _count >= ZeroParts && highest - lowest <= MostZeroMotion && Math.Max(Math.Abs(lowest), Math.Abs(highest)) <= MostZero;
        if (isFlat && (State == PressureLineState.Zeroed || _heldParts > 0 || (_count >= ZeroParts + PartsOfFall && Range(ZeroParts, PartsOfFall).Highest >= LeastBefore)))
        {
            Hold(PressureLineState.Zeroed);
            return;
        }

        (_heldParts, State) = (0, PressureLineState.Patient);
    }

    private void Hold(PressureLineState state)
    {
        _heldParts++;
        State = _heldParts * PartSeconds <= MostSeconds ? state : PressureLineState.Patient;
    }

    /// <summary>Lowest and highest value of some parts, the newest of which is so many before the last.</summary>
    private (float Lowest, float Highest) Range(int before, int parts)
    {
        var (lowest, highest) = (float.MaxValue, float.MinValue);
        for (var i = Math.Max(0, _count - before - parts); i < _count - before; i++)
        {
            lowest = Math.Min(lowest, _parts[i % Kept].Lowest);
            highest = Math.Max(highest, _parts[i % Kept].Highest);
        }

        return (lowest, highest);
    }
}
