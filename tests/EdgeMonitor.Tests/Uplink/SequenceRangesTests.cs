using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class SequenceRangesTests
{
    [Test]
    public void AnyOrderGivesTheFewestRanges([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        var sequences = Enumerable.Range(1, 200).Select(i => (long)i).Where(_ => random.Next(4) > 0).ToArray();
        random.Shuffle(sequences);
        var ranges = new SequenceRanges();
        foreach (long sequence in sequences) Assert.That(ranges.Add(sequence), Is.True);
        foreach (long sequence in sequences) Assert.That(ranges.Add(sequence), Is.False);
        var covered = ranges.All.SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1)).Select(i => (long)i));
        Assert.That(covered, Is.EqualTo(sequences.Order()));
        for (int i = 1; i < ranges.All.Count; i++) Assert.That(ranges.All[i].First, Is.GreaterThan(ranges.All[i - 1].Last + 1));
    }
}
