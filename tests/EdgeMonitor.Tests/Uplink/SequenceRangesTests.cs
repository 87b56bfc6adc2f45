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

    [Test]
    public void WholeRangesInAnyOrderCoverWhatTheirSequencesCover([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        var (ranges, expected) = (new SequenceRanges(), new SequenceRanges());
        for (var i = 0; i < 20; i++)
        {
            long first = random.Next(1, 150);
            var last = first + random.Next(-1, 12);
            ranges.Add(first, last);
            for (var sequence = first; sequence <= last; sequence++) expected.Add(sequence);
        }

        Assert.That(ranges.All, Is.EqualTo(expected.All));
        for (long sequence = 0; sequence < 170; sequence++)
            Assert.That(ranges.Contains(sequence), Is.EqualTo(expected.All.Any(range => range.First <= sequence && sequence <= range.Last)));
    }

    [Test]
    public void WhatIsAddedAndTakenOutIsWhatASetWouldHold([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        var (ranges, expected) = (new SequenceRanges(), new SortedSet<long>());
        for (var i = 0; i < 60; i++)
        {
            long first = random.Next(1, 150);
            var last = first + random.Next(-1, 20);
            var all = Enumerable.Range(0, (int)(last - first + 1)).Select(j => first + j).ToList();
            if (random.Next(2) == 0)
            {
                ranges.Add(first, last);
                expected.UnionWith(all);
            }
            else
            {
                ranges.Remove(first, last);
                expected.ExceptWith(all);
            }

            Assert.That(ranges.All.SelectMany(Sequences), Is.EqualTo(expected));
            Assert.That(ranges.Count, Is.EqualTo(expected.Count));
            Assert.That(ranges.Within(first, last).SelectMany(Sequences), Is.EqualTo(expected.Where(sequence => sequence >= first && sequence <= last)));
            for (long sequence = 0; sequence < 175; sequence++)
            {
                var end = sequence;
                while (expected.Contains(end + 1)) end++;
                Assert.That(ranges.EndOf(sequence), Is.EqualTo(expected.Contains(sequence) ? end : null));
            }
        }

        static IEnumerable<long> Sequences((long First, long Last) range) => Enumerable.Range(0, (int)(range.Last - range.First + 1)).Select(i => range.First + i);
    }
}
