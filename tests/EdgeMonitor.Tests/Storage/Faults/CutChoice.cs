namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>
/// What of the things not yet synced a power cut lets through, by a seed. A thing has happened at certain moments (numbers of calls); the answer is
/// the moment up to which it is on the disk.
/// </summary>
internal sealed class CutChoice(Random random, long now)
{
    private const long Never = -1;
    private readonly int _kind = random.Next(7);
    private readonly long _moment = random.NextInt64(Math.Max(0, now - 400), now + 1);
    private readonly int _one = random.Next(1, 40);
    private int _asked;

    /// <summary>Bytes that the disk writes as one.</summary>
    public int SectorBytes { get; } = random.Next(2) == 0 ? 512 : 4096;

    /// <summary>True where a place that a file has grown by, and that was not written, holds noise.</summary>
    public bool LeavesNoise { get; } = random.Next(8) == 0;

    /// <summary>For noise.</summary>
    public Random Random => random;

    /// <summary>The moment up to which a thing is on the disk that has changed at these moments.</summary>
    public long Upto(IReadOnlyList<long> moments)
    {
        var isTheOne = _asked++ % 40 == _one;
        return _kind switch
        {
            0 => long.MaxValue, // everything got there
            1 => Never, // nothing did
            2 => Any(moments), // each as chance will have it
            3 => _moment, // in order, up to some moment
            4 => moments[^1] > _moment ? long.MaxValue : Never, // only the latest: out of order
            5 => isTheOne ? Never : long.MaxValue, // now and then one is missing
            _ => isTheOne ? Any(moments) : Never, // now and then one is there
        };
    }

    private long Any(IReadOnlyList<long> moments) => random.Next(moments.Count + 1) is > 0 and var at ? moments[at - 1] : Never;
}
